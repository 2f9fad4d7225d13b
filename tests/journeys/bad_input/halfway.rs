//! Imports that end halfway: at a limit of the database, at somebody else's row, at a lost connection.

use std::time::Duration;

use model::imports::{ImportKind, ImportPlan, RunImport, Source};
use uuid::Uuid;

use super::{
    desk::{Desk, refused},
    files::{CUSTOMERS, names, plan, run},
};
use crate::ask::{ask, ask_as};

/// Enough rows for several statements, of which the last ones make a customer owe more than can be counted.
#[tokio::test]
async fn rows_that_break_a_limit_of_the_database_in_the_middle_leave_nothing() {
    let desk = Desk::office().await;
    run(&desk, CUSTOMERS).await;
    let rows: String = (0..9_300)
        .map(|n| format!("T-{n},A-1,2026-01-02,2026-01-20,1000000000000000\n"))
        .collect();
    let text = format!("nomor,pelanggan,terbit,tempo,jumlah\n{rows}");
    let mut plan = plan(&desk, text.as_bytes());
    plan.kind = ImportKind::Invoices;
    plan.mapping = [
        ("external_id", "nomor"),
        ("customer", "pelanggan"),
        ("issued_on", "terbit"),
        ("due_on", "tempo"),
        ("amount", "jumlah"),
    ]
    .map(|(field, head)| (field.to_owned(), Source::Column(head.to_owned())))
    .into();
    desk.refuses(RunImport { plan }, "AMOUNT_TOO_LARGE").await;
    assert_eq!(desk.number("select count(*) from invoices").await, 0);
}

/// A thousand million for each payment, and what invoices and customers got of it.
const BOOKS: &str = "select ((select count(*) from payments) * 1000000000 + (select sum(paid) from invoices) + (select sum(balance) from customers))::bigint";

/// What a run makes: customers and the run itself.
async fn come_in(desk: &Desk) -> (i64, i64) {
    (
        desk.number("select count(*) from customers").await,
        desk.number("select count(*) from import_runs").await,
    )
}

/// Waits until the import of this desk waits for a lock, and answers its backend.
async fn waiting(desk: &Desk) -> i32 {
    let asked = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and usename like 'office.%'";
    let found = async {
        loop {
            let found = sqlx::query_scalar(asked).fetch_optional(desk.db.owner());
            if let Some(pid) = found.await.unwrap() {
                return pid;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), found)
        .await
        .expect("the import reaches the lock")
}

async fn cut(desk: &Desk, pid: i32) {
    sqlx::query("select pg_terminate_backend($1, 10000)")
        .bind(pid)
        .execute(desk.db.owner())
        .await
        .unwrap();
}

/// A file whose rows all make a customer with a service.
fn with_services(desk: &Desk) -> ImportPlan {
    let mut plan = plan(desk, CUSTOMERS.as_bytes());
    let package = Source::Fixed("Paket HS50".to_owned());
    plan.mapping.insert("package".to_owned(), package);
    plan
}

#[tokio::test]
async fn what_somebody_else_changes_meanwhile_stays_unless_the_file_says_otherwise() {
    let desk = Desk::office().await;
    run(&desk, CUSTOMERS).await;
    let text = CUSTOMERS.replace("081234567890", "081299999999");
    let request = RunImport {
        plan: plan(&desk, text.as_bytes()),
    };
    let mut other = desk.db.owner().begin().await.unwrap();
    for change in [
        "update contacts set email = 'budi@contoh.id' where name = 'Budi Santoso'",
        "update customers set tags = '{penting}' where external_id = 'A-1'",
    ] {
        sqlx::query(change).execute(&mut *other).await.unwrap();
    }
    let (outcome, ()) = tokio::join!(ask(&desk.cx, request), async {
        waiting(&desk).await;
        other.commit().await.unwrap();
    });
    assert_eq!(outcome.unwrap().updated, 1);
    let both = "select count(*) from customers c join contacts k on k.id = c.contact_id
                where k.phone = '+6281299999999' and k.email = 'budi@contoh.id' and c.tags = '{penting}'";
    assert_eq!(desk.number(both).await, 1);
}

#[tokio::test]
async fn a_row_that_somebody_else_adds_meanwhile_refuses_the_run_and_the_same_key_completes_it() {
    let desk = Desk::office().await;
    let request = RunImport {
        plan: plan(&desk, CUSTOMERS.as_bytes()),
    };
    let mut other = desk.db.owner().begin().await.unwrap();
    sqlx::query(
        "with k as (insert into contacts (name) values ('Siti R.') returning id)
         insert into customers (code, contact_id, name, zone_id, external_id) select 'AGLS-1', id, 'Siti R.', $1, 'A-2' from k",
    )
    .bind(desk.zone)
    .execute(&mut *other)
    .await
    .unwrap();
    let key = Uuid::now_v7();
    let (outcome, ()) = tokio::join!(ask_as(&desk.cx, key, request.clone()), async {
        waiting(&desk).await;
        other.commit().await.unwrap();
    });
    refused(outcome, "TAKEN");
    assert_eq!(come_in(&desk).await, (1, 0), "only what the other added");
    let result = ask_as(&desk.cx, key, request).await.unwrap();
    assert_eq!((result.created, result.updated), (1, 1));
    assert_eq!(names(&desk).await, ["Budi Santoso", "Siti Rahma"]);
}

#[tokio::test]
async fn an_import_that_is_cut_off_once_completes_by_itself() {
    let desk = Desk::office().await;
    let request = RunImport {
        plan: with_services(&desk),
    };
    let mut other = desk.db.owner().begin().await.unwrap();
    sqlx::query("lock table services in share mode")
        .execute(&mut *other)
        .await
        .unwrap();
    let (outcome, ()) = tokio::join!(ask(&desk.cx, request), async {
        let pid = waiting(&desk).await;
        cut(&desk, pid).await;
        other.rollback().await.unwrap();
    });
    assert_eq!(outcome.unwrap().created, 2);
    assert_eq!(come_in(&desk).await, (2, 1));
}

#[tokio::test]
async fn an_import_that_is_cut_off_for_good_leaves_nothing_and_the_same_key_completes_it() {
    let desk = Desk::office().await;
    let request = RunImport {
        plan: with_services(&desk),
    };
    let before = desk.traces().await;
    let mut other = desk.db.owner().begin().await.unwrap();
    sqlx::query("lock table services in share mode")
        .execute(&mut *other)
        .await
        .unwrap();
    let key = Uuid::now_v7();
    let (outcome, ()) = tokio::join!(ask_as(&desk.cx, key, request.clone()), async {
        // Customers are written by now; their services wait. The program tries once more by itself.
        let first = waiting(&desk).await;
        cut(&desk, first).await;
        let second = waiting(&desk).await;
        assert_ne!(first, second);
        cut(&desk, second).await;
    });
    refused(outcome, "Offline");
    assert_eq!(come_in(&desk).await, (0, 0));
    assert_eq!(desk.traces().await, before);
    other.rollback().await.unwrap();
    let result = ask_as(&desk.cx, key, request.clone()).await.unwrap();
    assert_eq!(result.created, 2);
    assert_eq!(ask_as(&desk.cx, key, request).await.unwrap(), result);
    assert_eq!(come_in(&desk).await, (2, 1));
}

#[tokio::test]
async fn money_that_is_cut_off_halfway_is_neither_paid_nor_credit_and_the_same_key_completes_it() {
    let desk = Desk::office().await;
    run(&desk, CUSTOMERS).await;
    let with = |kind, text: &str, fields: &[(&str, &str)]| ImportPlan {
        kind,
        mapping: fields
            .iter()
            .map(|(field, head)| ((*field).to_owned(), Source::Column((*head).to_owned())))
            .collect(),
        ..plan(&desk, text.as_bytes())
    };
    let invoices = with(
        ImportKind::Invoices,
        "nomor,pelanggan,terbit,tempo,jumlah\nF-1,A-1,2025-01-02,2025-01-20,250000\n",
        &[
            ("external_id", "nomor"),
            ("customer", "pelanggan"),
            ("issued_on", "terbit"),
            ("due_on", "tempo"),
            ("amount", "jumlah"),
        ],
    );
    ask(&desk.cx, RunImport { plan: invoices }).await.unwrap();
    let request = RunImport {
        plan: with(
            ImportKind::Payments,
            "kwitansi,pelanggan,tanggal,jumlah\nK-1,A-1,2025-01-05,300000\n",
            &[
                ("external_id", "kwitansi"),
                ("customer", "pelanggan"),
                ("received_at", "tanggal"),
                ("amount", "jumlah"),
            ],
        ),
    };
    let mut other = desk.db.owner().begin().await.unwrap();
    sqlx::query("lock table payment_allocations in share mode")
        .execute(&mut *other)
        .await
        .unwrap();
    let key = Uuid::now_v7();
    let (outcome, ()) = tokio::join!(ask_as(&desk.cx, key, request.clone()), async {
        // The payment is written by now and waits for its invoice. The program tries once more by itself.
        for _ in 0..2 {
            let pid = waiting(&desk).await;
            cut(&desk, pid).await;
        }
    });
    refused(outcome, "Offline");
    assert_eq!(desk.number(BOOKS).await, 0);
    other.rollback().await.unwrap();
    let result = ask_as(&desk.cx, key, request).await.unwrap();
    assert_eq!(result.created, 1);
    assert_eq!(desk.number(BOOKS).await, 1_000_300_000);
}
