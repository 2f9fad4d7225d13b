//! How long the office waits for the customers of another system, for their invoices, payments and tickets, as JSON lines.
//!
//! Each file goes the whole way through the call path under a login of the office, into an empty database that writes with
//! `fsync` as a local workspace does. The baseline is measured in the same run: the owner inserting as many records with one
//! statement a table, triggers and audit trail included, which is the least they can cost here. The ratio says what reading,
//! checking, comparing and the rights of a person add.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be taken ends with the reason"
)]

mod support;

#[path = "support/files.rs"]
mod files;

use std::time::Instant;

use aglis_core::context::Cx;
use model::{
    ids::ZoneId,
    imports::{ImportKind, ImportPlan, ImportResult, InspectImport, RunImport, Source, TryImport},
};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{
    files::File,
    support::{
        ask::ask,
        desk::Desk,
        figures::{Times, ratio, say},
    },
};

/// Times each file is imported, each time into a database of its own.
const RUNS: usize = 3;
const LIMIT_MS: f64 = 5_000.0;
/// A unit of the files' money in rupiah.
const RUPIAH: i64 = 16_000;

/// What is asked of an import, in milliseconds of several runs.
#[derive(Default)]
struct Waits {
    inspect: Times,
    trial: Times,
    run: Times,
    again: Times,
    half: Times,
    baseline: Times,
}

#[tokio::main]
async fn main() {
    let desk = Desk::open().await;
    let customers = files::customers();
    let invoices = files::invoices();
    let payments = files::payments();
    let tickets = files::tickets();
    let mut of_customers = Waits::default();
    let mut of_invoices = Waits::default();
    let mut of_payments = Waits::default();
    let mut of_tickets = Waits::default();
    let mut told = [Value::Null, Value::Null, Value::Null, Value::Null];
    for run in 0..RUNS {
        let owner = desk.database(&format!("run{run}")).await;
        make_zone(&owner).await;
        let office = desk.person(&owner, "office", &[]).await;
        told[0] = import(&office, &owner, &customers, None, &mut of_customers).await;
        // Who is to pay the invoices is in the same file.
        let payers = plan(&office, &invoices, Some(ImportKind::Customers)).await;
        ask(&office, RunImport { plan: payers }).await;
        // By its heads it was a list of customers a moment ago.
        let kind = Some(ImportKind::Invoices);
        told[1] = import(&office, &owner, &invoices, kind, &mut of_invoices).await;
        for (file, kind) in [
            (files::payers(), ImportKind::Customers),
            (files::bills(), ImportKind::Invoices),
        ] {
            let plan = plan(&office, &file, Some(kind)).await;
            ask(&office, RunImport { plan }).await;
        }
        told[2] = import(&office, &owner, &payments, None, &mut of_payments).await;
        told[3] = import(&office, &owner, &tickets, None, &mut of_tickets).await;
        office.pool.close().await;
        owner.close().await;

        let owner = desk.database(&format!("baseline{run}")).await;
        make_zone(&owner).await;
        let start = Instant::now();
        insert_customers(&owner, created(&told[0])).await;
        of_customers.baseline.end(start);
        let start = Instant::now();
        insert_invoices(&owner, created(&told[1]), paid(&told[1])).await;
        of_invoices.baseline.end(start);
        insert_bills(&owner, created(&told[2])).await;
        let start = Instant::now();
        insert_payments(&owner, created(&told[2])).await;
        of_payments.baseline.end(start);
        let start = Instant::now();
        insert_tickets(&owner, created(&told[3])).await;
        of_tickets.baseline.end(start);
        owner.close().await;
    }
    desk.close().await;
    for (name, file, waits, told) in [
        ("customers", &customers, of_customers, &told[0]),
        ("invoices", &invoices, of_invoices, &told[1]),
        ("payments", &payments, of_payments, &told[2]),
        ("tickets", &tickets, of_tickets, &told[3]),
    ] {
        print(name, file, &waits, told);
    }
}

fn created(told: &Value) -> i64 {
    told["created"].as_i64().unwrap()
}

fn paid(told: &Value) -> i64 {
    told["paid"].as_i64().unwrap()
}

/// Looks at a file, tries it, imports it and imports it once more; answers what became of the rows.
async fn import(
    office: &Cx,
    owner: &PgPool,
    file: &File,
    kind: Option<ImportKind>,
    waits: &mut Waits,
) -> Value {
    let start = Instant::now();
    let plan = plan(office, file, kind).await;
    waits.inspect.end(start);
    let start = Instant::now();
    let tried = ask(office, TryImport { plan: plan.clone() }).await;
    waits.trial.end(start);
    let start = Instant::now();
    let first = ask(office, RunImport { plan: plan.clone() }).await;
    waits.run.end(start);
    assert_eq!(
        counts(&tried),
        counts(&first),
        "a trial says what a run does"
    );
    let trail = count_trail(owner).await;
    let start = Instant::now();
    let again = ask(office, RunImport { plan: plan.clone() }).await;
    waits.again.end(start);
    // Some hours later the database knows its tables, and the next file holds a part of them.
    sqlx::raw_sql("analyze").execute(owner).await.unwrap();
    let half = ImportPlan {
        file: office.uploads.keep(file.name, &half_of(file)).unwrap(),
        ..plan
    };
    let start = Instant::now();
    ask(office, TryImport { plan: half }).await;
    waits.half.end(start);
    json!({
        "rows": first.rows,
        "created": first.created,
        "updated": first.updated,
        "unchanged": first.unchanged,
        "refused": first.refused,
        "adds_up": first.rows == file.rows && counts(&first).iter().sum::<u64>() == first.rows,
        "again_created": again.created,
        "again_updated": again.updated,
        "again_trail_rows": count_trail(owner).await - trail,
        "paid": count_payments(owner).await,
    })
}

/// The heads and every second row.
fn half_of(file: &File) -> Vec<u8> {
    let lines = file.bytes.split_inclusive(|byte| *byte == b'\n');
    let half = lines.enumerate().filter(|(at, _)| *at == 0 || at % 2 == 1);
    half.flat_map(|(_, line)| line.to_vec()).collect()
}

fn counts(result: &ImportResult) -> [u64; 4] {
    [
        result.created,
        result.updated,
        result.unchanged,
        result.refused,
    ]
}

/// The plan that the import page would offer, with the choices a person makes there.
async fn plan(office: &Cx, file: &File, kind: Option<ImportKind>) -> ImportPlan {
    let id = office.uploads.keep(file.name, &file.bytes).unwrap();
    let seen = ask(
        office,
        InspectImport {
            file: id,
            kind,
            sheet: None,
        },
    )
    .await;
    let mut mapping = seen.mapping;
    if kind == Some(ImportKind::Customers) {
        let number = Source::Column("customerID".to_owned());
        mapping = [
            ("external_id".to_owned(), number.clone()),
            ("name".to_owned(), number),
        ]
        .into();
    }
    ImportPlan {
        file: id,
        kind: seen.kind,
        sheet: seen.sheet,
        mapping,
        zone: ZoneId(1),
        rupiah_per_unit: RUPIAH,
        date_order: "mdy".to_owned(),
    }
}

async fn make_zone(owner: &PgPool) {
    sqlx::raw_sql("insert into zones (name) values ('Pusat')")
        .execute(owner)
        .await
        .unwrap();
}

/// What the audit trail holds of imported records; the run itself leaves a row of its own.
async fn count_trail(owner: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from audit_rows where record <> 'import_runs'")
        .fetch_one(owner)
        .await
        .unwrap()
}

async fn count_payments(owner: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from payments")
        .fetch_one(owner)
        .await
        .unwrap()
}

async fn insert_customers(owner: &PgPool, count: i64) {
    let names: Vec<String> = (1..=count).map(|at| format!("Pelanggan {at}")).collect();
    let mut tx = owner.begin().await.unwrap();
    sqlx::raw_sql(
        "insert into packages (code, name, down_mbps, up_mbps) values ('P', 'P', 10, 10)",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    for statement in [
        "insert into contacts (name) select name from unnest($1::text[]) with ordinality u (name, ord) order by ord",
        "insert into customers (code, contact_id, name, status, zone_id, external_id)
         select 'AGLS-' || ord, ord, name, 'active', 1, 'OLD-' || ord from unnest($1::text[]) with ordinality u (name, ord)",
        "insert into services (customer_id, package_id, zone_id, status, agreed_price, external_id)
         select ord, 1, 1, 'active', 100000, 'OLD-' || ord from unnest($1::text[]) with ordinality u (name, ord)",
    ] {
        sqlx::query(statement)
            .bind(&names)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn insert_invoices(owner: &PgPool, count: i64, paid: i64) {
    let numbers: Vec<i64> = (1..=count).collect();
    let mut tx = owner.begin().await.unwrap();
    let insert = async |tx: &mut sqlx::PgConnection, statement: &'static str, numbers: &[i64]| {
        sqlx::query(statement)
            .bind(numbers)
            .execute(tx)
            .await
            .unwrap();
    };
    insert(
        &mut tx,
        "insert into invoices (number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total, external_id)
         select 'INV-' || n, 'manual', n % 100 + 1, 1, '2012-01-01', 'issued', '2012-01-06', '2012-02-05', 500000, 500000, 500000, 'OLD-' || n
         from unnest($1::bigint[]) n",
        &numbers,
    )
    .await;
    insert(
        &mut tx,
        "insert into invoice_lines (invoice_id, position, description, unit_price, amount) select n, 1, 'Tagihan ' || n, 500000, 500000
         from unnest($1::bigint[]) n",
        &numbers,
    )
    .await;
    let settled = &numbers[..usize::try_from(paid).unwrap().min(numbers.len())];
    insert(
        &mut tx,
        "insert into payments (number, customer_id, zone_id, amount, method, received_at, external_id)
         select 'PAY-' || n, n % 100 + 1, 1, 500000, 'bank_transfer', '2012-02-03', 'OLD-' || n from unnest($1::bigint[]) n",
        settled,
    )
    .await;
    // As the import does: rows of this very transaction are in no statistics.
    sqlx::raw_sql("set local enable_seqscan = off")
        .execute(&mut *tx)
        .await
        .unwrap();
    insert(
        &mut tx,
        "insert into payment_allocations (payment_id, invoice_id, amount) select n, n, 500000 from unnest($1::bigint[]) n",
        settled,
    )
    .await;
    tx.commit().await.unwrap();
}

/// What payments are for; the time this takes is that of invoices.
async fn insert_bills(owner: &PgPool, count: i64) {
    let mut tx = owner.begin().await.unwrap();
    for statement in [
        "insert into invoices (number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total, external_id)
         select 'BILL-' || n, 'manual', n % 1000 + 1, 1, '2024-01-01', 'issued', '2024-01-01', '2024-01-20', 300000, 300000, 300000, 'BILL-' || n
         from generate_series(1, $1) n",
        "insert into invoice_lines (invoice_id, position, description, unit_price, amount)
         select id, 1, 'Tagihan', 300000, 300000 from invoices where number like 'BILL-%' and $1 > 0",
    ] {
        sqlx::query(statement)
            .bind(count)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn insert_payments(owner: &PgPool, count: i64) {
    let mut tx = owner.begin().await.unwrap();
    // As the import does, or the trigrams of the search are asked for each invoice.
    sqlx::raw_sql("set local enable_bitmapscan = off")
        .execute(&mut *tx)
        .await
        .unwrap();
    for statement in [
        "insert into payments (number, customer_id, zone_id, amount, method, received_at, external_id)
         select 'PAID-' || n, n % 1000 + 1, 1, 300000, 'cash', '2024-01-15', 'PAID-' || n from generate_series(1, $1) n",
        "insert into payment_allocations (payment_id, invoice_id, amount)
         select p.id, i.id, 300000 from payments p join invoices i on i.external_id = replace(p.external_id, 'PAID', 'BILL')
         where p.number like 'PAID-%' and $1 > 0",
    ] {
        sqlx::query(statement)
            .bind(count)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn insert_tickets(owner: &PgPool, count: i64) {
    sqlx::query(
        "insert into tickets (number, kind, category, status, customer_id, zone_id, description, external_id, created_at, closed_at)
         select 'TROUBLE-' || n, 'repair', 'slow', 'closed', n % 1000 + 1, 1, 'Laporan ' || n, 'TROUBLE-' || n, '2024-01-15', '2024-01-16'
         from generate_series(1, $1) n",
    )
    .bind(count)
    .execute(owner)
    .await
    .unwrap();
}

fn print(name: &str, file: &File, waits: &Waits, told: &Value) {
    let median = waits.run.median();
    let baseline = waits.baseline.median();
    let none = |key: &str| told[key].as_i64() == Some(0);
    let unchanged = none("again_created") && none("again_updated") && none("again_trail_rows");
    let adds_up = told["adds_up"].as_bool().unwrap_or(false);
    say(&json!({
        "bench": format!("import_{name}"),
        "data": file.source,
        "rows": told["rows"],
        "created": told["created"],
        "updated": told["updated"],
        "unchanged": told["unchanged"],
        "refused": told["refused"],
        "adds_up": adds_up,
        "runs": waits.run.runs(),
        "median_ms": median,
        "slowest_ms": waits.run.percentile(100),
        "limit_ms": LIMIT_MS,
        "inspect_ms": waits.inspect.median(),
        "trial_ms": waits.trial.median(),
        "baseline_ms": baseline,
        "ratio": ratio(median, baseline),
        "within_limits": median <= LIMIT_MS && adds_up,
    }));
    say(&json!({
        "bench": format!("import_{name}_again"),
        "created": told["again_created"],
        "updated": told["again_updated"],
        "trail_rows": told["again_trail_rows"],
        "median_ms": waits.again.median(),
        "limit_ms": LIMIT_MS,
        "half_trial_ms": waits.half.median(),
        "baseline_ms": median,
        "ratio": ratio(waits.again.median(), median),
        "within_limits": waits.again.median() <= LIMIT_MS && waits.half.median() <= LIMIT_MS && unchanged,
    }));
}
