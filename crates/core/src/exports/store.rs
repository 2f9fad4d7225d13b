//! SQL of exports.

use chrono::{DateTime, Utc};
use model::{access::Role, list::Selection};
use sqlx::{PgConnection, types::Json};

use crate::error::Result;

/// What left the house, for the trail.
pub struct Taken<'a> {
    /// Name of the list.
    pub list: &'a str,
    /// End of the files' names.
    pub format: &'a str,
    /// Which rows.
    pub selection: &'a Selection,
    /// Their columns; papers have none.
    pub columns: &'a [String],
    /// How many rows.
    pub rows: i64,
}

/// Leaves the line that says who took what; the database refuses it to whoever may not export.
pub async fn insert(db: &mut PgConnection, taken: &Taken<'_>) -> Result<()> {
    sqlx::query!(
        "insert into exports (list, format, query, columns, rows) values ($1, $2, $3, $4, $5)",
        taken.list,
        taken.format,
        Json(taken.selection) as _,
        taken.columns,
        taken.rows
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Labels the transaction for the trail.
pub async fn label(db: &mut PgConnection, device: &str, version: &str) -> Result<()> {
    sqlx::query!(
        "select set_config('app.device', $1, true) as a, set_config('app.version', $2, true) as b",
        device,
        version
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// Tells every desktop that the trail grew.
pub async fn announce(db: &mut PgConnection, topics: &str) -> Result<()> {
    sqlx::query!("select pg_notify('aglis', $1)", topics)
        .execute(db)
        .await?;
    Ok(())
}

/// One snapshot for all pages: a row that changes meanwhile is neither missed nor written twice.
pub async fn freeze(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("set transaction isolation level repeatable read, read only")
        .execute(db)
        .await?;
    Ok(())
}

/// The caller's role; none for a login that is nobody here.
pub async fn role(db: &mut PgConnection) -> Result<Option<Role>> {
    let role = sqlx::query_scalar!("select app.staff_role()")
        .fetch_one(db)
        .await?;
    Ok(role.as_deref().and_then(Role::from_name))
}

/// A moment in the business zone as a part of a file's name: `2025-11-16 1405`.
pub async fn moment(db: &mut PgConnection, at: DateTime<Utc>) -> Result<String> {
    Ok(sqlx::query_scalar!(
        r#"select to_char($1::timestamptz at time zone app.business_zone(), 'YYYY-MM-DD HH24MI') as "moment!""#,
        at
    )
    .fetch_one(db)
    .await?)
}
