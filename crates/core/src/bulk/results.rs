//! What became of the records of a run, a page at a time.

use model::{
    bulk::{BulkAnswer, BulkClass, BulkError, BulkOutcome, BulkResult, BulkRow, ShowBulkResults},
    text::Words,
};
use sqlx::PgConnection;

use super::{
    item_store::{self, Line},
    kind, store,
};
use crate::{error::Result, messages::words};

/// The most rows of a page.
const PAGE_MAX: u32 = 500;

/// The page that was asked for. Numbers of records stand there only as far as the caller may see them.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for a run that the caller does not see.
pub async fn show(db: &mut PgConnection, asked: &ShowBulkResults) -> Result<BulkAnswer> {
    let run = store::run(db, asked.run).await?;
    let limit = match asked.limit {
        0 => 100,
        many => many.min(PAGE_MAX),
    };
    let words = words(store::language(db).await?);
    let outcomes: Option<Vec<String>> = asked.only.map(|class| {
        (BulkOutcome::ALL.iter())
            .filter(|one| one.class() == class)
            .map(|one| one.name().to_owned())
            .collect()
    });
    let waits = asked.only == Some(BulkClass::Waiting);
    let mut lines = item_store::lines(
        db,
        asked.run,
        outcomes.as_deref(),
        waits,
        asked.after,
        i64::from(limit) + 1,
    )
    .await?;
    let has_more = lines.len() > limit as usize;
    lines.truncate(limit as usize);
    let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
    let mut numbers = kind::numbers(db, run.entity, &ids).await?;
    let next = lines.last().filter(|_| has_more).map(|line| line.place);
    Ok(BulkAnswer {
        success: run.failed == 0 && run.succeeded + run.skipped == run.total,
        total: run.total,
        succeeded: run.succeeded,
        failed: run.failed,
        skipped: run.skipped,
        results: lines.iter().map(|line| result(line, words)).collect(),
        rows: lines
            .into_iter()
            .map(|line| BulkRow {
                place: line.place,
                number: numbers.remove(&line.id),
                outcome: line.outcome,
                problem: line.problem,
                message: line.message,
            })
            .collect(),
        next,
    })
}

fn result(line: &Line, words: &Words) -> BulkResult {
    let error = line.outcome.filter(|outcome| *outcome != BulkOutcome::Ok);
    BulkResult {
        id: line.id,
        success: line.outcome == Some(BulkOutcome::Ok),
        error: error.map(|outcome| BulkError {
            code: outcome.name().to_owned(),
            message: match &line.problem {
                Some(problem) => words.problem(problem),
                None => words.say(&outcome.text_key()),
            },
        }),
    }
}
