//! How long a page of a list takes with a hundred thousand customers and a million invoices behind it, as JSON lines.
//!
//! The same question goes through the call path in turn: under a login of the office, which sees all; of a supervisor, who
//! looks after one zone in ten; where he has that page, of a technician; and of the database's owner, whom no row-level
//! security holds up. The owner's time is the baseline, measured between the others' on the same machine at the same moment.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be taken ends with the reason"
)]

#[path = "support/full_size.rs"]
mod full_size;
mod support;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use aglis_core::{answer::answer, context::Cx};
use model::{
    billing::ListInvoices,
    call::Call,
    customers::ListCustomers,
    list::{Cursor, Filter, ListQuery, Op, Sort},
    messages::ListMessages,
    payments::ListPayments,
    registrations::ListRegistrations,
    services::ListServices,
    staff::ListMembers,
    tickets::ListTickets,
    trail::ListTrail,
};
use serde_json::json;
use sqlx::{PgPool, Row as _};

use crate::{
    full_size::{CUSTOMERS, Company, LIMIT_MS},
    support::{
        ask::{ask, bytes_of},
        desk::Desk,
        figures::{Times, ratio, say},
    },
};

/// Questions that have a limit are asked this often.
const RUNS: usize = 101;
/// Others are asked this often, or as often as fits into their time.
const FEWER_RUNS: usize = 21;
/// The time of questions that have no limit, once they were asked [`ENOUGH`] times.
const TIME: Duration = Duration::from_secs(5);
/// The fewest runs that count.
const ENOUGH: usize = 7;
/// Questions before the clock counts.
const WARM_UP: usize = 3;
/// What row-level security may add to the same question without it, in the median.
const LIMIT_RATIO: f64 = 1.1;

/// What the product promises for a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// Nothing.
    None,
    /// An answer in [`LIMIT_MS`].
    Time,
    /// That, and hardly more than without row-level security. Only whoever sees every row asks the owner's question.
    TimeAndRatio,
}

/// Who asks, and how it is called in a line.
type Person<'p> = (&'static str, &'p Cx);

#[tokio::main]
async fn main() {
    let desk = Desk::open().await;
    let company = Company::open(&desk, "lists").await;
    let seconds = company.filled_in.as_secs();
    say(&json!({ "bench": "lists_filled", "customers": CUSTOMERS, "seconds": seconds }));
    let everything = Cx::new(company.owner.clone(), "bench");
    let people = [
        ("owner", &everything),
        ("office", &company.office),
        ("supervisor", &company.supervisor),
        ("technician", &company.technician),
        ("admin", &company.admin),
    ];
    first_pages(&people).await;
    customers(&company.owner, &people[..3]).await;
    others(&people[..3]).await;
    company.close().await;
    desk.close().await;
}

/// The list of customers in every way a page asks for it.
async fn customers(owner: &PgPool, people: &[Person<'_>]) {
    let request = |query: ListQuery| ListCustomers { query };
    let page = opening();
    let middle = ListQuery {
        after: Some(middle(owner).await),
        ..ListQuery::default()
    };
    compare(people, "customers_middle", Promise::None, request(middle)).await;
    for (name, search) in [
        ("search_name", "siti wibowo"),
        ("search_name_of_many", "siti"),
        ("search_code", "AGLS-54321"),
        ("search_phone", "0812-345"),
    ] {
        let query = ListQuery {
            search: search.to_owned(),
            ..page.clone()
        };
        compare(
            people,
            &format!("customers_{name}"),
            Promise::None,
            request(query),
        )
        .await;
    }
    for column in aglis_core::customers::LIST.columns {
        let query = ListQuery {
            filters: vec![filter(column.name)],
            sort: vec![Sort {
                column: column.name.to_owned(),
                descending: false,
            }],
            ..page.clone()
        };
        let name = format!("customers_by_{}", column.name);
        compare(people, &name, Promise::None, request(query)).await;
    }
}

/// Every list as it opens, for each who has the page.
async fn first_pages(people: &[Person<'_>]) {
    let query = opening;
    let company = &people[..3];
    let request = ListCustomers { query: query() };
    compare(company, "customers_first", Promise::TimeAndRatio, request).await;
    let request = ListServices { query: query() };
    compare(company, "services_first", Promise::Time, request).await;
    let request = ListRegistrations { query: query() };
    compare(company, "registrations_first", Promise::Time, request).await;
    let request = ListTickets { query: query() };
    compare(&people[..4], "tickets_first", Promise::Time, request).await;
    let request = ListInvoices { query: query() };
    compare(company, "invoices_first", Promise::Time, request).await;
    let request = ListPayments { query: query() };
    compare(company, "payments_first", Promise::Time, request).await;
    let request = ListMessages { query: query() };
    compare(company, "messages_first", Promise::Time, request).await;
    let request = ListMembers { query: query() };
    compare(company, "staff_first", Promise::Time, request).await;
    let [owner, office, supervisor, _, admin] = people else {
        unreachable!("five people ask");
    };
    let request = ListTrail { query: query() };
    let readers = [*owner, *office, *supervisor, *admin];
    compare(&readers, "audit_first", Promise::Time, request).await;
}

/// What else is asked of other lists: searches, and the number of all rows, which a page does not wait for.
async fn others(people: &[Person<'_>]) {
    let query = ListQuery {
        search: "siti wibowo".to_owned(),
        ..opening()
    };
    let request = ListInvoices {
        query: query.clone(),
    };
    compare(people, "invoices_search_name", Promise::None, request).await;
    let request = ListTickets { query };
    compare(people, "tickets_search_name", Promise::None, request).await;
    let query = ListQuery {
        only_count: true,
        ..ListQuery::default()
    };
    let request = ListInvoices {
        query: query.clone(),
    };
    compare(people, "invoices_count", Promise::None, request).await;
    let request = ListTickets { query };
    compare(people, "tickets_count", Promise::None, request).await;
}

/// What a page asks when it opens.
fn opening() -> ListQuery {
    ListQuery {
        count: true,
        ..ListQuery::default()
    }
}

/// What somebody might look for in a column.
fn filter(column: &str) -> Filter {
    let (op, values): (Op, &[&str]) = match column {
        "code" => (Op::Contains, &["AGLS-54"]),
        "name" => (Op::Contains, &["siti"]),
        "phone" | "other_phone" => (Op::Contains, &["812345"]),
        "status" => (Op::Is, &["suspended"]),
        "package" => (Op::Is, &["Rumah 50"]),
        "kecamatan" => (Op::Is, &["Kecamatan 38", "Kecamatan 40"]),
        "zone" => (Op::Is, &["Wilayah 4"]),
        "outstanding" => (Op::Between, &["100000", ""]),
        "tags" => (Op::Contains, &["vip"]),
        "created_at" => (Op::Between, &["2024-01-01", "2024-06-30"]),
        other => panic!("nobody said what to look for in {other}"),
    };
    Filter {
        column: column.to_owned(),
        op,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

/// Where a page in the middle of the customers begins.
async fn middle(owner: &PgPool) -> Cursor {
    let row = sqlx::query("select name, id from customers order by name, id offset $1 limit 1")
        .bind(CUSTOMERS / 2)
        .fetch_one(owner)
        .await
        .unwrap();
    Cursor {
        values: vec![row.get("name")],
        id: row.get("id"),
    }
}

/// Asks in turn and prints a line for each who asked; the first of `people` is the baseline.
async fn compare<C: Call>(people: &[Person<'_>], name: &str, promise: Promise, request: C) {
    let limited = promise != Promise::None;
    let mut times = vec![Times::default(); people.len()];
    let runs = if limited { RUNS } else { FEWER_RUNS };
    let begun = Instant::now();
    for run in 0..WARM_UP + runs {
        if !limited && run >= WARM_UP + ENOUGH && begun.elapsed() > TIME {
            break;
        }
        for at in 0..people.len() {
            // Nobody always comes first, or always after the same.
            let at = (at + run) % people.len();
            let (_, cx) = people[at];
            let bytes = bytes_of(request.clone());
            let start = Instant::now();
            let answered = answer(cx, C::NAME, &bytes).await;
            if run >= WARM_UP {
                times[at].end(start);
            }
            black_box(answered);
        }
    }
    let baseline = &times[0];
    for ((who, cx), times) in people.iter().zip(&times).skip(1) {
        let reply = ask(cx, request.clone()).await;
        let found = serde_json::to_value(&reply).unwrap();
        let mut line = json!({
            "bench": format!("lists_{name}"),
            "who": who,
            "total": found["total"],
            "is_more": found["is_more"],
            "runs": times.runs(),
            "median_ms": times.median(),
            "p95_ms": times.percentile(95),
            "baseline_ms": baseline.median(),
            "baseline_p95_ms": baseline.percentile(95),
            "ratio": ratio(times.median(), baseline.median()),
        });
        let mut good = times.percentile(95) <= LIMIT_MS;
        if limited {
            line["limit_p95_ms"] = json!(LIMIT_MS);
        }
        if promise == Promise::TimeAndRatio && *who == "office" {
            line["limit_ratio"] = json!(LIMIT_RATIO);
            good &= ratio(times.median(), baseline.median()) <= LIMIT_RATIO;
        }
        if limited {
            line["within_limits"] = json!(good);
        }
        say(&line);
    }
}
