//! How long the invoices of a month take for a hundred thousand connections: the preview, and the run as the window does it, chunk after
//! chunk, as JSON lines.
//!
//! The baseline is the owner writing as many invoices and lines, one statement a table, with all that follows by triggers and the trail.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be taken ends with the reason"
)]

#[path = "support/ask.rs"]
mod ask;
#[path = "support/desk.rs"]
mod desk;
#[path = "support/figures.rs"]
mod figures;

use std::time::Instant;

use aglis_core::context::Cx;
use chrono::NaiveDate;
use model::billing::{
    rule::Month,
    run::{InvoiceRun, PreviewInvoiceRun, RunInvoices, RunState, StartInvoiceRun},
};
use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};

use crate::{
    ask::ask,
    desk::Desk,
    figures::{Times, ratio, say},
};

/// Connections; `AGLIS_BENCH_SERVICES` makes it smaller.
const SERVICES: i64 = 100_000;
/// What the product promises.
const RUN_LIMIT_MS: f64 = 60_000.0;

#[tokio::main]
async fn main() {
    let services = std::env::var("AGLIS_BENCH_SERVICES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(SERVICES);
    let desk = Desk::open().await;
    let owner = desk.database("billing").await;
    fill(&owner, services).await;
    let office = desk.person(&owner, "office", &[]).await;
    let today: NaiveDate = sqlx::query_scalar("select app.business_day(now())")
        .fetch_one(&owner)
        .await
        .unwrap();
    let month = Month::of(today);

    let [mut previews, mut plain, mut run] = [(); 3].map(|()| Times::default());
    for _ in 0..3 {
        let start = Instant::now();
        let request = PreviewInvoiceRun {
            period: month.first(),
            group: None,
            search: String::new(),
            all: false,
        };
        let preview = ask(&office, request).await;
        previews.end(start);
        assert_eq!(preview.count, services);
    }
    let start = Instant::now();
    let done = issue(&office, month).await;
    run.end(start);
    assert_eq!(i64::from(done.issued), services);
    // As many for the month before that, written as plainly as can be.
    let before = month.before().before().first();
    let start = Instant::now();
    execute(
        &owner,
        &format!(
            "with made as (
               insert into invoices (number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, tax_rate, tax_base_num, tax_base_den,
                 ppn, total, recurring)
               select 'INV-200001-' || s.id, 'monthly', s.customer_id, s.id, s.zone_id, '{before}', 'issued', '{before}', '{before}', 250000, 229167, 12, 11, 12, 27500,
                 277500, 250000 from services s returning id)
             insert into invoice_lines (invoice_id, position, description, quantity, unit_price, amount) select id, 1, 'Langganan', 1, 250000, 250000 from made"
        ),
    )
    .await;
    plain.end(start);
    say(&json!({
        "bench": "billing_preview", "services": services, "runs": previews.runs(), "median_ms": previews.median(), "slowest_ms": previews.percentile(100),
    }));
    say(&json!({
        "bench": "billing_run", "services": services, "ms": run.median(), "limit_ms": RUN_LIMIT_MS, "within_limits": run.median() <= RUN_LIMIT_MS,
        "baseline": "the owner writing as many invoices and lines", "baseline_ms": plain.median(), "ratio": ratio(run.median(), plain.median()),
    }));
    owner.close().await;
    office.pool.close().await;
    desk.close().await;
}

async fn issue(cx: &Cx, month: Month) -> InvoiceRun {
    let request = StartInvoiceRun {
        period: month.first(),
        tell: false,
    };
    let run = ask(cx, request).await;
    loop {
        let at = ask(cx, RunInvoices { run }).await;
        if at.state != RunState::Running {
            return at;
        }
    }
}

async fn execute(pool: &PgPool, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(pool)
        .await
        .unwrap();
}

/// Customers with a connection each, and the invoice of the month before.
async fn fill(owner: &PgPool, services: i64) {
    execute(
        owner,
        &format!(
            "insert into zones (name) select 'Zona ' || n from generate_series(1, 10) n;
             insert into packages (code, name, down_mbps, up_mbps) values ('HS50', 'Home Silver 50M', 50, 50);
             insert into package_prices (package_id, valid_from, monthly_price) select id, '2020-01-01', 250000 from packages;
             set session_replication_role = replica;
             insert into contacts (id, name, phone) overriding system value select n, 'Pelanggan ' || n, '+6281' || (100000000 + n) from generate_series(1, {services}) n;
             insert into customers (id, code, contact_id, name, zone_id, status) overriding system value
               select n, 'AGLS-' || (20000 + n), n, 'Pelanggan ' || n, n % 10 + 1, 'active' from generate_series(1, {services}) n;
             insert into services (id, customer_id, package_id, zone_id, status, street, billing_day, activated_on) overriding system value
               select n, n, 1, n % 10 + 1, 'active', 'Jl. Melati ' || n, n % 28 + 1, '2024-03-01' from generate_series(1, {services}) n;
             insert into invoices (number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, tax_rate, tax_base_num, tax_base_den,
                 ppn, total, recurring)
               select 'INV-199901-' || s.id, 'monthly', s.customer_id, s.id, s.zone_id, m.first, 'issued', m.first, m.first + 20, 250000, 229167, 12, 11, 12, 27500, 277500, 250000
               from services s, (select (date_trunc('month', app.business_day(now())) - interval '1 month')::date as first) m;
             set session_replication_role = origin;
             vacuum analyze"
        ),
    )
    .await;
}
