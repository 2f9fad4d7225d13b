//! Checks of entered text that a form and a handler both make; the codes are those of the bad-input catalogue.

use chrono::NaiveDate;

use crate::problem::Problem;

/// Longest name of a person or a company, in characters.
pub const NAME_MAX: usize = 120;
/// Longest description or note, in characters.
pub const TEXT_MAX: usize = 10_000;
/// Longest link, in characters.
pub const LINK_MAX: usize = 500;
/// Longest code of a choice, in characters.
const CODE_MAX: usize = 40;
/// Most combining marks on one letter before a text is noise.
const MARKS_MAX: usize = 4;

/// A name: 1–120 characters, no control or direction-changing signs. Quotes and SQL are ordinary text.
///
/// # Errors
/// `NAME_REQUIRED`, `NAME_TOO_LONG`, `TEXT_CONTROL_CHAR`, `TEXT_BIDI`, `TEXT_MARKS`.
pub fn name(text: &str) -> Result<String, Problem> {
    let cleaned = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if cleaned.is_empty() {
        return Err(Problem::new("NAME_REQUIRED"));
    }
    check_signs(cleaned, false)?;
    if cleaned.chars().count() > NAME_MAX {
        return Err(Problem::new("NAME_TOO_LONG").with("max", NAME_MAX));
    }
    Ok(cleaned.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A [`name`] of at most `max` characters.
///
/// # Errors
/// As [`name`].
pub fn short_name(text: &str, max: usize) -> Result<String, Problem> {
    let name = name(text)?;
    if name.chars().count() > max {
        return Err(Problem::new("NAME_TOO_LONG").with("max", max));
    }
    Ok(name)
}

/// A text of several lines, at most `max` characters; may be empty.
///
/// # Errors
/// `TEXT_TOO_LONG`, `TEXT_CONTROL_CHAR`, `TEXT_BIDI`, `TEXT_MARKS`.
pub fn text(text: &str, max: usize) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().count() > max {
        return Err(Problem::new("TEXT_TOO_LONG").with("max", max));
    }
    check_signs(text, true)?;
    Ok(text.to_owned())
}

/// A text that must not be empty.
///
/// # Errors
/// `TEXT_REQUIRED` and those of [`text`].
pub fn required(entered: &str, max: usize) -> Result<String, Problem> {
    let checked = text(entered, max)?;
    if checked
        .chars()
        .all(|c| c.is_whitespace() || is_invisible(c))
    {
        return Err(Problem::new("TEXT_REQUIRED"));
    }
    Ok(checked)
}

/// A word that stands for a choice: 2–40 of `a-z 0-9 _`, a letter first.
///
/// # Errors
/// `CODE_FORM`.
pub fn code(text: &str) -> Result<String, Problem> {
    let signs_ok = text
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if (2..=CODE_MAX).contains(&text.len())
        && signs_ok
        && text.starts_with(|c: char| c.is_ascii_lowercase())
    {
        Ok(text.to_owned())
    } else {
        Err(Problem::new("CODE_FORM"))
    }
}

/// A code that [`code`] takes, made from words: their letters, one underscore between them.
#[must_use]
pub fn code_of(words: &str) -> String {
    let joined = words
        .split(|sign: char| !sign.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("_");
    let code: String = joined.chars().take(CODE_MAX).collect();
    if code.len() < 2 {
        "choice".to_owned()
    } else {
        code
    }
}

/// A reason for a refusal, a hold or a cancellation: 3–500 characters.
///
/// # Errors
/// `REASON_REQUIRED` and those of [`text`].
pub fn reason(entered: &str) -> Result<String, Problem> {
    let checked = text(entered, 500)?;
    if checked.chars().filter(|c| c.is_alphanumeric()).count() < 3 {
        return Err(Problem::new("REASON_REQUIRED"));
    }
    Ok(checked)
}

fn check_signs(text: &str, lines: bool) -> Result<(), Problem> {
    let mut marks = 0;
    for sign in text.chars() {
        if sign.is_control() && !(lines && matches!(sign, '\n' | '\r' | '\t')) {
            return Err(Problem::new("TEXT_CONTROL_CHAR"));
        }
        if matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            return Err(Problem::new("TEXT_BIDI"));
        }
        marks = if is_combining(sign) { marks + 1 } else { 0 };
        if marks > MARKS_MAX {
            return Err(Problem::new("TEXT_MARKS"));
        }
    }
    Ok(())
}

fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}

fn is_combining(sign: char) -> bool {
    matches!(sign, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// An e-mail address, plainly: one `@`, a local part of at most 64 signs, a host with a dot.
///
/// # Errors
/// `EMAIL_FORMAT`.
pub fn email(text: &str) -> Result<String, Problem> {
    let wrong = || Problem::new("EMAIL_FORMAT");
    let text = text.trim_matches(' ');
    let (local, host) = text.split_once('@').ok_or_else(wrong)?;
    let local_ok = (1..=64).contains(&local.len())
        && local
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&b))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let labels: Vec<&str> = host.split('.').collect();
    let host_ok = host.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
        && labels
            .last()
            .is_some_and(|top| top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()));
    if local_ok && host_ok {
        Ok(format!("{local}@{}", host.to_ascii_lowercase()))
    } else {
        Err(wrong())
    }
}

/// As [`email`]; nothing entered is nothing.
///
/// # Errors
/// `EMAIL_FORMAT`.
pub fn email_or_none(text: &str) -> Result<Option<String>, Problem> {
    let is_there = !text.trim().is_empty();
    is_there.then(|| email(text)).transpose()
}

/// A national identity number (NIK): 16 digits; the date inside (day + 40 for women) must exist.
///
/// # Errors
/// `NIK_16`, or `NIK_DATE`, which a form shows as a warning.
pub fn nik(text: &str) -> Result<String, Problem> {
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-'))
        .collect();
    if digits.len() != 16 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::new("NIK_16"));
    }
    let part = |range: std::ops::Range<usize>| digits[range].parse::<u32>().unwrap_or(99);
    let (day, month, year) = (part(6..8), part(8..10), part(10..12));
    let day = if day > 40 { day - 40 } else { day };
    let exists = [1900, 2000]
        .into_iter()
        .any(|century| NaiveDate::from_ymd_opt(century + year.cast_signed(), month, day).is_some());
    if exists {
        Ok(digits)
    } else {
        Err(Problem::new("NIK_DATE"))
    }
}

/// The digits of a [`nik`] to keep; nothing entered is nothing. A date that does not exist may still be what the card says.
///
/// # Errors
/// `NIK_16`.
pub fn nik_or_none(text: &str) -> Result<Option<String>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match nik(text) {
        Err(problem) if problem.code != "NIK_DATE" => Err(problem),
        _ => Ok(Some(text.chars().filter(char::is_ascii_digit).collect())),
    }
}

/// A password: 12–128 characters, any of them.
///
/// # Errors
/// `PASS_LENGTH`.
pub fn password(text: &str) -> Result<(), Problem> {
    if (12..=128).contains(&text.chars().count()) && !text.contains('\0') {
        Ok(())
    } else {
        Err(Problem::new("PASS_LENGTH").with("min", 12).with("max", 128))
    }
}

/// A login name: 3–32 of `a-z 0-9 _ .`, a letter first, none that the database keeps for itself.
///
/// # Errors
/// `LOGIN_NAME`.
pub fn login_name(text: &str) -> Result<String, Problem> {
    let signs_ok = text
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.'));
    let reserved = text.starts_with("pg_")
        || text.starts_with("aglis_")
        || matches!(
            text,
            "public" | "postgres" | "none" | "current_user" | "session_user" | "user"
        );
    if (3..=32).contains(&text.len())
        && signs_ok
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !reserved
    {
        Ok(text.to_owned())
    } else {
        Err(Problem::new("LOGIN_NAME"))
    }
}

/// A link that people may follow: https, mailto, tel, at most 500 characters.
///
/// # Errors
/// `LINK_LENGTH`, `LINK_SCHEME`.
pub fn link(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().count() > LINK_MAX {
        return Err(Problem::new("LINK_LENGTH").with("max", LINK_MAX));
    }
    let lower = text.to_ascii_lowercase();
    let allowed = ["https://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme));
    if allowed && !text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        Ok(text.to_owned())
    } else {
        Err(Problem::new("LINK_SCHEME"))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        code_of, email, link, login_name, name, nik, nik_or_none, password, reason, required, text,
    };

    fn code<T: std::fmt::Debug>(result: Result<T, crate::problem::Problem>) -> String {
        result.unwrap_err().code
    }

    #[test]
    fn a_code_is_made_of_the_letters_of_its_words() {
        assert_eq!(
            code_of("Waiting for the landlord"),
            "waiting_for_the_landlord"
        );
        assert_eq!(code_of(" 2nd visit (PLN)"), "nd_visit_pln");
        assert_eq!(code_of("等待"), "choice");
        let long = code_of(&"very long ".repeat(9));
        assert_eq!(super::code(&long), Ok(long));
    }

    #[test]
    fn names_are_taken_as_they_are_or_refused_with_a_reason() {
        for odd in [
            "Siti'); DROP TABLE--",
            "O'Neil \"Bob\" \\",
            "Nuʻmān",
            "I Gusti Ngurah Rai",
        ] {
            assert_eq!(name(odd), Ok(odd.to_owned()));
        }
        assert_eq!(name("  Budi   Santoso "), Ok("Budi Santoso".to_owned()));
        assert_eq!(code(name("")), "NAME_REQUIRED");
        assert_eq!(code(name("\u{200b}\u{200b}")), "NAME_REQUIRED");
        assert_eq!(code(name(&"a".repeat(10_000))), "NAME_TOO_LONG");
        assert_eq!(code(name("a\u{0}b")), "TEXT_CONTROL_CHAR");
        assert_eq!(code(name("Siti\u{202e}x")), "TEXT_BIDI");
        assert_eq!(
            code(name(&format!("Z{}", "\u{301}".repeat(5_000)))),
            "TEXT_MARKS"
        );
    }

    #[test]
    fn texts_have_their_limits() {
        assert_eq!(code(text(&"x".repeat(2_000_000), 10_000)), "TEXT_TOO_LONG");
        assert_eq!(text("dua\nbaris", 100), Ok("dua\nbaris".to_owned()));
        assert_eq!(
            text("<img src=x onerror=alert(1)>", 100),
            Ok("<img src=x onerror=alert(1)>".to_owned())
        );
        assert_eq!(code(required(" \u{200b} ", 100)), "TEXT_REQUIRED");
        assert_eq!(code(reason("..")), "REASON_REQUIRED");
    }

    #[test]
    fn addresses_that_could_carry_a_header_are_refused() {
        assert_eq!(
            email("Siti.Rahma+isp@Example.CO.ID"),
            Ok("Siti.Rahma+isp@example.co.id".to_owned())
        );
        for wrong in [
            "a@b",
            "x@x.id\r\nBcc:y",
            "",
            "a@@b.id",
            "a b@c.id",
            ".a@b.id",
            "a@-b.id",
            "a@b.1",
        ] {
            assert_eq!(code(email(wrong)), "EMAIL_FORMAT", "{wrong}");
        }
        assert_eq!(
            code(email(&format!("{}@x.id", "a".repeat(255)))),
            "EMAIL_FORMAT"
        );
    }

    #[test]
    fn identity_numbers_have_sixteen_digits_and_a_date() {
        assert_eq!(
            nik("3273 0141 0190 0001"),
            Ok("3273014101900001".to_owned())
        );
        assert_eq!(nik("3273012902040001"), Ok("3273012902040001".to_owned()));
        assert_eq!(code(nik("327301410190001")), "NIK_16");
        assert_eq!(code(nik("32730141019000012")), "NIK_16");
        assert_eq!(code(nik("3273017201900001")), "NIK_DATE");
        assert_eq!(nik_or_none(" "), Ok(None));
        let odd = nik_or_none("3273 0172 0190 0001");
        assert_eq!(odd, Ok(Some("3273017201900001".to_owned())));
        assert_eq!(code(nik_or_none("3273")), "NIK_16");
    }

    #[test]
    fn passwords_are_counted_in_characters() {
        assert_eq!(code(password("1234567")), "PASS_LENGTH");
        assert_eq!(code(password(&"x".repeat(200))), "PASS_LENGTH");
        assert_eq!(password("🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑"), Ok(()));
    }

    #[test]
    fn login_names_never_clash_with_the_database() {
        assert_eq!(login_name("siti.rahma"), Ok("siti.rahma".to_owned()));
        for wrong in [
            "pg_x",
            "public",
            "a\"b",
            "Siti",
            "ab",
            "1siti",
            "aglis_admin",
            &"a".repeat(64),
        ] {
            assert_eq!(code(login_name(wrong)), "LOGIN_NAME", "{wrong}");
        }
    }

    #[test]
    fn links_lead_only_where_people_may_go() {
        assert_eq!(
            link("https://peta.example/a?b=1"),
            Ok("https://peta.example/a?b=1".to_owned())
        );
        for wrong in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "smb://h/x",
            "https://a b",
        ] {
            assert_eq!(code(link(wrong)), "LINK_SCHEME", "{wrong}");
        }
        assert_eq!(
            code(link(&format!("https://x.id/{}", "a".repeat(500)))),
            "LINK_LENGTH"
        );
    }
}
