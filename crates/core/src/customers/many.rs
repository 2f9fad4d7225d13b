//! The single actions of customers on many of them at once.

use model::{
    bulk::{BulkChange, CustomerJob, Job},
    problem::Problem,
};
use serde_json::Value;
use sqlx::PgConnection;

use super::{
    many_package as packages, many_package_store, many_removal as removal, many_store,
    many_tags as tags, many_tags::Tagging, store,
};
use crate::{
    bulk::Judged,
    context::Cx,
    error::{LastChange, Result},
    messages::Sent,
};

pub use many_store::{numbers, versions};

/// Checks what only the database's day and its packages know.
///
/// # Errors
/// `CHOICE_UNKNOWN` at `package`, `DATE_RANGE` and the like at `day`.
pub async fn check(cx: &Cx, db: &mut PgConnection, job: &CustomerJob) -> Result<()> {
    match job {
        CustomerJob::Package(to) => packages::check(cx, db, *to).await,
        CustomerJob::Tag(_)
        | CustomerJob::Untag(_)
        | CustomerJob::Delete(_)
        | CustomerJob::Restore => Ok(()),
    }
}

/// What there is to know beforehand about doing it to these.
///
/// # Errors
/// As the database's.
pub async fn notices(
    db: &mut PgConnection,
    job: &CustomerJob,
    ids: &[i64],
) -> Result<Vec<Problem>> {
    match job {
        CustomerJob::Package(to) => packages::notices(db, *to, ids).await,
        CustomerJob::Tag(_)
        | CustomerJob::Untag(_)
        | CustomerJob::Delete(_)
        | CustomerJob::Restore => Ok(Vec::new()),
    }
}

/// Who changed customers, or what of theirs the action is about, last, and when.
///
/// # Errors
/// As the database's.
pub async fn last_changes(
    db: &mut PgConnection,
    job: &Job,
    ids: &[i64],
) -> Result<Vec<(i64, LastChange)>> {
    match job {
        Job::Customers(CustomerJob::Package(_)) => many_package_store::last_changes(db, ids).await,
        _ => store::last_changes(db, ids).await,
    }
}

/// Says of each customer that the caller sees whether the action changes anything.
///
/// # Errors
/// As the database's.
pub async fn judge(db: &mut PgConnection, job: &CustomerJob, ids: &[i64]) -> Result<Vec<Judged>> {
    match job {
        CustomerJob::Tag(words) => tags::judge(db, Tagging::On(words), ids).await,
        CustomerJob::Untag(words) => tags::judge(db, Tagging::Off(words), ids).await,
        CustomerJob::Delete(_) => removal::judge(db, true, ids).await,
        CustomerJob::Restore => removal::judge(db, false, ids).await,
        CustomerJob::Package(to) => packages::judge(db, *to, ids).await,
    }
}

/// Whoever has a tag can lose it, whoever was deleted can come back, and the other way round.
///
/// # Errors
/// As the database's.
pub async fn judge_back(
    db: &mut PgConnection,
    job: &CustomerJob,
    items: &[(i64, Value)],
) -> Result<Vec<Judged>> {
    match job {
        CustomerJob::Tag(_) | CustomerJob::Untag(_) => tags::judge_back(db, items).await,
        CustomerJob::Delete(_) => removal::judge_back(db, true, items).await,
        CustomerJob::Restore => removal::judge_back(db, false, items).await,
        CustomerJob::Package(to) => packages::judge_back(db, *to, items).await,
    }
}

/// Takes customers for this transaction, in the order of their ids: all that the caller may change, or only those that nobody holds.
///
/// # Errors
/// `LOCKED` when somebody holds one of them longer than a lock is waited for.
pub async fn lock(
    db: &mut PgConnection,
    job: &CustomerJob,
    ids: &[i64],
    waits: bool,
) -> Result<Vec<i64>> {
    match job {
        CustomerJob::Tag(_) | CustomerJob::Untag(_) => many_store::lock(db, ids, waits).await,
        CustomerJob::Delete(_) | CustomerJob::Restore => {
            many_store::lock_for_removal(db, ids, waits).await
        }
        CustomerJob::Package(_) => packages::lock(db, ids, waits).await,
    }
}

/// Does it to customers that were judged and locked.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn act(db: &mut PgConnection, job: &CustomerJob, ids: &[i64]) -> Result<Vec<Sent>> {
    match job {
        CustomerJob::Tag(words) => tags::act(db, Tagging::On(words), ids).await?,
        CustomerJob::Untag(words) => tags::act(db, Tagging::Off(words), ids).await?,
        CustomerJob::Delete(reason) => store::delete(db, ids, reason).await?,
        CustomerJob::Restore => store::restore(db, ids).await?,
        CustomerJob::Package(to) => packages::act(db, *to, ids).await?,
    }
    Ok(Vec::new())
}

/// Takes it back: what was put on goes, what was taken off comes back as it was.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn take_back(
    db: &mut PgConnection,
    job: &CustomerJob,
    items: &[(i64, Value)],
) -> Result<()> {
    match job {
        CustomerJob::Tag(words) => tags::take_back(db, Tagging::On(words), items).await,
        CustomerJob::Untag(words) => tags::take_back(db, Tagging::Off(words), items).await,
        CustomerJob::Delete(_) => removal::bring_back(db, items).await,
        CustomerJob::Restore => removal::delete_again(db, items).await,
        CustomerJob::Package(to) => packages::take_back(db, *to, items).await,
    }
}

/// Before and after of these customers, in the order of their ids.
///
/// # Errors
/// As the database's.
pub async fn show(
    db: &mut PgConnection,
    job: &CustomerJob,
    ids: &[i64],
) -> Result<Vec<BulkChange>> {
    match job {
        CustomerJob::Tag(words) => tags::show(db, Tagging::On(words), ids).await,
        CustomerJob::Untag(words) => tags::show(db, Tagging::Off(words), ids).await,
        CustomerJob::Delete(reason) => removal::show(db, reason, ids).await,
        CustomerJob::Restore => removal::show(db, "", ids).await,
        CustomerJob::Package(to) => packages::show(db, *to, ids).await,
    }
}
