//! `aglis demo`: data to try everything in.

use aglis_core::{clock, context::Cx, demo as core_demo, error::Error, health};
use serde_json::json;

use crate::{
    arguments::{Base, Demo},
    base,
    failure::Failure,
    report::Report,
};

/// Fills an empty database of this machine.
pub async fn run(base: &Base, demo: &Demo) -> Result<Report, Failure> {
    if !base::is_on_this_machine(base)? {
        return Err(Failure::usage(
            "demo data has logins with a published password and belongs on this machine only",
        ));
    }
    if base.user.is_some() {
        return Err(Failure::usage(
            "demo data is made by the owner of the database, without --user",
        ));
    }
    let opened = base::open(base).await?;
    let outcome = fill(&opened.cx, demo).await;
    opened.close().await;
    outcome
}

async fn fill(cx: &Cx, demo: &Demo) -> Result<Report, Failure> {
    // Somebody's own workspace, even without a customer, must not get logins whose password everybody knows.
    let books = health::look(&cx.pool).await?.books.unwrap_or_default();
    if books.admins > 0 || books.customers > 0 {
        return taken(demo.if_empty);
    }
    let mut db = cx.pool.acquire().await.map_err(Error::from)?;
    let now = cx.now(&mut db).await?;
    let today = clock::business_day(&mut db, now).await?;
    drop(db);
    let made = match core_demo::fill(&cx.pool, demo.seed, today).await {
        Err(Error::Conflict(problem)) if problem.code == "TAKEN" => return taken(demo.if_empty),
        made => made?,
    };
    let text = format!(
        "Made {} customers, {} registrations, {} tickets, {} invoices and {} payments.\nSign in as {} with the password {}.",
        made.customers,
        made.registrations,
        made.tickets,
        made.invoices,
        made.payments,
        core_demo::LOGINS.map(|(username, ..)| username).join(", "),
        core_demo::PASSWORD,
    );
    let data = json!({
        "filled": true, "customers": made.customers, "registrations": made.registrations, "tickets": made.tickets,
        "invoices": made.invoices, "payments": made.payments,
    });
    Ok(Report::done(text, data))
}

fn taken(is_fine: bool) -> Result<Report, Failure> {
    let text = "The database holds data already and was left alone.";
    if is_fine {
        Ok(Report::done(text, json!({ "filled": false })))
    } else {
        Err(Failure::failed("TAKEN", text))
    }
}
