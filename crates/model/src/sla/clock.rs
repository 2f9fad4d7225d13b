//! A ticket's clock as the interface draws it, and asking for it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Calendar, Span, working_minutes_between};
use crate::{call, format::Zone, ids::TicketId};

/// A time in which a ticket waited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when; none while it waits.
    pub to: Option<DateTime<Utc>>,
    /// Why, in Indonesian.
    pub text_id: String,
    /// Why, in English.
    pub text_en: String,
    /// Whether the clock waited with it.
    pub stops_clock: bool,
}

/// A ticket's clock with all that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketClock {
    /// When it began to run.
    pub started_at: DateTime<Utc>,
    /// Whose hours count; none: every hour.
    pub calendar: Option<Calendar>,
    /// How long the ticket may take; none without a promise.
    pub target_minutes: Option<i32>,
    /// Used so far.
    pub used_minutes: i64,
    /// When three quarters are used.
    pub warning_at: Option<DateTime<Utc>>,
    /// When all is used.
    pub due_at: Option<DateTime<Utc>>,
    /// When that happened.
    pub breached_at: Option<DateTime<Utc>>,
    /// When somebody must be on it, where that is promised.
    pub response_due_at: Option<DateTime<Utc>>,
    /// When somebody was.
    pub responded_at: Option<DateTime<Utc>>,
    /// Since when it stands; none while it runs.
    pub stopped_at: Option<DateTime<Utc>>,
    /// When the work ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// In the order of time.
    pub pauses: Vec<Pause>,
    /// The database's time when it answered.
    pub now: DateTime<Utc>,
}

impl TicketClock {
    /// Until when time counts: the end of the work, the beginning of a hold, or now.
    #[must_use]
    pub fn until(&self) -> DateTime<Utc> {
        self.ended_at.or(self.stopped_at).unwrap_or(self.now)
    }

    /// The pauses that stop the clock; one that has not ended lasts until `until`.
    #[must_use]
    pub fn stops(&self, until: DateTime<Utc>) -> Vec<Span> {
        self.pauses
            .iter()
            .filter(|pause| pause.stops_clock)
            .map(|pause| Span {
                from: pause.from,
                to: pause.to.unwrap_or(until),
            })
            .collect()
    }

    /// Minutes used so far.
    #[must_use]
    pub fn used(&self, zone: Zone) -> i64 {
        let whole = Span {
            from: self.started_at,
            to: self.until(),
        };
        working_minutes_between(self.calendar.as_ref(), zone, whole, &self.stops(whole.to))
    }
}

/// Asks for a ticket's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowTicketClock {
    /// Whose.
    pub id: TicketId,
}
call!(ShowTicketClock => TicketClock; reads [Tickets, Settings]; changes []; Staff);

/// Marks tickets that became late since anybody looked; answers how many. Harmless at any time, so every window may ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SweepSla {}
call!(SweepSla => i64; reads []; changes []; Staff);
