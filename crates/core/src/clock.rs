//! The time and the business day, as the database tells them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::error::Result;

/// The instant on the database's clock.
pub async fn database_now(db: &mut PgConnection) -> Result<DateTime<Utc>> {
    Ok(sqlx::query_scalar!(r#"select clock_timestamp() as "now!""#)
        .fetch_one(db)
        .await?)
}

/// The day in the business time zone at an instant.
pub async fn business_day(db: &mut PgConnection, at: DateTime<Utc>) -> Result<NaiveDate> {
    Ok(
        sqlx::query_scalar!(r#"select app.business_day($1) as "day!""#, at)
            .fetch_one(db)
            .await?,
    )
}
