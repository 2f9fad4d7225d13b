//! Reads what somebody typed into the palette.

use chrono::{Datelike, Months, NaiveDate};

use crate::lists::{escape_like, phone_digits};

/// Kinds of documents whose numbers carry their month.
const DOCUMENTS: [&str; 4] = ["TKT", "INV", "REG", "PAY"];
/// A bare running number is looked for in this many months.
const MONTHS: u32 = 24;
/// Fewer digits are in too many phone numbers to be worth a look.
const PHONE_DIGITS: usize = 5;
/// Trigram indexes know nothing of shorter words.
const INDEXED: usize = 3;

/// What may be looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// The text itself, without its sign.
    pub text: String,
    /// Patterns for `ilike`, the longest word first; none when no word can be found by name.
    pub words: Vec<String>,
    /// Digits as they stand in a phone number.
    pub phone: Option<String>,
    /// Whole document numbers and customer codes, the likeliest first.
    pub numbers: Vec<String>,
    /// Number of a message, which has no other sign than `#`.
    pub message: Option<i64>,
}

impl Typed {
    /// Reads a text; `month` is any day of the current business month. None when it is too short to look for anything.
    pub fn read(text: &str, month: NaiveDate) -> Option<Self> {
        let text = text.trim();
        let (wants_people, wants_numbers, text) = match text.chars().next()? {
            '#' => (false, true, text[1..].trim()),
            '@' => (true, false, text[1..].trim()),
            _ => (true, true, text),
        };
        let is_scoped = !(wants_people && wants_numbers);
        let mut typed = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        if wants_numbers {
            // "12" alone is hardly a number of a document; "#12" says that it is.
            typed.numbers = numbers(text, month, if is_scoped { 1 } else { 3 });
            typed.message = text.parse().ok().filter(|id| is_scoped && *id > 0);
        }
        if wants_people {
            typed.words = words(text);
            let joined: String = text.split_whitespace().collect();
            typed.phone = phone_digits(&joined).filter(|digits| digits.len() >= PHONE_DIGITS);
        }
        let is_empty = typed.words.is_empty() && typed.phone.is_none() && typed.numbers.is_empty();
        (!is_empty).then_some(typed)
    }
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let is_findable = words.first().is_some_and(|word| {
        word.split(|sign: char| !sign.is_alphanumeric())
            .any(|run| run.chars().count() >= INDEXED)
            && word.chars().any(char::is_alphabetic)
    });
    if !is_findable {
        return Vec::new();
    }
    words
        .into_iter()
        .map(|word| format!("%{}%", escape_like(word)))
        .collect()
}

/// Numbers that `text` may stand for: `INV-202611-00012`, `inv 2611-12`, `202611-12`, `AGLS-12`, `12`.
fn numbers(text: &str, month: NaiveDate, least_digits: usize) -> Vec<String> {
    let upper = text.to_uppercase();
    let letters: String = upper
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let groups: Vec<&str> = upper[letters.len()..]
        .split(['-', ' ', '/', '.'])
        .filter(|group| !group.is_empty())
        .collect();
    let is_number = groups
        .iter()
        .all(|group| group.len() <= 12 && group.bytes().all(|byte| byte.is_ascii_digit()));
    let kinds: Vec<&str> = DOCUMENTS
        .into_iter()
        .filter(|kind| letters.is_empty() || kind.starts_with(&letters))
        .collect();
    let may_be_code = letters.is_empty() || "AGLS".starts_with(&letters);
    if !is_number || (kinds.is_empty() && !may_be_code) {
        return Vec::new();
    }
    let in_months = |months: &[String], run: &str| -> Vec<String> {
        months
            .iter()
            .flat_map(|month| {
                kinds
                    .iter()
                    .map(move |kind| format!("{kind}-{month}-{run:0>5}"))
            })
            .collect()
    };
    match groups.as_slice() {
        [year_month, run] => month_of(year_month)
            .map(|month| in_months(&[month], run.trim_start_matches('0')))
            .unwrap_or_default(),
        // A whole number whose signs were left out.
        [run] if run.len() >= 11 => month_of(&run[..6])
            .map(|month| in_months(&[month], run[6..].trim_start_matches('0')))
            .unwrap_or_default(),
        [run] if run.len() >= least_digits => {
            let run = run.trim_start_matches('0');
            let mut found = Vec::new();
            if may_be_code {
                found.push(format!("AGLS-{run}"));
            }
            let months: Vec<String> = (0..MONTHS)
                .filter_map(|back| month.checked_sub_months(Months::new(back)))
                .map(|month| format!("{}{:02}", month.year(), month.month()))
                .collect();
            found.extend(in_months(&months, run));
            found
        }
        _ => Vec::new(),
    }
}

/// `202611` of `202611` or `2611`.
fn month_of(digits: &str) -> Option<String> {
    let whole = match digits.len() {
        4 => format!("20{digits}"),
        6 => digits.to_owned(),
        _ => return None,
    };
    let month: u32 = whole[4..].parse().ok()?;
    (1..=12).contains(&month).then_some(whole)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::Typed;

    fn read(text: &str) -> Option<Typed> {
        Typed::read(text, NaiveDate::from_ymd_opt(2026, 11, 24).unwrap())
    }

    #[test]
    fn a_number_is_found_however_much_of_it_is_typed() {
        for text in [
            "INV-202611-00012",
            "inv 2611-12",
            "inv20261100012",
            "#INV 202611 12",
        ] {
            assert_eq!(read(text).unwrap().numbers, ["INV-202611-00012"], "{text}");
        }
        let any = read("202611-12").unwrap().numbers;
        assert_eq!(any.len(), 4, "{any:?}");
    }

    #[test]
    fn a_bare_number_is_looked_for_in_two_years_newest_first() {
        let found = read("#12").unwrap().numbers;
        assert_eq!(found[0], "AGLS-12");
        assert_eq!(found[1], "TKT-202611-00012");
        assert_eq!(found.len(), 1 + 4 * 24);
        assert!(found.contains(&"PAY-202412-00012".to_owned()));
        assert_eq!(read("12"), None, "too short without its sign");
        assert_eq!(read("#12").unwrap().message, Some(12));
        assert_eq!(read("123").unwrap().message, None);
    }

    #[test]
    fn signs_in_front_narrow_the_search() {
        let people = read("@ Siti 0812").unwrap();
        assert!(people.numbers.is_empty());
        assert_eq!(people.words, ["%Siti%", "%0812%"]);
        assert!(read("#Siti").is_none());
    }

    #[test]
    fn a_phone_number_is_one_number_however_written() {
        for text in ["0812-3456-7890", "+62 812 3456 7890", "0812 3456 7890"] {
            let phone = read(text).unwrap().phone.unwrap();
            assert!(phone.ends_with("81234567890"), "{text}");
        }
        assert_eq!(read("0812").unwrap().phone, None);
    }

    #[test]
    fn nothing_is_looked_for_that_no_index_knows() {
        for text in ["", " ", "#", "@", "a", "Al", "%_", "1 2 3 4", "@12"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn signs_of_patterns_mean_themselves() {
        assert_eq!(read("100%_siti").unwrap().words, ["%100\\%\\_siti%"]);
    }
}
