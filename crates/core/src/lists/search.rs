//! Search in a list: every word must stand somewhere in the row.
//!
//! A word is looked up where it may stand before the list is put in order. Asked as a condition on the joined rows, the
//! planner hopes to meet enough of them in the order of the list, and reads the whole list where it does not.

use sqlx::{Postgres, QueryBuilder};

use super::{List, shape::find};

/// Signs in a row below which the trigram indexes know nothing of a word.
const INDEXED: usize = 3;

/// Where words of a search may stand: tables that hold the list's id under its own alias, and text expressions over them.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Tables, after `from`.
    pub from: &'static str,
    /// Text expressions, each with a trigram index where the table grows.
    pub texts: &'static [&'static str],
}

/// Digits from which on numbers that stand apart are one phone number, as people write it: `+62 812-3456-7890`.
const PHONE_DIGITS: usize = 7;

/// Adds a condition for each word of `search`.
pub(super) fn push(sql: &mut QueryBuilder<Postgres>, list: &List, search: &str, ordered: bool) {
    if let (Some(_), Some(number)) = (find(list, "id"), own_number(search)) {
        sql.push(" and ")
            .push(list.id)
            .push(" = ")
            .push_bind(number);
        return;
    }
    if let (Some(place), Some(digits)) = (&list.phone, spaced_phone(search)) {
        sql.push(" and ").push(list.id).push(" in (select ");
        sql.push(list.id)
            .push(" from ")
            .push(place.from)
            .push(" where false");
        push_phone(sql, place, &digits);
        sql.push(" offset 0)");
        return;
    }
    for word in search.split_whitespace() {
        // A short word is in so many rows that a page is full soon; only a count has to look at all of them.
        if ordered && !is_indexed(word) {
            push_in_row(sql, list, word);
        } else {
            push_found(sql, list, word);
        }
    }
}

fn push_found(sql: &mut QueryBuilder<Postgres>, list: &List, word: &str) {
    let digits = phone_digits(word);
    sql.push(" and ").push(list.id).push(" in (");
    let mut link = "select ";
    for place in list.search {
        sql.push(link)
            .push(list.id)
            .push(" from ")
            .push(place.from)
            .push(" where false");
        push_texts(sql, place, word);
        link = " union all select ";
    }
    if let (Some(place), Some(digits)) = (&list.phone, digits) {
        sql.push(link)
            .push(list.id)
            .push(" from ")
            .push(place.from)
            .push(" where false");
        push_phone(sql, place, &digits);
    }
    // Keeps the planner from mixing the search into the list again.
    sql.push(" offset 0)");
}

fn push_in_row(sql: &mut QueryBuilder<Postgres>, list: &List, word: &str) {
    sql.push(" and (false");
    for place in list.search {
        push_texts(sql, place, word);
    }
    if let (Some(place), Some(digits)) = (&list.phone, phone_digits(word)) {
        push_phone(sql, place, &digits);
    }
    sql.push(")");
}

fn push_texts(sql: &mut QueryBuilder<Postgres>, place: &Place, word: &str) {
    let pattern = format!("%{}%", escape_like(word));
    for text in place.texts {
        sql.push(" or ")
            .push(*text)
            .push(" ilike ")
            .push_bind(pattern.clone());
    }
}

fn push_phone(sql: &mut QueryBuilder<Postgres>, place: &Place, digits: &str) {
    for phone in place.texts {
        sql.push(" or ")
            .push(*phone)
            .push(" like ")
            .push_bind(format!("%{digits}%"));
    }
}

/// Whether the trigram indexes can find a word.
fn is_indexed(word: &str) -> bool {
    word.split(|sign: char| !sign.is_alphanumeric())
        .any(|run| run.chars().count() >= INDEXED)
}

/// `%`, `_` and `\` mean themselves in a search.
pub(crate) fn escape_like(word: &str) -> String {
    word.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// The number of a record in a list whose records have no other: `#123`. A number alone is more likely a part of a phone number.
fn own_number(search: &str) -> Option<i64> {
    let digits = search.trim().strip_prefix('#')?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

/// The digits of a search that is one phone number written with blanks; shorter ones may be anything, and their words are
/// found in a phone number as well.
fn spaced_phone(search: &str) -> Option<String> {
    let words: Vec<_> = search.split_whitespace().collect();
    if words.len() < 2 {
        return None;
    }
    phone_digits(&words.concat()).filter(|digits| digits.len() >= PHONE_DIGITS)
}

/// What of `0812-3456` stands in `+628123456…`; none for words that are no part of a number.
pub(crate) fn phone_digits(word: &str) -> Option<String> {
    let digits: String = word
        .chars()
        .filter(|c| !matches!(c, '-' | '.' | '+' | '(' | ')'))
        .collect();
    let digits = digits.strip_prefix('0').unwrap_or(&digits);
    (digits.len() >= 3 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{escape_like, is_indexed, own_number, phone_digits, spaced_phone};

    #[test]
    fn signs_of_patterns_mean_themselves() {
        assert_eq!(escape_like("100%_\\"), "100\\%\\_\\\\");
    }

    #[test]
    fn parts_of_numbers_are_found_however_written() {
        assert_eq!(phone_digits("0812-3456").as_deref(), Some("8123456"));
        assert_eq!(phone_digits("+62812").as_deref(), Some("62812"));
        assert_eq!(phone_digits("Siti"), None);
        assert_eq!(phone_digits("08"), None);
    }

    #[test]
    fn a_number_with_blanks_is_one_number_from_seven_digits_on() {
        assert_eq!(
            spaced_phone("+62 812-3456-7890").as_deref(),
            Some("6281234567890")
        );
        assert_eq!(
            spaced_phone(" (0812) 3456 7890").as_deref(),
            Some("81234567890")
        );
        for words in ["081234567890", "12 34", "Siti 0812 3456", "AGLS-2 0812345"] {
            assert_eq!(spaced_phone(words), None, "{words}");
        }
    }

    #[test]
    fn a_number_of_its_own_has_its_sign() {
        assert_eq!(own_number(" #123 "), Some(123));
        for words in ["123", "#", "#+1", "#12a", "#99999999999999999999"] {
            assert_eq!(own_number(words), None, "{words}");
        }
    }

    #[test]
    fn a_word_is_indexed_from_three_signs_in_a_row() {
        for word in ["Siti", "100%", "0812-345", "TKT-2"] {
            assert!(is_indexed(word), "{word}");
        }
        for word in ["a", "12-34", "%_\\"] {
            assert!(!is_indexed(word), "{word}");
        }
    }
}
