//! Bulk operations: one action on many records, planned first, done in chunks by whoever has the time, taken back for ten minutes.
//!
//! ```text
//! plan (which records, and what the rules say of each) → start → chunk, chunk, … (lock, compare, act, settle: one transaction each)
//!     → results → undo (a run of its own, back to what was)
//! ```
//!
//! No rule about a record stands here: `kind` asks the area of the records, whose functions for one record take many.

mod chunk;
mod item_store;
mod kind;
mod list;
mod plan;
mod results;
mod store;
mod write;
mod write_store;

use model::{
    bulk::{
        BulkAnswer, BulkOutcome, BulkPlan, BulkProgress, CancelBulk, ListBulkRuns, PlanBulk,
        RetryBulk, RunBulk, ShowBulk, ShowBulkPlan, ShowBulkResults, StartBulk, UndoBulk,
    },
    problem::Problem,
    topic::Topic,
};
use sqlx::PgConnection;

pub use list::RESULTS;

use crate::{answer::Answer, context::Cx, error::Result, messages::Sent};

/// What the rules say of a record that the caller sees.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// Which.
    pub id: i64,
    /// Its zone.
    pub zone: i64,
    /// Now.
    pub version: i32,
    /// Why the action makes no sense for it.
    pub refused: Option<(BulkOutcome, Option<Problem>)>,
    /// Whether it could be taken back.
    pub has_way_back: bool,
    /// What taking it back asks for.
    pub before: serde_json::Value,
}

/// What came of acting on records, none of which failed as a whole.
#[derive(Debug, Default)]
pub(crate) struct Acted {
    /// Messages that wait because of it.
    pub sent: Vec<Sent>,
    /// Records for which there was nothing to be done after all, and why.
    pub refused: Vec<(i64, Problem)>,
}

impl From<Vec<Sent>> for Acted {
    fn from(sent: Vec<Sent>) -> Self {
        Self {
            sent,
            refused: Vec::new(),
        }
    }
}

impl Answer for PlanBulk {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<BulkPlan> {
        plan::plan(cx, db, self).await
    }
}

impl Answer for RetryBulk {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<BulkPlan> {
        plan::again(cx, db, self).await
    }
}

impl Answer for ShowBulkPlan {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<BulkPlan> {
        plan::show(db, self.run).await
    }
}

impl Answer for StartBulk {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<BulkProgress> {
        store::start(db, self.run, self.typed).await?;
        store::progress(db, self.run).await
    }

    fn announces(progress: &BulkProgress) -> &'static [Topic] {
        started(progress)
    }
}

impl Answer for RunBulk {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<BulkProgress> {
        chunk::chunk(cx, db, self.run, self.runner).await?;
        store::progress(db, self.run).await
    }

    fn announces(progress: &BulkProgress) -> &'static [Topic] {
        progress.entity.topics()
    }
}

impl Answer for CancelBulk {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<BulkProgress> {
        store::cancel(db, self.run).await?;
        chunk::tell_team(cx, db, self.run).await?;
        store::progress(db, self.run).await
    }

    fn announces(progress: &BulkProgress) -> &'static [Topic] {
        started(progress)
    }
}

impl Answer for UndoBulk {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<BulkProgress> {
        let run = store::undo(db, self.run).await?;
        store::progress(db, run).await
    }

    fn announces(progress: &BulkProgress) -> &'static [Topic] {
        started(progress)
    }
}

/// The trail tells of the beginning and the end.
fn started(_progress: &BulkProgress) -> &'static [Topic] {
    &[Topic::Bulk, Topic::Audit]
}

impl Answer for ShowBulk {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<BulkProgress> {
        store::progress(db, self.run).await
    }
}

impl Answer for ListBulkRuns {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<BulkProgress>> {
        store::list(db, &self).await
    }
}

impl Answer for ShowBulkResults {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<BulkAnswer> {
        results::show(db, &self).await
    }
}
