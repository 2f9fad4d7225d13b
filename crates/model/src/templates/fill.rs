//! Checking a text and filling it in.

use std::collections::BTreeMap;

use super::{PlaceHolder, TemplateName};
use crate::{
    problem::{Problem, Problems},
    text::Locale,
    valid,
};

/// The longest message WhatsApp takes, in characters.
pub const LENGTH_MAX: usize = 4096;

/// What stands in the place of each place-holder.
pub type Values = BTreeMap<PlaceHolder, String>;

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'t> {
    /// Taken as it is.
    Words(&'t str),
    /// What stood in braces.
    Place(&'t str),
}

/// Cuts a text at its braces. Two braces of a kind stand for one that is meant.
fn parts(text: &str) -> Result<Vec<Part<'_>>, Problem> {
    let broken = || Problem::new("TEMPLATE_BRACE");
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (words, behind) = rest.split_at(at);
        if !words.is_empty() {
            parts.push(Part::Words(words));
        }
        let brace = &behind[..1];
        if behind[1..].starts_with(brace) {
            parts.push(Part::Words(brace));
            rest = &behind[2..];
        } else if brace == "{" {
            let inside = &behind[1..];
            let end = inside.find(['{', '}', '\n']).ok_or_else(broken)?;
            if !inside[end..].starts_with('}') {
                return Err(broken());
            }
            parts.push(Part::Place(&inside[..end]));
            rest = &inside[end + 1..];
        } else {
            return Err(broken());
        }
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    Ok(parts)
}

/// Checks the text of a message; answers it cleaned.
///
/// # Errors
/// All at `body`: `MSG_LENGTH` for 1–4,096 characters, `TEMPLATE_BRACE` for a brace without its other half,
/// `TEMPLATE_UNKNOWN` for what this message cannot know, `TEMPLATE_MISSING` for what it is about, and those of
/// [`valid::text`].
pub fn check(name: TemplateName, body: &str) -> Result<String, Problems> {
    let at_body = |problem| Err(Problems::one("body", problem));
    let cleaned = body.trim().replace("\r\n", "\n");
    let length = cleaned.chars().count();
    if !(1..=LENGTH_MAX).contains(&length) {
        return at_body(too_long(length));
    }
    let cleaned = match valid::required(&cleaned, LENGTH_MAX) {
        Ok(cleaned) => cleaned,
        // Nothing but signs that nobody sees.
        Err(problem) if problem.code == "TEXT_REQUIRED" => return at_body(too_long(0)),
        Err(problem) => return at_body(problem),
    };
    let parts = match parts(&cleaned) {
        Ok(parts) => parts,
        Err(problem) => return at_body(problem),
    };
    let mut problems = Problems::none();
    let mut unknown: Vec<&str> = Vec::new();
    let mut found: Vec<PlaceHolder> = Vec::new();
    for part in &parts {
        let Part::Place(word) = part else { continue };
        match PlaceHolder::from_name(word).filter(|one| name.place_holders().contains(one)) {
            Some(one) => found.push(one),
            None if unknown.contains(word) => {}
            None => {
                unknown.push(word);
                problems.add(
                    "body",
                    Problem::new("TEMPLATE_UNKNOWN").with("name", format!("{{{word}}}")),
                );
            }
        }
    }
    for needed in name.required() {
        if !found.contains(needed) {
            let needed = format!("{{{}}}", needed.name());
            problems.add(
                "body",
                Problem::new("TEMPLATE_MISSING").with("name", needed),
            );
        }
    }
    problems.into_result()?;
    Ok(cleaned)
}

fn too_long(length: usize) -> Problem {
    Problem::new("MSG_LENGTH")
        .with("min", 1)
        .with("max", LENGTH_MAX)
        .with("length", length)
}

/// What stands where no value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// Nothing, as in a message that is sent.
    Empty,
    /// Examples: the text is tried on nobody in particular.
    Examples(Locale),
    /// Examples of what only the sending knows; what the record itself lacks is shown as missing, such as `[customer_name]`.
    Shown(Locale),
}

/// Fills a text in. A value is put in as it is and never looked into for place-holders, see [`plain_value`]; a link of ours
/// stays a link.
///
/// # Errors
/// `TEMPLATE_BRACE` for a text that was never checked, `MSG_LENGTH` when the values make it longer than WhatsApp takes, or
/// leave nothing of it.
pub fn fill(body: &str, values: &Values, gaps: Gaps) -> Result<String, Problem> {
    let mut text = String::new();
    for part in parts(body)? {
        match part {
            Part::Words(words) => text.push_str(words),
            Part::Place(word) => match PlaceHolder::from_name(word) {
                Some(place) => match (values.get(&place), gaps) {
                    (Some(link), _) if place == PlaceHolder::PortalLink => text.push_str(link),
                    (Some(value), _) => text.push_str(&plain_value(value, place.has_lines())),
                    (None, Gaps::Shown(_)) if !place.is_known_late() => {
                        text.push_str(&format!("[{word}]"));
                    }
                    (None, Gaps::Shown(language) | Gaps::Examples(language)) => {
                        text.push_str(place.example(language));
                    }
                    (None, Gaps::Empty) => {}
                },
                // Only in a text that was never checked.
                None => text.push_str(&format!("{{{word}}}")),
            },
        }
    }
    let text = text.trim();
    let length = text.chars().count();
    if (1..=LENGTH_MAX).contains(&length) {
        Ok(text.to_owned())
    } else {
        Err(too_long(length))
    }
}

/// A text without the lines that would say nothing.
///
/// Those are the ones whose place-holders are all unknown, and those with a link that there
/// is not, whatever else stands there. At most one empty line is left between others.
#[must_use]
pub fn known_lines(body: &str, values: &Values) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in body.lines() {
        let places: Vec<&str> = parts(line)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|part| match part {
                Part::Place(word) => Some(word),
                Part::Words(_) => None,
            })
            .collect();
        let is_known = |word: &&str| {
            PlaceHolder::from_name(word)
                .and_then(|place| values.get(&place))
                .is_some_and(|value| !value.trim().is_empty())
        };
        let link = PlaceHolder::PortalLink.name();
        let says_something = (places.is_empty() || places.iter().any(is_known))
            && (is_known(&link) || !places.contains(&link));
        let is_gap = line.trim().is_empty();
        if says_something && !(is_gap && kept.last().is_none_or(|last| last.trim().is_empty())) {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// A value as it may stand in a message, harmless to what is around it.
///
/// Signs that turn the direction or are not shown are left out, lines become one unless it may have `lines`, and WhatsApp's
/// marks for bold, italic, struck and fixed letters become look-alikes wherever they could begin or end something. Inside a
/// word, as in `nama_saya@contoh.id`, they are letters to WhatsApp as well and stay.
#[must_use]
pub fn plain_value(value: &str, lines: bool) -> String {
    let cleaned: Vec<char> = value
        .trim()
        .replace("\r\n", "\n")
        .chars()
        .filter_map(|sign| match sign {
            '\n' if lines => Some('\n'),
            '\n' | '\r' | '\t' => Some(' '),
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => None,
            sign if sign.is_control() => None,
            sign => Some(sign),
        })
        .collect();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| cleaned.get(at))
            .is_some_and(|sign| sign.is_alphanumeric())
    };
    let plain: String = cleaned
        .iter()
        .enumerate()
        .map(|(at, sign)| {
            let begins_line = at == 0 || cleaned[at - 1] == '\n';
            let inside = is_letter(at.checked_sub(1)) && is_letter(Some(at + 1));
            match sign {
                '*' if !inside => '\u{2217}',
                '_' if !inside => '\u{ff3f}',
                '~' if !inside => '\u{223c}',
                '`' => '\u{2cb}',
                '>' if begins_line => '\u{203a}',
                sign => *sign,
            }
        })
        .collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Gaps, LENGTH_MAX, Values, check, fill, known_lines, plain_value};
    use crate::{
        templates::{PlaceHolder, TemplateName},
        text::Locale,
    };

    fn codes(name: TemplateName, body: &str) -> Vec<String> {
        let problems = check(name, body).unwrap_err();
        let at_body = problems.field("body").iter();
        at_body.map(|problem| problem.code.clone()).collect()
    }

    #[test]
    fn a_text_says_only_what_its_message_knows() {
        let unknown = codes(TemplateName::Otp, "{code} {nama} {amount} {nama}");
        assert_eq!(unknown, ["TEMPLATE_UNKNOWN", "TEMPLATE_UNKNOWN"]);
        assert_eq!(codes(TemplateName::Otp, "Halo"), ["TEMPLATE_MISSING"]);
        for broken in ["{code", "{code}}", "} {code}", "{co{de}", "{co\nde}"] {
            assert_eq!(
                codes(TemplateName::Otp, broken),
                ["TEMPLATE_BRACE"],
                "{broken}"
            );
        }
        let kept = check(TemplateName::Otp, "  Kode {{rahasia}}: {code}\r\nBerlaku\n").unwrap();
        assert_eq!(kept, "Kode {{rahasia}}: {code}\nBerlaku");
    }

    #[test]
    fn a_message_has_one_to_4096_characters() {
        for empty in ["", " \n ", "\u{200b}"] {
            assert_eq!(codes(TemplateName::StatusUpdate, empty), ["MSG_LENGTH"]);
        }
        let long = "é".repeat(LENGTH_MAX);
        assert!(check(TemplateName::StatusUpdate, &long).is_ok());
        let longer = format!("{long}é");
        assert_eq!(codes(TemplateName::StatusUpdate, &longer), ["MSG_LENGTH"]);
        let values = Values::from([(PlaceHolder::CustomerName, "x".repeat(LENGTH_MAX))]);
        let filled = fill("Halo {customer_name}", &values, Gaps::Empty);
        assert_eq!(filled.unwrap_err().code, "MSG_LENGTH");
    }

    #[test]
    fn a_value_is_never_a_template() {
        let values = Values::from([
            (PlaceHolder::CustomerName, "{amount} {{x}} {".to_owned()),
            (PlaceHolder::Amount, "Rp 1".to_owned()),
        ]);
        let filled = fill("{customer_name}: {amount} {{tetap}}", &values, Gaps::Empty);
        assert_eq!(filled.as_deref(), Ok("{amount} {{x}} {: Rp 1 {tetap}"));
    }

    #[test]
    fn what_is_not_known_yet_is_shown_by_example() {
        let filled = fill("Kode {code}", &Values::new(), Gaps::Examples(Locale::Id));
        assert_eq!(filled.as_deref(), Ok("Kode 482913"));
        let gap = fill(
            "{customer_name} {note}",
            &Values::new(),
            Gaps::Shown(Locale::Id),
        )
        .unwrap();
        assert!(gap.starts_with("[customer_name] "), "{gap}");
        assert!(!gap.contains("[note]"), "{gap}");
        let bare = fill("Kode {code}", &Values::new(), Gaps::Empty);
        assert_eq!(bare.as_deref(), Ok("Kode"));
    }

    #[test]
    fn marks_in_a_value_change_nothing_around_it() {
        assert_eq!(plain_value("*Budi* _Santoso_", false), "∗Budi∗ ＿Santoso＿");
        assert_eq!(plain_value("```~x~```", false), "ˋˋˋ∼x∼ˋˋˋ");
        assert_eq!(
            plain_value("nama_saya@contoh.id", false),
            "nama_saya@contoh.id"
        );
        assert_eq!(plain_value("dua\nbaris", false), "dua baris");
        assert_eq!(
            plain_value("> dua\n> baris\u{202e}", true),
            "› dua\n› baris"
        );
    }

    #[test]
    fn lines_that_would_say_nothing_are_left_out() {
        let values = Values::from([
            (PlaceHolder::InvoiceNumber, "INV-1".to_owned()),
            (PlaceHolder::BankAccounts, "BCA 123".to_owned()),
            (PlaceHolder::Note, " ".to_owned()),
        ]);
        let body = "Tagihan {invoice_number} untuk {period}\nLihat {portal_link} dan {invoice_number}\n\n{note}\n\n{bank_accounts}\nTanpa {{portal_link}}\n\n{company_name} · {company_phone}";
        assert_eq!(
            known_lines(body, &values),
            "Tagihan {invoice_number} untuk {period}\n\n{bank_accounts}\nTanpa {{portal_link}}\n"
        );
        let link = Values::from([(PlaceHolder::PortalLink, "https://x".to_owned())]);
        assert_eq!(
            known_lines("Lihat {portal_link}", &link),
            "Lihat {portal_link}"
        );
    }
}
