//! Which area answers for which kind of records. Each has the same functions, named for what they do.

use std::collections::HashMap;

use model::{
    bulk::{BulkChange, BulkEntity, Job, RegistrationJob},
    ids::BulkRunId,
    problem::Problem,
};
use serde_json::Value;
use sqlx::PgConnection;

use super::{Acted, Judged, write};
use crate::{
    billing,
    context::Cx,
    customers,
    error::{Error, LastChange, Result},
    messages::Telling,
    registrations, tickets,
};

/// Checks what only the database's day knows.
pub async fn check(cx: &Cx, db: &mut PgConnection, job: &Job) -> Result<()> {
    match job {
        Job::Registrations(job) => registrations::many::check(cx, db, job).await,
        Job::Customers(job) => customers::many::check(cx, db, job).await,
        Job::Tickets(_) | Job::Invoices(_) | Job::Message(..) => Ok(()),
    }
}

/// Says of each record that the caller sees whether the action makes sense for it.
pub async fn judge(db: &mut PgConnection, job: &Job, ids: &[i64]) -> Result<Vec<Judged>> {
    match job {
        Job::Tickets(job) => tickets::many::judge(db, job, ids).await,
        Job::Registrations(job) => registrations::many::judge(db, job, ids).await,
        Job::Customers(job) => customers::many::judge(db, job, ids).await,
        Job::Invoices(job) => billing::many::judge(db, job, ids).await,
        Job::Message(to, _) => write::judge(db, *to, ids).await,
    }
}

/// The database makes no run that takes such a one back.
fn stays<T>() -> Result<T> {
    Err(Error::Internal(
        "what was done to invoices, and what was said, is not taken back".to_owned(),
    ))
}

/// As [`judge`], for taking back what was before.
pub async fn judge_back(
    db: &mut PgConnection,
    job: &Job,
    items: &[(i64, Value)],
) -> Result<Vec<Judged>> {
    match job {
        Job::Tickets(job) => tickets::many::judge_back(db, job, items).await,
        Job::Registrations(job) => registrations::many::judge_back(db, job, items).await,
        Job::Customers(job) => customers::many::judge_back(db, job, items).await,
        Job::Invoices(_) | Job::Message(..) => stays(),
    }
}

/// Does it to records that were judged and locked.
pub async fn act(
    cx: &Cx,
    db: &mut PgConnection,
    (run, how): (BulkRunId, Telling),
    job: &Job,
    ids: &[i64],
) -> Result<Acted> {
    Ok(match job {
        Job::Tickets(job) => tickets::many::act(cx, db, how, job, ids).await?.into(),
        Job::Registrations(job) => registrations::many::act(cx, db, how, job, ids)
            .await?
            .into(),
        Job::Customers(job) => customers::many::act(db, job, ids).await?.into(),
        Job::Invoices(job) => billing::many::act(cx, db, job, ids).await?,
        Job::Message(to, body) => write::act(cx, db, run, (*to, body), ids).await?,
    })
}

/// Takes it back on records that were judged and locked.
pub async fn take_back(db: &mut PgConnection, job: &Job, items: &[(i64, Value)]) -> Result<()> {
    match job {
        Job::Tickets(job) => tickets::many::take_back(db, job, items).await,
        Job::Registrations(job) => registrations::many::take_back(db, job, items).await,
        Job::Customers(job) => customers::many::take_back(db, job, items).await,
        Job::Invoices(_) | Job::Message(..) => stays(),
    }
}

/// Before and after of these records, in the order of their ids.
pub async fn show(db: &mut PgConnection, job: &Job, ids: &[i64]) -> Result<Vec<BulkChange>> {
    match job {
        Job::Tickets(job) => tickets::many::show(db, job, ids).await,
        Job::Registrations(job) => registrations::many::show(db, job, ids).await,
        Job::Customers(job) => customers::many::show(db, job, ids).await,
        Job::Invoices(job) => billing::many::show(db, job, ids).await,
        Job::Message(to, body) => write::show(db, *to, body, ids).await,
    }
}

/// What there is to know beforehand about doing it to these records.
pub async fn notices(db: &mut PgConnection, job: &Job, ids: &[i64]) -> Result<Vec<Problem>> {
    match job {
        Job::Customers(job) => customers::many::notices(db, job, ids).await,
        Job::Tickets(_) | Job::Registrations(_) | Job::Invoices(_) | Job::Message(..) => {
            Ok(Vec::new())
        }
    }
}

/// How many messages the action queues at most.
pub async fn recipients(db: &mut PgConnection, job: &Job, ids: &[i64]) -> Result<i64> {
    match job {
        Job::Tickets(job) => tickets::many::recipients(db, job, ids).await,
        Job::Registrations(job) => registrations::many::recipients(db, job, ids).await,
        Job::Customers(_) => Ok(0),
        Job::Invoices(job) => billing::many::recipients(db, job, ids).await,
        Job::Message(to, _) => write::recipients(db, *to, ids).await,
    }
}

/// Tells colleagues who got work by a run how much that was.
pub async fn tell_team(
    cx: &Cx,
    db: &mut PgConnection,
    run: BulkRunId,
    job: &Job,
    done: (i64, i32),
) -> Result<()> {
    match job {
        Job::Tickets(job) => tickets::many::tell_team(cx, db, run, job, done).await,
        // Nobody is written to about a survey or a tag singly either.
        Job::Registrations(_) | Job::Customers(_) | Job::Invoices(_) | Job::Message(..) => Ok(()),
    }
}

/// Takes records for this transaction, in the order of their ids: all that the caller may change, or only those that nobody holds.
pub async fn lock(db: &mut PgConnection, job: &Job, ids: &[i64], waits: bool) -> Result<Vec<i64>> {
    match job {
        Job::Tickets(_) => tickets::many::lock(db, ids, waits).await,
        Job::Registrations(_) => registrations::many::lock(db, ids, waits).await,
        Job::Customers(job) => customers::many::lock(db, job, ids, waits).await,
        Job::Invoices(_) => billing::many::lock(db, ids, waits).await,
        Job::Message(to, _) => write::seen(db, *to, ids).await,
    }
}

/// Versions of records.
pub async fn versions(
    db: &mut PgConnection,
    entity: BulkEntity,
    ids: &[i64],
) -> Result<HashMap<i64, i32>> {
    match entity {
        BulkEntity::Tickets => tickets::many::versions(db, ids).await,
        BulkEntity::Registrations => registrations::many::versions(db, ids).await,
        BulkEntity::Customers => customers::many::versions(db, ids).await,
        BulkEntity::Invoices => billing::many::versions(db, ids).await,
    }
}

/// Numbers of those records that the caller sees.
pub async fn numbers(
    db: &mut PgConnection,
    entity: BulkEntity,
    ids: &[i64],
) -> Result<HashMap<i64, String>> {
    match entity {
        BulkEntity::Tickets => tickets::many::numbers(db, ids).await,
        BulkEntity::Registrations => registrations::many::numbers(db, ids).await,
        BulkEntity::Customers => customers::many::numbers(db, ids).await,
        BulkEntity::Invoices => billing::many::numbers(db, ids).await,
    }
}

/// Who changed records last, and when.
pub async fn last_changes(
    db: &mut PgConnection,
    (entity, job): (BulkEntity, &Job),
    ids: &[i64],
) -> Result<Vec<(i64, LastChange)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    match entity {
        BulkEntity::Tickets => tickets::many::last_changes(db, ids).await,
        BulkEntity::Registrations => registrations::many::last_changes(db, ids).await,
        BulkEntity::Customers => customers::many::last_changes(db, job, ids).await,
        BulkEntity::Invoices => billing::many::last_changes(db, ids).await,
    }
}

/// How many records of a chunk.
///
/// Whoever needs one of them waits for its end, three seconds at most, and to reckon the clock of a ticket anew takes some milliseconds:
/// two hundred are done in about one second. An approval makes six records and holds the counters of their numbers.
#[must_use]
pub fn size(job: &Job) -> i64 {
    match job {
        Job::Registrations(RegistrationJob::Approve(_)) => 25,
        Job::Tickets(_)
        | Job::Registrations(_)
        | Job::Customers(_)
        | Job::Invoices(_)
        | Job::Message(..) => 200,
    }
}
