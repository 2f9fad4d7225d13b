//! The business day, as the database reckons it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::error::Result;

/// The day in the business time zone at an instant.
pub async fn business_day(db: &mut PgConnection, at: DateTime<Utc>) -> Result<NaiveDate> {
    Ok(
        sqlx::query_scalar!(r#"select app.business_day($1) as "day!""#, at)
            .fetch_one(db)
            .await?,
    )
}
