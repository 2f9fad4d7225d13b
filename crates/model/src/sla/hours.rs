//! Working hours of a day as people write them: `08:00-12:00, 13:00-17:00`.

use super::{DAY, Slot};
use crate::problem::Problem;

/// What stands between two stretches of hours.
const BETWEEN: [char; 3] = [',', ';', '\n'];

/// The hours of a weekday; an empty text, `-` or `–` is a day off.
///
/// Hours may be short (`8-17`), have a dot or a colon, and end at `24:00`. Whether they overlap is checked with the others.
///
/// # Errors
/// `HOURS_FORMAT`.
pub fn parse(weekday: u8, text: &str) -> Result<Vec<Slot>, Problem> {
    let text = text.trim();
    if matches!(text, "" | "-" | "–") {
        return Ok(Vec::new());
    }
    text.split(BETWEEN)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (opens, closes) = part
                .split_once(['-', '–', '—'])
                .and_then(|(opens, closes)| minute(opens).zip(minute(closes)))
                .filter(|(opens, closes)| opens < closes)
                .ok_or_else(|| Problem::new("HOURS_FORMAT"))?;
            Ok(Slot {
                weekday,
                opens,
                closes,
            })
        })
        .collect()
}

/// The hours of a weekday as [`parse`] reads them; empty for a day off.
#[must_use]
pub fn show(slots: &[Slot], weekday: u8) -> String {
    let mut of_day: Vec<_> = slots
        .iter()
        .filter(|slot| slot.weekday == weekday)
        .collect();
    of_day.sort();
    of_day
        .iter()
        .map(|slot| format!("{}–{}", clock(slot.opens), clock(slot.closes)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minute(text: &str) -> Option<u16> {
    let text = text.trim();
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let number = |digits: &str, most: usize| {
        let plain =
            (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| plain)
    };
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    let whole = hour * 60 + minute;
    (minute < 60 && whole <= DAY).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::{parse, show};

    #[test]
    fn hours_are_read_however_they_are_written() {
        for text in [
            "08:00-12:00, 13:00-17:00",
            "8-12;13-17",
            " 8.00 – 12.00 , 13.00 – 17.00, ",
        ] {
            let slots = parse(3, text).unwrap();
            assert_eq!(show(&slots, 3), "08:00–12:00, 13:00–17:00", "{text}");
            assert_eq!(show(&slots, 4), "");
        }
        assert_eq!(show(&parse(7, "0-24:00").unwrap(), 7), "00:00–24:00");
    }

    #[test]
    fn a_day_off_has_no_hours() {
        for text in ["", "  ", "-", "–"] {
            assert_eq!(parse(1, text), Ok(Vec::new()));
        }
    }

    #[test]
    fn what_is_no_time_of_a_day_is_refused() {
        for text in [
            "8",
            "17-8",
            "8-8",
            "8-25",
            "8:60-9",
            "pagi-sore",
            "08:00-24:01",
            "+8-9",
            "8-9-10",
        ] {
            assert_eq!(parse(1, text).unwrap_err().code, "HOURS_FORMAT", "{text}");
        }
    }
}
