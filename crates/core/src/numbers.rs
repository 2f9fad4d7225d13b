//! Numbers of documents: gapless within a month because the counter moves in the same transaction.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::error::Result;

/// The next number of a kind (`REG`, `TKT`, `INV`, `PAY`, `AGLS`) for the business month of `at`.
pub async fn next(db: &mut PgConnection, kind: &str, at: DateTime<Utc>) -> Result<String> {
    Ok(sqlx::query_scalar!(
        r#"select n as "number!" from app.next_numbers($1, $2, 1) n"#,
        kind,
        at
    )
    .fetch_one(db)
    .await?)
}

/// As [`next`], so many of them, in their order.
pub async fn next_many(
    db: &mut PgConnection,
    kind: &str,
    at: DateTime<Utc>,
    count: i32,
) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"select n as "number!" from app.next_numbers($1, $2, $3) with ordinality u (n, place) order by place"#,
        kind,
        at,
        count
    )
    .fetch_all(db)
    .await?)
}

/// The next number of a ticket, for everybody who may write one.
pub async fn next_ticket(db: &mut PgConnection, at: DateTime<Utc>) -> Result<String> {
    Ok(
        sqlx::query_scalar!(r#"select app.next_ticket_number($1) as "number!""#, at)
            .fetch_one(db)
            .await?,
    )
}
