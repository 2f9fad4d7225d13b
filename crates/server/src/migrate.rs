//! `aglis migrate`: the database at this program's version.

use aglis_core::{health, workspace};
use serde_json::json;

use crate::{arguments::Base, base, failure::Failure, report::Report};

/// Applies the migrations that are missing.
pub async fn run(base: &Base) -> Result<Report, Failure> {
    base::refuse_staff(base)?;
    let opened = base::open_any_version(base).await?;
    let outcome = workspace::migrate(&opened.cx.pool).await;
    let health = health::look(&opened.cx.pool).await;
    opened.close().await;
    outcome?;
    let version = health?.schema;
    Ok(Report::done(
        match version {
            Some(version) => format!("The database is at migration {version}."),
            None => "The database is up to date.".to_owned(),
        },
        json!({ "schema": version }),
    ))
}
