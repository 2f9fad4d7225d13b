//! SQL of taking customers out of sight and bringing them back.

use model::{customers::stays, ids::CustomerId, problem::Problem};
use sqlx::PgConnection;

use super::last_changes;
use crate::error::{Error, Result};

/// Takes a customer for this transaction if he still is as the person saw him, and with him what is written for him at this moment.
pub async fn lock_for_removal(
    db: &mut PgConnection,
    id: CustomerId,
    version: i32,
    is_deleted: bool,
) -> Result<()> {
    let found = sqlx::query_scalar!(
        "select version from customers where id = $1 and (deleted_at is not null) = $2 for update",
        id.0,
        is_deleted
    )
    .fetch_one(&mut *db)
    .await?;
    if found == version {
        return Ok(());
    }
    let mut found = last_changes(db, &[id.0]).await?;
    let last = found.pop().map(|(_, last)| last).ok_or(Error::NotFound)?;
    Err(Error::stale(last))
}

/// Why these customers cannot be deleted, in no order; those are missing who can. Only admins may ask.
pub async fn why_they_stay(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<(i64, Problem)>> {
    let rows = sqlx::query!(
        r#"select id as "id!", why as "why!", records as "records!" from app.why_customers_stay($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, stays(&row.why, row.records)))
        .collect())
}

/// Takes customers out of sight.
///
/// # Errors
/// The reason of the first who cannot be deleted; [`Error::Forbidden`] for whoever is no admin.
pub async fn delete(db: &mut PgConnection, ids: &[i64], reason: &str) -> Result<()> {
    sqlx::query!(
        "update customers set deleted_at = clock_timestamp(), delete_reason = $2 where id = any ($1) and deleted_at is null",
        ids,
        reason
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Brings customers back.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin.
pub async fn restore(db: &mut PgConnection, ids: &[i64]) -> Result<()> {
    sqlx::query!(
        "update customers set deleted_at = null, delete_reason = null where id = any ($1) and deleted_at is not null",
        ids
    )
    .execute(db)
    .await?;
    Ok(())
}
