//! SQL of what gateways tell: the functions that the login of a worker may call, and nothing else.

use sqlx::PgConnection;

use super::report::{Report, Written};
use crate::error::{Error, Result};

/// Which kind of gateway reports at a path.
pub async fn hook_kind(db: &mut PgConnection, path: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select app.hook_kind($1)", path)
        .fetch_one(db)
        .await?)
}

/// Brings reports into the messages; says whether a gateway reports at that path.
pub async fn report(db: &mut PgConnection, path: &str, reports: &[Report]) -> Result<bool> {
    let reports = serde_json::to_value(reports)
        .map_err(|error| Error::Internal(format!("cannot write reports: {error}")))?;
    let fresh = sqlx::query_scalar!("select app.report_messages($1, $2)", path, reports)
        .fetch_one(db)
        .await?;
    Ok(fresh.is_some())
}

/// Notes what somebody wrote: STOP and its like are obeyed, everything else is left alone.
pub async fn note_reply(db: &mut PgConnection, path: &str, written: &Written) -> Result<()> {
    sqlx::query_scalar!(
        "select app.note_reply($1, $2, $3)",
        path,
        written.phone,
        written.text
    )
    .fetch_one(db)
    .await?;
    Ok(())
}
