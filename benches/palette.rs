//! How long the palette takes to find something in a company of full size, as JSON lines.
//!
//! What a person types goes through the call path in turn under a login of the office, a supervisor and a technician. The
//! baseline is measured between them: one plain statement of the database's owner that finds the same kind of record.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be taken ends with the reason"
)]

#[path = "support/full_size.rs"]
mod full_size;
mod support;

use std::{hint::black_box, time::Instant};

use aglis_core::answer::answer;
use model::{call::Call as _, palette::Find};
use serde_json::json;
use sqlx::PgPool;

use crate::{
    full_size::{CUSTOMERS, Company, LIMIT_MS},
    support::{
        ask::{ask, bytes_of},
        desk::Desk,
        figures::{Times, ratio, say},
    },
};

/// Each text is searched for this often.
const RUNS: usize = 101;
/// Searches before the clock counts.
const WARM_UP: usize = 3;

const NAME: &str = "select id from customers where name ilike $1 limit 6";
const LIKENESS: &str = "select id from customers where name % $1 limit 6";
const ADDRESS: &str =
    "select id from services where street || ' ' || kelurahan || ' ' || kecamatan ilike $1 limit 6";
const PHONE: &str = "select id from contacts where phone like $1 limit 6";
const TICKET: &str = "select id from tickets where number = $1";
const INVOICE: &str = "select id from invoices where number = $1";
const CUSTOMER: &str = "select id from customers where code = $1";

/// What a person types; the plain statement, and what it looks for.
const SEARCHES: [(&str, &str, &str, &str); 14] = [
    ("name", "siti wibowo", NAME, "%siti wibowo%"),
    ("name_of_many", "siti", NAME, "%siti%"),
    (
        "name_with_a_slip",
        "Kartkia Nasution",
        LIKENESS,
        "Kartkia Nasution",
    ),
    ("people", "@sari", NAME, "%sari%"),
    ("address", "melati no. 12", ADDRESS, "%melati no. 12%"),
    ("district", "sukajadi 12", ADDRESS, "%sukajadi 12%"),
    ("phone", "0812-3456", PHONE, "%8123456%"),
    ("phone_of_many", "81234", PHONE, "%81234%"),
    ("ticket", "TKT-202510-00012", TICKET, "TKT-202510-00012"),
    ("invoice", "inv 2510-123", INVOICE, "INV-202510-00123"),
    ("number", "#4321", INVOICE, "INV-202510-04321"),
    ("customer", "AGLS-54321", CUSTOMER, "AGLS-54321"),
    ("nothing", "qzxv jkwq", NAME, "%qzxv jkwq%"),
    (
        "nothing_long",
        "rumah di dekat masjid agung bandung",
        NAME,
        "%masjid agung%",
    ),
];

#[tokio::main]
async fn main() {
    let desk = Desk::open().await;
    let company = Company::open(&desk, "palette").await;
    let seconds = company.filled_in.as_secs();
    say(&json!({ "bench": "palette_filled", "customers": CUSTOMERS, "seconds": seconds }));
    for (name, text, plain, value) in SEARCHES {
        search(&company, name, text, plain, value).await;
    }
    company.close().await;
    desk.close().await;
}

async fn search(company: &Company, name: &str, text: &str, plain: &'static str, value: &str) {
    let people = [
        ("office", &company.office),
        ("supervisor", &company.supervisor),
        ("technician", &company.technician),
    ];
    let mut times = vec![Times::default(); people.len()];
    let mut baseline = Times::default();
    let request = Find {
        text: text.to_owned(),
    };
    for run in 0..WARM_UP + RUNS {
        let start = Instant::now();
        ask_plainly(&company.owner, plain, value).await;
        if run >= WARM_UP {
            baseline.end(start);
        }
        for at in 0..people.len() {
            // Nobody always comes first, or always after the same.
            let at = (at + run) % people.len();
            let (_, cx) = people[at];
            let bytes = bytes_of(request.clone());
            let start = Instant::now();
            let answered = answer(cx, Find::NAME, &bytes).await;
            if run >= WARM_UP {
                times[at].end(start);
            }
            black_box(answered);
        }
    }
    for ((who, cx), times) in people.iter().zip(&times) {
        let hits = ask(cx, request.clone()).await.len();
        say(&json!({
            "bench": format!("palette_{name}"),
            "who": who,
            "hits": hits,
            "runs": times.runs(),
            "median_ms": times.median(),
            "p95_ms": times.percentile(95),
            "baseline_ms": baseline.median(),
            "ratio": ratio(times.median(), baseline.median()),
            "limit_p95_ms": LIMIT_MS,
            "within_limits": times.percentile(95) <= LIMIT_MS,
        }));
    }
}

async fn ask_plainly(owner: &PgPool, plain: &'static str, value: &str) {
    black_box(
        sqlx::query(plain)
            .bind(value)
            .fetch_all(owner)
            .await
            .unwrap(),
    );
}
