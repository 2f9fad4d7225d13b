//! What is asked about bulk operations.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    BulkAction, BulkAnswer, BulkClass, BulkData, BulkNotify, BulkPlan, BulkProgress, BulkRunId, Job,
};
use crate::{
    call,
    list::ListQuery,
    problem::{Problem, Problems},
};

/// The most records that a request names one by one.
pub const IDS_MAX: usize = 5_000;
/// The most records of a run.
pub const MATCHING_MAX: i64 = 100_000;
/// The longest key, in characters.
pub const KEY_MAX: usize = 200;

/// Everything that matches, as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkFilter {
    /// Search and filters; its place and order mean nothing here.
    pub query: Box<ListQuery>,
    /// Taken out again.
    #[serde(default)]
    pub except: Vec<i64>,
}

/// Plans one action on many records and answers what it would do. Not for technicians.
///
/// Nothing is changed; which records these are, and how they are now, is kept for [`StartBulk`]. The same key answers the same plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanBulk {
    /// Just these, at most [`IDS_MAX`]; one that is named twice is done once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<i64>>,
    /// Or all that match, at most [`MATCHING_MAX`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<BulkFilter>,
    /// What is done.
    pub action: BulkAction,
    /// What that needs.
    #[serde(default)]
    pub data: BulkData,
    /// Who is told.
    pub notify: BulkNotify,
    /// Made by the page when the dialog opens, 8 to [`KEY_MAX`] letters, digits and hyphens.
    pub idempotency_key: String,
}
call!(PlanBulk => BulkPlan; reads []; changes [Bulk]; Staff);

impl PlanBulk {
    /// The check of records and key.
    ///
    /// # Errors
    /// `BULK_EMPTY` and `BULK_MAX` at `ids`, `KEY_FORMAT` at `idempotency_key`, and what [`ListQuery::check`] finds.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        match (&self.ids, &self.filter) {
            (None, Some(filter)) => {
                filter.query.check()?;
                if filter.except.len() > IDS_MAX {
                    problems.add("ids", Problem::new("BULK_MAX").with("max", IDS_MAX));
                }
            }
            (Some(ids), None) if ids.len() > IDS_MAX => {
                problems.add("ids", Problem::new("BULK_MAX").with("max", IDS_MAX));
            }
            (Some(ids), None) if !ids.is_empty() => {}
            _ => problems.add("ids", Problem::new("BULK_EMPTY")),
        }
        if let Err(problem) = check_key(&self.idempotency_key) {
            problems.add("idempotency_key", problem);
        }
        problems.into_result()
    }

    /// The action with what it needs.
    ///
    /// # Errors
    /// The problems of the single action by field; `FIELD_UNKNOWN` at `data` for what it has no use for.
    pub fn job(&self) -> Result<Job, Problems> {
        self.data.job(self.action)
    }
}

fn check_key(key: &str) -> Result<(), Problem> {
    let is_good = |sign: char| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_';
    if (8..=KEY_MAX).contains(&key.len()) && key.chars().all(is_good) {
        Ok(())
    } else {
        Err(Problem::new("KEY_FORMAT"))
    }
}

/// Says go to what was planned. From as many records on as the settings say, and for deleting, their number has to be typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartBulk {
    /// Which.
    pub run: BulkRunId,
    /// The number that was typed.
    #[serde(default)]
    pub typed: Option<i32>,
}
call!(StartBulk => BulkProgress; reads []; changes [Bulk]; Staff);

/// Does the next chunk of a run and answers how far it is. Whoever may go on with it may ask, again and again; one window at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunBulk {
    /// Which.
    pub run: BulkRunId,
    /// The window that works on it. Another one waits until it was silent for half a minute.
    pub runner: Uuid,
}
call!(RunBulk => BulkProgress; reads []; changes [Bulk, Tickets, Customers, Registrations, Services, Invoices]; Staff);

/// Calls off what waits. What was done stays done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelBulk {
    /// Which.
    pub run: BulkRunId,
}
call!(CancelBulk => BulkProgress; reads []; changes [Bulk]; Staff);

/// Takes a run back, within ten minutes: answers another run, under way, of the records that it changed. Which of them were touched since,
/// or know no way back, its results say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoBulk {
    /// Which.
    pub run: BulkRunId,
}
call!(UndoBulk => BulkProgress; reads []; changes [Bulk]; Staff);

/// Plans the records of a run once more that failed, as they are now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryBulk {
    /// Which.
    pub run: BulkRunId,
    /// As in [`PlanBulk`].
    pub idempotency_key: String,
}
call!(RetryBulk => BulkPlan; reads []; changes [Bulk]; Staff);

impl RetryBulk {
    /// The check of the key.
    ///
    /// # Errors
    /// `KEY_FORMAT` at `idempotency_key`.
    pub fn check(&self) -> Result<(), Problems> {
        check_key(&self.idempotency_key)
            .map_err(|problem| Problems::one("idempotency_key", problem))
    }
}

/// Asks for a plan again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowBulkPlan {
    /// Which.
    pub run: BulkRunId,
}
call!(ShowBulkPlan => BulkPlan; reads [Bulk]; changes []; Staff);

/// Asks how far a run is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowBulk {
    /// Which.
    pub run: BulkRunId,
}
call!(ShowBulk => BulkProgress; reads [Bulk]; changes []; Staff);

/// Asks what became of the records, in the order in which they were named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowBulkResults {
    /// Which.
    pub run: BulkRunId,
    /// Only these.
    #[serde(default)]
    pub only: Option<BulkClass>,
    /// Behind this place; 0 from the start.
    #[serde(default)]
    pub after: i32,
    /// Rows wanted, at most 500; 0 means 100.
    #[serde(default)]
    pub limit: u32,
}
call!(ShowBulkResults => BulkAnswer; reads [Bulk]; changes []; Staff);

/// Lists runs, newest first, 50 at a time. Plans that were never started are not among them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListBulkRuns {
    /// Older than this one.
    pub before: Option<BulkRunId>,
    /// Only those under way.
    pub under_way: bool,
}
call!(ListBulkRuns => Vec<BulkProgress>; reads [Bulk]; changes []; Staff);

/// Lets this computer work on a run, also on a colleague's that nobody works on any more; its own ones it goes on with by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoOnBulk {
    /// Which.
    pub run: BulkRunId,
}
call!(GoOnBulk => (); reads []; changes []; Desk);
