//! What is answered about bulk operations.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{BulkAction, BulkData, BulkEntity, BulkNotify, BulkOutcome, BulkRunId, BulkState};
use crate::{ids::StaffId, problem::Problem};

/// So many changes a plan shows.
pub const FIRST: i64 = 50;

/// The names that [`BulkField::field`] has.
pub const FIELDS: [&str; 14] = [
    "lead",
    "helpers",
    "status",
    "priority",
    "note",
    "technician",
    "day",
    "slot",
    "tags",
    "deleted",
    "package",
    "services",
    "reminders",
    "message",
];

/// What a run would do. Nothing of it is done yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BulkPlan {
    /// Record, for starting it.
    pub run: BulkRunId,
    /// Records that were named or matched.
    pub total: i32,
    /// Records that will change.
    pub will_change: i32,
    /// Records that will not, by reason, the most frequent first.
    pub left_out: Vec<(BulkOutcome, i64)>,
    /// The first [`FIRST`] that will change.
    pub first: Vec<BulkChange>,
    /// WhatsApp messages that it queues, at most: whoever wants none gets none.
    pub messages: i64,
    /// What there is to know beforehand.
    pub warnings: Vec<Problem>,
    /// Whether the number of records has to be typed to start it.
    pub must_type: bool,
    /// Whether it can be taken back afterwards.
    pub is_undoable: bool,
}

/// What would change on a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkChange {
    /// Record.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Whose it is; may be empty.
    pub name: String,
    /// Fields, before and after.
    pub fields: Vec<BulkField>,
}

/// A field before and after. States and priorities are their words on the wire, people their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkField {
    /// One of [`FIELDS`].
    pub field: String,
    /// Now; empty for none.
    pub before: String,
    /// Then.
    pub after: String,
}

/// How far a run is, and all that a line of the history says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BulkProgress {
    /// Record.
    pub run: BulkRunId,
    /// What kind of records.
    pub entity: BulkEntity,
    /// What is done.
    pub action: BulkAction,
    /// What that needed.
    pub data: BulkData,
    /// Who is told.
    pub notify: BulkNotify,
    /// Whether it was all that matched a filter.
    pub is_filter: bool,
    /// Who asked for it.
    pub by: (StaffId, String),
    /// How far.
    pub state: BulkState,
    /// Records in all.
    pub total: i32,
    /// Done.
    pub succeeded: i32,
    /// Not done, though they were to be.
    pub failed: i32,
    /// Left out on purpose.
    pub skipped: i32,
    /// WhatsApp messages that it queued.
    pub messages: i32,
    /// On which computer somebody works on it.
    pub runner: Option<String>,
    /// When it was started.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Seconds since the start, or from the start to the end, by the database's clock.
    pub seconds: f64,
    /// Until when it can be taken back, by whoever started it and by admins.
    pub undo_until: Option<DateTime<Utc>>,
    /// The run that takes it back.
    pub undone_by: Option<BulkRunId>,
    /// The run that it takes back.
    pub undoes: Option<BulkRunId>,
    /// The run whose failed records it tries again.
    pub again_of: Option<BulkRunId>,
    /// Whether the caller may go on with it.
    pub may_go_on: bool,
}

impl BulkProgress {
    /// Records that are settled.
    #[must_use]
    pub fn done(&self) -> i32 {
        self.succeeded + self.failed + self.skipped
    }

    /// Records a second, from the start; none before there is anything to tell.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.seconds > 0.0 && self.succeeded > 0)
            .then(|| f64::from(self.succeeded + self.failed) / self.seconds)
    }

    /// Seconds until it is done at that rate.
    #[must_use]
    pub fn left(&self) -> Option<f64> {
        let rate = self.rate()?;
        self.state
            .is_under_way()
            .then(|| f64::from(self.total - self.done()) / rate)
    }
}

/// What became of the records: the answer in the shape that was agreed, a page of results at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BulkAnswer {
    /// Nothing failed, and nothing waits.
    pub success: bool,
    /// Records in all.
    pub total: i32,
    /// Done.
    pub succeeded: i32,
    /// Not done, though they were to be.
    pub failed: i32,
    /// Left out on purpose.
    pub skipped: i32,
    /// What became of each.
    pub results: Vec<BulkResult>,
    /// As results, for the screen: the same rows in the same order.
    pub rows: Vec<BulkRow>,
    /// The place to go on from; none when these were the last.
    pub next: Option<i32>,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkResult {
    /// Record, as it was named.
    pub id: i64,
    /// Whether it was done.
    pub success: bool,
    /// Why not; none also while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<BulkError>,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkError {
    /// Word of a [`BulkOutcome`].
    pub code: String,
    /// For people, in the language of whoever asks.
    pub message: String,
}

/// A result as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRow {
    /// Place in the run, from 1.
    pub place: i32,
    /// Number of the record, as far as the caller may see it.
    pub number: Option<String>,
    /// What became of it; none while it waits.
    pub outcome: Option<BulkOutcome>,
    /// Why, where the outcome alone does not say it.
    pub problem: Option<Problem>,
    /// The message that went out because of it, which nobody takes back.
    pub message: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::BulkProgress;
    use crate::{
        bulk::{BulkAction, BulkData, BulkEntity, BulkNotify, BulkState},
        ids::{BulkRunId, StaffId},
    };

    #[test]
    fn the_time_that_is_left_follows_from_what_was_done() {
        let mut run = BulkProgress {
            run: BulkRunId(1),
            entity: BulkEntity::Tickets,
            action: BulkAction::TicketNote,
            data: BulkData::default(),
            notify: BulkNotify::Off,
            is_filter: false,
            by: (StaffId(1), "Siti".to_owned()),
            state: BulkState::Running,
            total: 1_000,
            succeeded: 0,
            failed: 0,
            skipped: 200,
            messages: 0,
            runner: None,
            started_at: None,
            ended_at: None,
            seconds: 0.0,
            undo_until: None,
            undone_by: None,
            undoes: None,
            again_of: None,
            may_go_on: true,
        };
        assert_eq!(run.left(), None, "what was left out took no time");
        (run.succeeded, run.failed, run.seconds) = (390, 10, 4.0);
        assert_eq!((run.rate(), run.left()), (Some(100.0), Some(4.0)));
        run.state = BulkState::Done;
        assert_eq!(run.left(), None);
    }
}
