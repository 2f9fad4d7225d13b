//! The clock of a ticket: working hours, pauses, and when a promise is used up.
//!
//! Pure, for the line that the interface draws and as a second opinion on the database, which decides
//! (`app.sla_reckon`); `tests/database/sla.rs` compares the two.

mod clock;
pub mod hours;
pub mod rules;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use clock::{Pause, ShowTicketClock, SweepSla, TicketClock};

use crate::format::Zone;

/// How far ahead a calendar is searched for working hours before it counts as having none, in days.
const DAYS_SEARCHED: u32 = 4_000;
/// A day in minutes.
pub const DAY: u16 = 1_440;

/// A stretch of working hours, every week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// ISO weekday, 1 is Monday.
    pub weekday: u8,
    /// Minute of the business day, 0–1439.
    pub opens: u16,
    /// Minute of the business day, up to 1440, its end.
    pub closes: u16,
}

/// A day without working hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Which.
    pub day: NaiveDate,
    /// What is celebrated.
    pub name: String,
}

/// Working hours with their holidays, in the business time zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// What people call it.
    pub name: String,
    /// In the order of the week; they do not overlap.
    pub slots: Vec<Slot>,
    /// Its own and the shared ones, in order.
    pub holidays: Vec<Holiday>,
}

/// A stretch of time, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First instant.
    pub from: DateTime<Utc>,
    /// First instant after it.
    pub to: DateTime<Utc>,
}

impl Span {
    /// What of it lies in `other`.
    #[must_use]
    pub fn within(self, other: Span) -> Option<Span> {
        let part = Span {
            from: self.from.max(other.from),
            to: self.to.min(other.to),
        };
        (part.from < part.to).then_some(part)
    }
}

impl Calendar {
    /// The open hours of one day, in order.
    #[must_use]
    pub fn spans_on(&self, day: NaiveDate, zone: Zone) -> Vec<Span> {
        if self.holidays.iter().any(|holiday| holiday.day == day) {
            return Vec::new();
        }
        let weekday = day.weekday().number_from_monday();
        let start = zone.start_of(day);
        let mut slots: Vec<_> = self
            .slots
            .iter()
            .filter(|slot| u32::from(slot.weekday) == weekday)
            .collect();
        slots.sort();
        slots
            .into_iter()
            .map(|slot| Span {
                from: start + TimeDelta::minutes(i64::from(slot.opens)),
                to: start + TimeDelta::minutes(i64::from(slot.closes)),
            })
            .collect()
    }

    /// The open hours of a stretch of time, in order.
    #[must_use]
    pub fn spans(&self, whole: Span, zone: Zone) -> Vec<Span> {
        let last = zone.day(whole.to);
        zone.day(whole.from)
            .iter_days()
            .take_while(|day| *day <= last)
            .flat_map(|day| self.spans_on(day, zone))
            .filter_map(|span| span.within(whole))
            .collect()
    }
}

/// Pauses in order, those that overlap or touch as one.
#[must_use]
pub fn merged(pauses: &[Span]) -> Vec<Span> {
    let mut sorted: Vec<Span> = pauses
        .iter()
        .copied()
        .filter(|pause| pause.from < pause.to)
        .collect();
    sorted.sort_by_key(|pause| pause.from);
    let mut merged: Vec<Span> = Vec::new();
    for pause in sorted {
        match merged.last_mut() {
            Some(last) if pause.from <= last.to => last.to = last.to.max(pause.to),
            _ => merged.push(pause),
        }
    }
    merged
}

/// What of `span` is left without the merged `pauses`, in order.
fn without(span: Span, pauses: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    let mut from = span.from;
    for pause in pauses {
        if let Some(before) = (Span {
            from,
            to: pause.from,
        })
        .within(span)
        {
            left.push(before);
        }
        from = from.max(pause.to);
    }
    left.extend(Span { from, to: span.to }.within(span));
    left
}

/// The stretches in which the clock runs; without a calendar every hour counts.
fn running(calendar: Option<&Calendar>, zone: Zone, whole: Span, pauses: &[Span]) -> Vec<Span> {
    let pauses = merged(pauses);
    let open = match calendar {
        Some(calendar) => calendar.spans(whole, zone),
        None => vec![whole],
    };
    open.into_iter()
        .flat_map(|span| without(span, &pauses))
        .collect()
}

/// Working time between two instants without the pauses, in whole minutes; none when the second is not later.
#[must_use]
pub fn working_minutes_between(
    calendar: Option<&Calendar>,
    zone: Zone,
    whole: Span,
    pauses: &[Span],
) -> i64 {
    running(calendar, zone, whole, pauses)
        .into_iter()
        .map(|span| span.to - span.from)
        .sum::<TimeDelta>()
        .num_minutes()
}

/// The first instant at which so much working time has passed; none when the calendar never opens.
#[must_use]
pub fn add_working_time(
    calendar: Option<&Calendar>,
    zone: Zone,
    start: DateTime<Utc>,
    time: TimeDelta,
    pauses: &[Span],
) -> Option<DateTime<Utc>> {
    let mut rest = time;
    let mut from = start;
    let pauses = merged(pauses);
    for _ in 0..DAYS_SEARCHED {
        // Day by day: nobody knows yet how far it goes.
        let to = zone.start_of(zone.day(from).checked_add_days(Days::new(1))?);
        for span in running(calendar, zone, Span { from, to }, &pauses) {
            if span.to - span.from >= rest {
                return Some(span.from + rest);
            }
            rest -= span.to - span.from;
        }
        from = to;
    }
    None
}

/// As [`add_working_time`], in minutes.
#[must_use]
pub fn add_working_minutes(
    calendar: Option<&Calendar>,
    zone: Zone,
    start: DateTime<Utc>,
    minutes: i64,
    pauses: &[Span],
) -> Option<DateTime<Utc>> {
    add_working_time(calendar, zone, start, TimeDelta::minutes(minutes), pauses)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, Utc};

    use super::{
        Calendar, Holiday, Slot, Span, add_working_minutes, merged, working_minutes_between,
    };
    use crate::format::Zone;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("{text}+07:00"))
            .unwrap()
            .to_utc()
    }

    fn span(from: &str, to: &str) -> Span {
        Span {
            from: at(from),
            to: at(to),
        }
    }

    fn office() -> Calendar {
        Calendar {
            name: "Jam kerja".to_owned(),
            slots: (1..=6)
                .flat_map(|weekday| {
                    [(480, 720), (780, 1440)].map(|(opens, closes)| Slot {
                        weekday,
                        opens,
                        closes,
                    })
                })
                .collect(),
            holidays: vec![Holiday {
                day: NaiveDate::from_ymd_opt(2026, 8, 17).unwrap(),
                name: "Hari Kemerdekaan".to_owned(),
            }],
        }
    }

    #[test]
    fn only_open_hours_count_and_a_slot_may_last_until_midnight() {
        let office = office();
        let minutes = |whole| working_minutes_between(Some(&office), Zone::Wib, whole, &[]);
        assert_eq!(
            minutes(span("2026-08-12T11:00:00", "2026-08-12T14:00:00")),
            120
        );
        assert_eq!(
            minutes(span("2026-08-12T23:59:00", "2026-08-13T08:01:00")),
            2
        );
        assert_eq!(
            minutes(span("2026-08-16T00:00:00", "2026-08-18T08:00:00")),
            0
        );
        assert_eq!(
            minutes(span("2026-08-13T08:00:00", "2026-08-12T08:00:00")),
            0
        );
    }

    #[test]
    fn the_end_of_a_slot_is_the_first_moment_and_not_the_next_opening() {
        let office = office();
        let due =
            |start, minutes| add_working_minutes(Some(&office), Zone::Wib, at(start), minutes, &[]);
        assert_eq!(
            due("2026-08-12T08:00:00", 240),
            Some(at("2026-08-12T12:00:00"))
        );
        assert_eq!(
            due("2026-08-12T08:00:00", 241),
            Some(at("2026-08-12T13:01:00"))
        );
        assert_eq!(
            due("2026-08-15T23:00:00", 61),
            Some(at("2026-08-18T08:01:00"))
        );
    }

    #[test]
    fn pauses_that_overlap_count_once() {
        let pauses = [
            span("2026-08-12T09:00:00", "2026-08-12T10:00:00"),
            span("2026-08-12T09:30:00", "2026-08-12T11:00:00"),
        ];
        assert_eq!(
            merged(&pauses),
            [span("2026-08-12T09:00:00", "2026-08-12T11:00:00")]
        );
        let whole = span("2026-08-12T08:00:00", "2026-08-12T12:00:00");
        assert_eq!(
            working_minutes_between(Some(&office()), Zone::Wib, whole, &pauses),
            120
        );
        assert_eq!(
            add_working_minutes(None, Zone::Wib, whole.from, 61, &pauses),
            Some(at("2026-08-12T11:01:00"))
        );
    }

    #[test]
    fn a_calendar_that_never_opens_promises_nothing() {
        let closed = Calendar::default();
        assert_eq!(
            add_working_minutes(Some(&closed), Zone::Wib, DateTime::UNIX_EPOCH, 1, &[]),
            None
        );
    }
}
