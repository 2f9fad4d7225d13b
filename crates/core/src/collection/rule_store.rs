//! SQL of the rules and of the round.

use model::collection::{Collected, CollectionRules};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// The rules.
pub async fn rules(db: &mut PgConnection) -> Result<CollectionRules> {
    let value = sqlx::query_scalar!("select value from settings where key = 'collection'")
        .fetch_one(db)
        .await?;
    serde_json::from_value(value)
        .map_err(|e| Error::Internal(format!("rules of collecting cannot be read: {e}")))
}

/// Saves checked rules.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no admin: row-level security lets nobody else touch the row.
pub async fn save(db: &mut PgConnection, rules: &CollectionRules) -> Result<()> {
    let value = serde_json::to_value(rules).map_err(|e| Error::Internal(e.to_string()))?;
    let saved = sqlx::query!(
        "update settings set value = $1 where key = 'collection'",
        value
    )
    .execute(db)
    .await?;
    if saved.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Forbidden(None))
    }
}

/// One round of this moment: at most 500 reminders and 500 connections.
pub async fn collect(db: &mut PgConnection) -> Result<Collected> {
    Ok(sqlx::query_as!(
        Collected,
        r#"select reminders as "reminders!", blocked as "blocked!" from app.collect()"#
    )
    .fetch_one(db)
    .await?)
}
