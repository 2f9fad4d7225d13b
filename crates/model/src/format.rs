//! Days and instants in the business time zone, as people read them.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc,
};

use crate::{problem::Problem, text::Locale};

/// One of Indonesia's three time zones. None of them has daylight saving time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// UTC+7, Jakarta.
    #[default]
    Wib,
    /// UTC+8, Makassar.
    Wita,
    /// UTC+9, Jayapura.
    Wit,
}

impl Zone {
    /// The zone an IANA name of Indonesia means.
    ///
    /// # Errors
    /// `TZ_UNKNOWN` for any other name.
    pub fn from_name(name: &str) -> Result<Zone, Problem> {
        match name {
            "Asia/Jakarta" | "Asia/Pontianak" => Ok(Zone::Wib),
            "Asia/Makassar" => Ok(Zone::Wita),
            "Asia/Jayapura" => Ok(Zone::Wit),
            _ => Err(Problem::new("TZ_UNKNOWN").with("zone", name)),
        }
    }

    /// `WIB`, `WITA` or `WIT`.
    #[must_use]
    pub fn abbreviation(self) -> &'static str {
        match self {
            Zone::Wib => "WIB",
            Zone::Wita => "WITA",
            Zone::Wit => "WIT",
        }
    }

    fn offset(self) -> FixedOffset {
        let hours = match self {
            Zone::Wib => 7,
            Zone::Wita => 8,
            Zone::Wit => 9,
        };
        // Seven to nine hours are always a valid offset.
        FixedOffset::east_opt(hours * 3600).unwrap_or_else(|| Utc.fix())
    }

    /// The business day of an instant.
    #[must_use]
    pub fn day(self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.offset()).date_naive()
    }

    /// The first instant of a business day.
    #[must_use]
    pub fn start_of(self, day: NaiveDate) -> DateTime<Utc> {
        self.offset()
            .from_utc_datetime(&(day.and_time(NaiveTime::MIN) - self.offset_duration()))
            .with_timezone(&Utc)
    }

    /// The date and time that clocks of the zone show at an instant.
    #[must_use]
    pub fn local(self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.with_timezone(&self.offset()).naive_local()
    }

    /// The instant at which clocks of the zone show a date and time.
    #[must_use]
    pub fn instant(self, local: NaiveDateTime) -> DateTime<Utc> {
        (local - self.offset_duration()).and_utc()
    }

    fn offset_duration(self) -> chrono::Duration {
        chrono::Duration::seconds(i64::from(self.offset().local_minus_utc()))
    }

    /// `16 Nov 2025 14:05`.
    #[must_use]
    pub fn show(self, instant: DateTime<Utc>, locale: Locale) -> String {
        let local = instant.with_timezone(&self.offset());
        format!(
            "{} {}",
            show_day(local.date_naive(), locale),
            local.format("%H:%M")
        )
    }

    /// `14:05`.
    #[must_use]
    pub fn clock(self, instant: DateTime<Utc>) -> String {
        instant
            .with_timezone(&self.offset())
            .format("%H:%M")
            .to_string()
    }
}

const MONTHS_ID: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_ID: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
];
const SHORT_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `16 Nov 2025`.
#[must_use]
pub fn show_day(day: NaiveDate, locale: Locale) -> String {
    let names = match locale {
        Locale::Id => SHORT_ID,
        Locale::En => SHORT_EN,
    };
    format!(
        "{} {} {}",
        day.day(),
        names[day.month0() as usize],
        day.year()
    )
}

/// `Nov`, for the axis of a picture.
#[must_use]
pub fn short_month(day: NaiveDate, locale: Locale) -> &'static str {
    match locale {
        Locale::Id => SHORT_ID[day.month0() as usize],
        Locale::En => SHORT_EN[day.month0() as usize],
    }
}

/// `16 November 2025`, for documents.
#[must_use]
pub fn show_day_long(day: NaiveDate, locale: Locale) -> String {
    format!("{} {}", day.day(), show_month(day, locale))
}

/// `November 2025`.
#[must_use]
pub fn show_month(day: NaiveDate, locale: Locale) -> String {
    let names = match locale {
        Locale::Id => MONTHS_ID,
        Locale::En => MONTHS_EN,
    };
    format!("{} {}", names[day.month0() as usize], day.year())
}

/// Reads a day: `2025-11-16`, `16-11-2025`, `16/11/2025`.
///
/// # Errors
/// `DATE_INVALID` for a day the calendar does not have or another way of writing, `DATE_RANGE` outside 1900–2199.
pub fn parse_day(text: &str) -> Result<NaiveDate, Problem> {
    let text = text.trim();
    let day = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
        .into_iter()
        .find_map(|pattern| NaiveDate::parse_from_str(text, pattern).ok())
        .ok_or_else(|| {
            Problem::new(if text.contains("infinity") {
                "DATE_RANGE"
            } else {
                "DATE_INVALID"
            })
        })?;
    if (1900..2200).contains(&day.year()) {
        Ok(day)
    } else {
        Err(Problem::new("DATE_RANGE"))
    }
}

/// How far ahead a day may be planned, in days.
pub const AHEAD_MAX: i64 = 366;

/// Checks a range of days: in order, at most `max` days.
///
/// # Errors
/// `RANGE_ORDER` or `RANGE_MAX`.
pub fn check_range(from: NaiveDate, to: NaiveDate, max: i64) -> Result<(), Problem> {
    if to < from {
        return Err(Problem::new("RANGE_ORDER"));
    }
    if (to - from).num_days() > max {
        return Err(Problem::new("RANGE_MAX").with("max", max));
    }
    Ok(())
}

/// Checks a day that is planned: not over, at most [`AHEAD_MAX`] days ahead.
///
/// # Errors
/// `DATE_PAST` or `RANGE_MAX`.
pub fn check_planned(day: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if day < today {
        return Err(Problem::new("DATE_PAST"));
    }
    check_range(today, day, AHEAD_MAX)
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeZone, Utc};

    use super::{Zone, check_planned, check_range, parse_day, show_day};
    use crate::text::Locale;

    #[test]
    fn the_business_day_turns_at_seventeen_utc() {
        let before = Utc.with_ymd_and_hms(2025, 11, 30, 16, 59, 59).unwrap();
        let after = Utc.with_ymd_and_hms(2025, 11, 30, 17, 0, 0).unwrap();
        assert_eq!(
            Zone::Wib.day(before),
            NaiveDate::from_ymd_opt(2025, 11, 30).unwrap()
        );
        assert_eq!(
            Zone::Wib.day(after),
            NaiveDate::from_ymd_opt(2025, 12, 1).unwrap()
        );
        assert_eq!(
            Zone::Wib.start_of(NaiveDate::from_ymd_opt(2025, 12, 1).unwrap()),
            after
        );
        assert_eq!(Zone::Wib.show(after, Locale::Id), "1 Des 2025 00:00");
        for zone in [Zone::Wib, Zone::Wita, Zone::Wit] {
            assert_eq!(zone.instant(zone.local(after)), after);
        }
        assert_eq!(Zone::Wib.local(after).date(), Zone::Wib.day(after));
    }

    #[test]
    fn days_are_read_or_refused_with_their_reason() {
        assert_eq!(
            parse_day("2024-02-29").map(|d| show_day(d, Locale::Id)),
            Ok("29 Feb 2024".to_owned())
        );
        assert_eq!(
            parse_day("16/11/2025").map(|d| show_day(d, Locale::En)),
            Ok("16 Nov 2025".to_owned())
        );
        for (text, code) in [
            ("2026-02-30", "DATE_INVALID"),
            ("0001-01-01", "DATE_RANGE"),
            ("infinity", "DATE_RANGE"),
            ("besok", "DATE_INVALID"),
            ("", "DATE_INVALID"),
        ] {
            assert_eq!(parse_day(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn ranges_are_in_order_and_no_longer_than_allowed() {
        let day = |text| parse_day(text).unwrap();
        assert_eq!(
            check_range(day("2025-02-01"), day("2025-01-01"), 366)
                .unwrap_err()
                .code,
            "RANGE_ORDER"
        );
        assert_eq!(
            check_range(day("1990-01-01"), day("2190-01-01"), 366)
                .unwrap_err()
                .code,
            "RANGE_MAX"
        );
        assert_eq!(
            check_range(day("2025-01-01"), day("2025-12-31"), 366),
            Ok(())
        );
        let planned = |text| check_planned(day(text), day("2025-11-16")).map_err(|p| p.code);
        assert_eq!(planned("2025-11-16"), Ok(()));
        assert_eq!(planned("2025-11-15"), Err("DATE_PAST".to_owned()));
        assert_eq!(planned("2026-11-18"), Err("RANGE_MAX".to_owned()));
    }

    #[test]
    fn a_zone_outside_indonesia_is_refused() {
        assert_eq!(
            Zone::from_name("Asia/Djakarta").unwrap_err().code,
            "TZ_UNKNOWN"
        );
    }
}
