//! `aglis invoice-run`: the invoices of a month, through the same calls as the page.

use std::fmt::Write as _;

use aglis_core::context::Cx;
use model::{
    billing::run::{
        InvoiceRun as Run, PreviewInvoiceRun, RunInvoices, RunPreview, RunState, StartInvoiceRun,
    },
    format::show_month,
    text::Locale,
};
use serde_json::json;

use crate::{
    arguments::{Base, InvoiceRun},
    base::{self, ask},
    failure::Failure,
    report::Report,
};

/// Shows or issues.
pub async fn run(base: &Base, asked: &InvoiceRun) -> Result<Report, Failure> {
    let opened = base::open(base).await?;
    let outcome = if asked.preview {
        preview(&opened.cx, asked).await
    } else {
        issue(&opened.cx, asked).await
    };
    opened.close().await;
    outcome
}

async fn preview(cx: &Cx, asked: &InvoiceRun) -> Result<Report, Failure> {
    let request = PreviewInvoiceRun {
        period: asked.period,
        group: None,
        search: String::new(),
        all: true,
    };
    let seen = ask(cx, request).await?;
    let data = serde_json::to_value(&seen).unwrap_or_default();
    Ok(Report::done(words(&seen), data))
}

fn words(seen: &RunPreview) -> String {
    let mut text = format!(
        "{}: {} invoices over {} would be issued; the month before had {} over {}, and {} over {} are there already.",
        show_month(seen.period, Locale::En),
        seen.count,
        seen.total,
        seen.before.0,
        seen.before.1,
        seen.there.0,
        seen.there.1
    );
    for group in &seen.groups {
        let name = group.group.name();
        write!(text, "\n{:>8}  {name}  {}", group.count, group.total).ok();
    }
    text
}

async fn issue(cx: &Cx, asked: &InvoiceRun) -> Result<Report, Failure> {
    let request = StartInvoiceRun {
        period: asked.period,
        tell: asked.tell,
    };
    let run = ask(cx, request).await?;
    let done = loop {
        let at = ask(cx, RunInvoices { run }).await?;
        tracing::info!(
            looked_at = at.looked_at,
            issued = at.issued,
            "an invoice run goes on"
        );
        if at.state != RunState::Running {
            break at;
        }
    };
    Ok(Report::done(told(&done), json!(done)))
}

fn told(run: &Run) -> String {
    let mut text = format!(
        "{}: {} invoices over {} issued for {} connections; credit of {} went to them; {} messages queued.",
        show_month(run.period, Locale::En),
        run.issued,
        run.total,
        run.services,
        run.credited,
        run.messages
    );
    for (skip, count) in &run.skipped {
        write!(text, "\n{count:>8}  {}", skip.name()).ok();
    }
    text
}
