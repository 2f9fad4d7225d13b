//! `aglis doctor`: what is wrong with the database.

use aglis_core::health::{self, Health, Trail};
use serde_json::json;

use crate::{
    arguments::Base,
    base,
    failure::{Exit, Failure},
    report::Report,
};

/// Looks at the database; complaints make the command fail.
pub async fn run(base: &Base) -> Result<Report, Failure> {
    if let Some(place) = base::place(base)?
        && !place.cluster().is_dir()
    {
        let message = format!(
            "There is no local workspace in {} yet: run `aglis migrate` or start AGLIS.",
            place.folder().display()
        );
        return Err(Failure::failed("WORKSPACE_MISSING", message));
    }
    let opened = base::open_any_version(base).await?;
    let looked = health::look(&opened.cx.pool).await;
    opened.close().await;
    Ok(report(&looked?))
}

fn report(health: &Health) -> Report {
    let complaints = health.complaints();
    let mut text = format!(
        "PostgreSQL {}, migration {} of {}.",
        health.server,
        health
            .schema
            .map_or_else(|| "?".to_owned(), |schema| schema.to_string()),
        health.known
    );
    if let Some(books) = health.books {
        text.push_str(&format!(
            "\n{} customers, {} invoices, {} administrators.",
            books.customers, books.invoices, books.admins
        ));
    }
    if health.trail == Trail::Whole {
        text.push_str("\nThe audit trail is whole.");
    }
    for line in &complaints {
        text.push_str(&format!("\n! {line}"));
    }
    if complaints.is_empty() {
        text.push_str("\nAll is well.");
    }
    let exit = if complaints.is_empty() {
        Exit::Done
    } else {
        Exit::Failed
    };
    let data = json!({
        "server": health.server, "durable": health.durable, "schema": health.schema, "known": health.known,
        "customers": health.books.map(|books| books.customers), "invoices": health.books.map(|books| books.invoices),
        "trail_whole": match health.trail {
            Trail::Whole => Some(true),
            Trail::Broken(_) => Some(false),
            Trail::Unseen => None,
        },
        "complaints": complaints,
    });
    Report { exit, text, data }
}
