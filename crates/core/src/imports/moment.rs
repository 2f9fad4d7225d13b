//! Moments as other systems write them: a day, mostly with a time of day behind it, sometimes with where that clock stood.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use model::{format::Zone, problem::Problem};

use super::repair::{self, DateOrder};

/// A moment of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// When; noon where only the day is told.
    pub at: DateTime<Utc>,
    /// Whether the time of day is told.
    pub has_time: bool,
}

impl Moment {
    /// Whether the file means this moment: to the second, or on the same day where it tells only that.
    pub(crate) fn is(self, at: DateTime<Utc>, zone: Zone) -> bool {
        if self.has_time {
            self.at.timestamp() == at.timestamp()
        } else {
            zone.day(self.at) == zone.day(at)
        }
    }

    /// The moment of something that has happened; where only its day is told, not before `first` and not after now.
    ///
    /// # Errors
    /// `DATE_FUTURE`.
    pub(crate) fn until(
        self,
        now: DateTime<Utc>,
        first: Option<DateTime<Utc>>,
        zone: Zone,
    ) -> Result<DateTime<Utc>, Problem> {
        if zone.day(self.at) > zone.day(now) || (self.has_time && self.at > now) {
            return Err(Problem::new("DATE_FUTURE"));
        }
        if self.has_time || first.is_some_and(|first| zone.day(first) != zone.day(self.at)) {
            return Ok(self.at);
        }
        let latest = self.at.min(now);
        Ok(first.map_or(latest, |first| latest.max(first)))
    }
}

/// Reads a moment; times without a zone are those of the business.
///
/// # Errors
/// `DATE_INVALID`, `DATE_RANGE`, `TIME_INVALID`.
pub(crate) fn moment(text: &str, order: DateOrder, zone: Zone) -> Result<Moment, Problem> {
    let text = text.trim();
    let (date, rest) = match text.find([' ', 'T', ',']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let day = repair::day(date, order)?;
    let rest = rest
        .trim_start_matches([' ', 'T', ','])
        .to_ascii_uppercase();
    if rest.is_empty() {
        return Ok(Moment {
            at: zone.start_of(day) + Duration::hours(12),
            has_time: false,
        });
    }
    let invalid = || Problem::new("TIME_INVALID");
    let (clock, east) = split_offset(&rest).ok_or_else(invalid)?;
    let time = time_of_day(clock).ok_or_else(invalid)?;
    let since_midnight = time.signed_duration_since(NaiveTime::MIN);
    let at = match east {
        Some(east) => day.and_time(time).and_utc() - Duration::minutes(east),
        None => zone.start_of(day) + since_midnight,
    };
    Ok(Moment { at, has_time: true })
}

/// The time of day, and how many minutes its clock was ahead of UTC where that stands behind it.
fn split_offset(text: &str) -> Option<(&str, Option<i64>)> {
    for (word, hours) in [("WIB", 7), ("WITA", 8), ("WIT", 9), ("UTC", 0), ("Z", 0)] {
        if let Some(clock) = text.strip_suffix(word) {
            return Some((clock.trim_end(), Some(hours * 60)));
        }
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, None));
    };
    let (clock, offset) = text.split_at(at);
    let digits: String = offset[1..].chars().filter(|sign| *sign != ':').collect();
    if !matches!(digits.len(), 2 | 4) {
        return None;
    }
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let minutes: i64 = digits
        .get(2..)
        .filter(|rest| !rest.is_empty())
        .map_or(Some(0), |rest| rest.parse().ok())?;
    let ahead = hours * 60 + minutes;
    let signed = if offset.starts_with('-') {
        -ahead
    } else {
        ahead
    };
    (ahead <= 14 * 60).then_some((clock.trim_end(), Some(signed)))
}

/// `14:05`, `14.05`, `2:05 PM`, `14:05:33`, `14:05:33.250`.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (text, half) = match (text.strip_suffix("AM"), text.strip_suffix("PM")) {
        (Some(rest), _) => (rest.trim_end(), Some(0)),
        (_, Some(rest)) => (rest.trim_end(), Some(12)),
        _ => (text, None),
    };
    // The fraction of a second is behind colons only: behind points it would be the seconds.
    let text = match text.rsplit_once('.') {
        Some((whole, fraction)) if whole.contains(':') && is_number(fraction, 9) => whole,
        _ => text,
    };
    let parts: Vec<&str> = text.split([':', '.']).collect();
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(|part| is_number(part, 2)) {
        return None;
    }
    let number = |at: usize| {
        parts
            .get(at)
            .map_or(Some(0), |part| part.parse::<u32>().ok())
    };
    let hour = match (number(0)?, half) {
        (hour, None) => hour,
        (hour @ 1..=12, Some(half)) => hour % 12 + half,
        _ => return None,
    };
    NaiveTime::from_hms_opt(hour, number(1)?, number(2)?)
}

fn is_number(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use model::format::Zone;
    use proptest::prelude::*;

    use super::{DateOrder, moment};

    #[test]
    fn times_are_those_of_the_business_unless_the_file_says_otherwise() {
        for (text, order, hour, minute) in [
            ("2025-11-16 14:05", DateOrder::Ymd, 7, 5),
            ("2025-11-16T14:05:33", DateOrder::Dmy, 7, 5),
            ("16/11/2025 14.05", DateOrder::Dmy, 7, 5),
            ("16/11/2025, 14.05.33", DateOrder::Dmy, 7, 5),
            ("11/16/2025 2:05 PM", DateOrder::Mdy, 7, 5),
            ("16-11-2025 14:05 WIB", DateOrder::Dmy, 7, 5),
            ("16-11-2025 14:05 WITA", DateOrder::Dmy, 6, 5),
            ("2025-11-16T14:05:33.250Z", DateOrder::Ymd, 14, 5),
            ("2025-11-16T14:05:33+0700", DateOrder::Ymd, 7, 5),
            ("2025-11-16 14:05:33+07", DateOrder::Ymd, 7, 5),
            ("2025-11-16 01:35:00-05:30", DateOrder::Ymd, 7, 5),
        ] {
            let read = moment(text, order, Zone::Wib).unwrap();
            let right = Utc.with_ymd_and_hms(2025, 11, 16, hour, minute, 0).unwrap();
            assert!(
                read.has_time && (read.at - right).num_seconds() / 60 == 0,
                "{text}: {read:?}"
            );
        }
        let day = moment("16/11/2025", DateOrder::Dmy, Zone::Wib).unwrap();
        assert!(!day.has_time && day.at == Utc.with_ymd_and_hms(2025, 11, 16, 5, 0, 0).unwrap());
    }

    #[test]
    fn a_day_alone_is_noon_but_never_later_than_now_or_before_what_it_ends() {
        let hour = |day, hour| Utc.with_ymd_and_hms(2025, 11, day, hour, 0, 0).unwrap();
        let day = moment("2025-11-16", DateOrder::Ymd, Zone::Wib).unwrap();
        let until = |now, first| {
            day.until(now, first, Zone::Wib)
                .map_err(|problem| problem.code)
        };
        assert_eq!(until(hour(20, 0), None), Ok(hour(16, 5)));
        assert_eq!(until(hour(16, 2), None), Ok(hour(16, 2)), "still morning");
        assert_eq!(until(hour(20, 0), Some(hour(16, 8))), Ok(hour(16, 8)));
        assert_eq!(until(hour(20, 0), Some(hour(18, 8))), Ok(hour(16, 5)));
        assert_eq!(until(hour(15, 8), None), Err("DATE_FUTURE".to_owned()));
    }

    #[test]
    fn half_past_midnight_is_twelve_thirty_before_noon() {
        let read = moment("2025-11-16 12:30 AM", DateOrder::Ymd, Zone::Wib).unwrap();
        assert_eq!(
            read.at,
            Utc.with_ymd_and_hms(2025, 11, 15, 17, 30, 0).unwrap()
        );
    }

    #[test]
    fn a_time_that_does_not_exist_is_refused() {
        for (text, code) in [
            ("2025-11-16 25:00", "TIME_INVALID"),
            ("2025-11-16 14:60", "TIME_INVALID"),
            ("2025-11-16 13:05 PM", "TIME_INVALID"),
            ("2025-11-16 siang", "TIME_INVALID"),
            ("2025-11-16 14", "TIME_INVALID"),
            ("2025-11-16 14:05+99", "TIME_INVALID"),
            ("2025-02-30 14:05", "DATE_INVALID"),
            ("", "DATE_INVALID"),
        ] {
            let refused = moment(text, DateOrder::Ymd, Zone::Wib).unwrap_err();
            assert_eq!(refused.code, code, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}", time in "[0-9:.+ ZAPM-]{0,12}") {
            let _ = moment(&text, DateOrder::Dmy, Zone::Wib);
            let _ = moment(&format!("2025-11-16 {time}"), DateOrder::Ymd, Zone::Wib);
        }
    }
}
