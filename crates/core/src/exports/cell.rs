//! What a cell of a file holds.

use model::{
    phone::Phone,
    text::{Locale, Words},
};

use crate::lists::Kind;

/// A cell, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing.
    Empty,
    /// Words, also what only looks like a number: phones, numbers of documents.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Whole rupiah.
    Money(i64),
    /// `2025-11-16`.
    Day(String),
    /// `2025-11-16 14:05:00`, in the business zone.
    Instant(String),
}

/// Makes a cell of what the database said; states get their word in the person's language.
pub(super) fn cell(kind: Kind, value: Option<String>, words: &Words) -> Cell {
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Cell::Empty;
    };
    match kind {
        Kind::Text | Kind::Tags => Cell::Text(value),
        Kind::Word(of) => {
            let key = format!("{of}-{}", value.replace('_', "-"));
            if words.knows(&key) {
                Cell::Text(words.say(&key))
            } else {
                Cell::Text(value)
            }
        }
        Kind::Worded => Cell::Text(match (words.locale(), value.split_once('\n')) {
            (Locale::Id, Some((text, _))) | (Locale::En, Some((_, text))) => text.to_owned(),
            (Locale::Id | Locale::En, None) => value,
        }),
        Kind::Problem => Cell::Text(match serde_json::from_str(&value) {
            Ok(problem) => words.problem(&problem),
            Err(_) => value,
        }),
        Kind::Phone => Cell::Text(Phone::stored(&value).to_string()),
        Kind::Number => value.parse().map_or(Cell::Text(value), Cell::Number),
        Kind::Money => value.parse().map_or(Cell::Text(value), Cell::Money),
        Kind::Day => Cell::Day(value),
        Kind::Instant => Cell::Instant(value),
    }
}

#[cfg(test)]
mod tests {
    use model::{
        problem::Problem,
        text::{Locale, Words},
    };

    use super::{Cell, cell};
    use crate::lists::Kind;

    #[test]
    fn phones_are_text_and_states_are_words() {
        let words = Words::new(Locale::Id, &[]);
        let cell = |kind, value: &str| cell(kind, Some(value.to_owned()), &words);
        assert_eq!(
            cell(Kind::Phone, "+6281234567890"),
            Cell::Text("0812-3456-7890".to_owned())
        );
        assert_eq!(
            cell(Kind::Word("invoice-status"), "paid"),
            Cell::Text("Lunas".to_owned())
        );
        assert_eq!(
            cell(Kind::Word("audit-record"), "made_up"),
            Cell::Text("made_up".to_owned()),
            "a word without a text stays what it is"
        );
        assert_eq!(
            cell(Kind::Worded, "LOS merah\nNo light"),
            Cell::Text("LOS merah".to_owned())
        );
        assert_eq!(
            cell(Kind::Problem, r#"{"code": "BULK_FINAL"}"#),
            Cell::Text(words.problem(&Problem::new("BULK_FINAL")))
        );
        assert_eq!(cell(Kind::Money, "-1500"), Cell::Money(-1500));
        assert_eq!(cell(Kind::Text, ""), Cell::Empty);
    }
}
