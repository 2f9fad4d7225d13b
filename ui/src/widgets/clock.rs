//! Times of the day as people type them, and names of days.

use model::problem::Problem;
use yew::AttrValue;

use crate::hooks::Texts;

/// Names of the days, from Monday on.
const DAYS: [&str; 7] = [
    "rules-day-monday",
    "rules-day-tuesday",
    "rules-day-wednesday",
    "rules-day-thursday",
    "rules-day-friday",
    "rules-day-saturday",
    "rules-day-sunday",
];

/// The name of an ISO weekday.
pub fn day_name(texts: &Texts, weekday: u8) -> AttrValue {
    texts.t(DAYS[usize::from(weekday.clamp(1, 7)) - 1])
}

/// Minutes of a day.
const DAY: u16 = 1_440;

/// Reads a time of the day as its minute: `8`, `08:00`, `8.30`, and `24` for the end of the day.
///
/// # Errors
/// `CLOCK_FORMAT` for anything else.
pub fn parse_clock(text: &str) -> Result<u16, Problem> {
    let wrong = || Problem::new("CLOCK_FORMAT");
    let text = text.trim();
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let digits = |part: &str, most: usize| {
        let is_number = part.bytes().all(|sign| sign.is_ascii_digit());
        (is_number && (1..=most).contains(&part.len())).then(|| part.parse::<u16>().ok())?
    };
    let (hour, minute) = (
        digits(hour, 2).ok_or_else(wrong)?,
        digits(minute, 2)
            .filter(|_| minute.len() == 2)
            .ok_or_else(wrong)?,
    );
    let at = hour * 60 + minute;
    if minute < 60 && at <= DAY {
        Ok(at)
    } else {
        Err(wrong())
    }
}

/// Writes a minute of the day: `08:00`.
#[must_use]
pub fn show_clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::{parse_clock, show_clock};

    #[test]
    fn times_are_read_as_people_type_them() {
        let said = ["8", "08:00", "8.30", " 21:05 ", "0", "24", "24:00"];
        let minutes = said.map(|text| parse_clock(text).unwrap());
        assert_eq!(minutes, [480, 480, 510, 1_265, 0, 1_440, 1_440]);
        assert_eq!(minutes.map(show_clock)[2], "08:30");
        for text in [
            "", "pagi", "8:5", "8:60", "24:01", "25", "-1", "8:00:00", "008", "١٢",
        ] {
            assert_eq!(
                parse_clock(text).unwrap_err().code,
                "CLOCK_FORMAT",
                "{text}"
            );
        }
    }
}
