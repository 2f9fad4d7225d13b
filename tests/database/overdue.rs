//! Open invoices become overdue on the day after their due day, and stay so until they are paid.

use aglis_core::queue::rounds;
use sqlx::AssertSqlSafe;

use crate::arrange::{
    Household, household, id, invoice, number, payment, refusal, refused, run, text, ticket,
};
use crate::support::database::{PASSWORD, Person, TestDb, VERIFIER};

const LOOK: &str = "select app.mark_overdue()";
const STATES: &str = "select string_agg(status, ' ' order by id) from invoices";

fn look_at(instant: &str) -> String {
    format!("select app.mark_overdue_at('{instant}')")
}

async fn due(db: &TestDb, invoice: i64, day: &str) {
    let moved = format!("update invoices set due_on = {day} where id = {invoice}");
    run(db.owner(), &moved).await;
}

async fn pay(db: &TestDb, home: Household, invoice: i64, rupiah: i64) -> i64 {
    let paid = payment(db.owner(), home, rupiah, "verified").await;
    let given = format!("insert into payment_allocations values ({paid}, {invoice}, {rupiah})");
    run(db.owner(), &given).await;
    paid
}

#[tokio::test]
async fn office_and_admin_ask_for_it_and_nobody_names_the_moment() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    for (role, period) in [("office", "2026-01-01"), ("admin", "2026-02-01")] {
        invoice(&db, home, 100_000, period).await;
        let person = db.staff(role).await;
        assert_eq!(number(&person.pool, LOOK).await, 1, "{role}");
        assert_eq!(
            refused(&person.pool, &look_at("2099-01-01Z")).await,
            "42501"
        );
    }
    for role in ["supervisor", "technician"] {
        let person = db.staff(role).await;
        assert_eq!(refused(&person.pool, LOOK).await, "42501", "{role}");
    }
    let (siti, admin) = (db.staff("office").await, db.staff("admin").await);
    let mut open = siti.pool.acquire().await.unwrap();
    run(
        &admin.pool,
        &format!("select app.disable_staff({})", siti.id),
    )
    .await;
    let late = sqlx::query(LOOK).execute(&mut *open).await;
    assert!(late.is_err(), "who left is nobody");
}

#[tokio::test]
async fn the_day_turns_at_midnight_in_jakarta() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    due(&db, bill, "'2026-01-31'").await;
    for (instant, marked, state) in [
        ("2026-01-31 16:59:59Z", 0, "issued"),
        ("2026-01-31 17:00:00Z", 1, "overdue"),
        ("2026-01-31 17:00:01Z", 0, "overdue"),
    ] {
        assert_eq!(
            number(db.owner(), &look_at(instant)).await,
            marked,
            "{instant}"
        );
        assert_eq!(text(db.owner(), STATES).await, state, "{instant}");
    }
}

#[tokio::test]
async fn only_what_is_open_and_late_moves_and_the_second_look_finds_nothing() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let owner = db.owner();
    let mut bills = Vec::new();
    for (month, rupiah) in [100_000, 100_000, 100_000, 100_000, 100_000, 0]
        .into_iter()
        .enumerate()
    {
        bills.push(invoice(&db, home, rupiah, &format!("2026-0{}-01", month + 1)).await);
    }
    let (part, paid, void, today) = (bills[1], bills[2], bills[3], bills[4]);
    pay(&db, home, part, 40_000).await;
    pay(&db, home, paid, 100_000).await;
    let withdrawn = "update invoices set status = 'void', void_reason = 'salah paket' where id =";
    run(owner, &format!("{withdrawn} {void}")).await;
    due(&db, today, "app.business_day(clock_timestamp())").await;
    let siti = db.staff("office").await.pool;
    assert_eq!(number(&siti, LOOK).await, 2);
    let after = "overdue overdue paid void issued issued";
    assert_eq!(text(&siti, STATES).await, after);
    assert_eq!(number(&siti, LOOK).await, 0);
    assert_eq!(text(&siti, STATES).await, after);
    let trail = "select count(*) from audit_rows where record = 'invoices' and after ->> 'status' = 'overdue'";
    assert_eq!(number(owner, trail).await, 2);
    let owed = "select outstanding from customers";
    assert_eq!(
        number(owner, owed).await,
        260_000,
        "late money is owed as before"
    );
}

#[tokio::test]
async fn a_part_payment_leaves_an_invoice_overdue_and_the_rest_makes_it_paid() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let siti = db.staff("office").await.pool;
    run(&siti, LOOK).await;
    let first = pay(&db, home, bill, 40_000).await;
    assert_eq!(text(&siti, STATES).await, "overdue");
    let admin = db.staff("admin").await.pool;
    let void = format!(
        "update invoices set status = 'void', void_reason = 'salah paket' where id = {bill}"
    );
    assert_eq!(refusal(&admin, &void).await.0, "23514", "money is on it");
    let second = pay(&db, home, bill, 60_000).await;
    assert_eq!(text(&siti, STATES).await, "paid");
    let back = |payment: i64| {
        format!(
            "update payments set status = 'rejected', reason = 'transfer ditarik' where id = {payment}"
        )
    };
    run(&admin, &back(second)).await;
    assert_eq!(text(&siti, STATES).await, "partial");
    run(&siti, LOOK).await;
    assert_eq!(text(&siti, STATES).await, "overdue");
    run(&admin, &back(first)).await;
    assert_eq!(text(&siti, STATES).await, "overdue");
}

#[tokio::test]
async fn an_invoice_that_is_due_later_now_is_no_longer_overdue() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let (one, other) = (
        invoice(&db, home, 100_000, "2026-01-01").await,
        invoice(&db, home, 100_000, "2026-02-01").await,
    );
    pay(&db, home, other, 40_000).await;
    run(db.owner(), LOOK).await;
    for bill in [one, other] {
        due(&db, bill, "app.business_day(clock_timestamp())").await;
    }
    let siti = db.staff("office").await.pool;
    assert_eq!(number(&siti, LOOK).await, 2);
    assert_eq!(text(&siti, STATES).await, "issued partial");
}

#[tokio::test]
async fn many_late_invoices_are_marked_in_turns_until_nothing_changes() {
    let db = TestDb::new().await;
    let Household { zone, customer, .. } = household(&db, "Utara").await;
    let many = format!(
        "with i as (insert into invoices (number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total)
           select 'L-' || g, 'manual', {customer}, {zone}, '2012-01-01', 'issued', '2012-01-01', '2012-01-11', 1, 1, 1 from generate_series(1, 2005) g
           returning id)
         insert into invoice_lines select id, 1, 'Langganan', 1, 1, 1 from i"
    );
    run(db.owner(), &many).await;
    let siti = db.staff("office").await.pool;
    for marked in [2_000, 5, 0] {
        assert_eq!(number(&siti, LOOK).await, marked);
    }
}

#[tokio::test]
async fn two_desktops_at_once_mark_each_invoice_once() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    for month in 1..=6 {
        invoice(&db, home, 100_000, &format!("2026-0{month}-01")).await;
    }
    let siti = db.staff("office").await.pool;
    let mut first = siti.begin().await.unwrap();
    let marked: i64 = sqlx::query_scalar(LOOK)
        .fetch_one(&mut *first)
        .await
        .unwrap();
    // The first has not committed: the second does not wait for it.
    assert_eq!((marked, number(&siti, LOOK).await), (6, 0));
    first.commit().await.unwrap();
    assert_eq!(number(&siti, LOOK).await, 0);
    let versions = "select count(*) from invoices where version = 2 and status = 'overdue'";
    assert_eq!(number(&siti, versions).await, 6);
}

#[tokio::test]
async fn an_invoice_that_somebody_works_with_is_left_to_the_next_look() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    invoice(&db, home, 100_000, "2026-02-01").await;
    let siti = db.staff("office").await.pool;
    let mut paying = siti.begin().await.unwrap();
    let lock = format!("select from invoices where id = {bill} for update");
    sqlx::query(AssertSqlSafe(lock))
        .execute(&mut *paying)
        .await
        .unwrap();
    assert_eq!(number(&siti, LOOK).await, 1);
    paying.rollback().await.unwrap();
    assert_eq!(number(&siti, LOOK).await, 1);
}

#[tokio::test]
async fn many_payments_at_once_settle_each_invoice_with_its_own() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let (one, other) = (
        invoice(&db, home, 100_000, "2026-01-01").await,
        invoice(&db, home, 50_000, "2026-02-01").await,
    );
    let (first, second) = (
        payment(db.owner(), home, 90_000, "verified").await,
        payment(db.owner(), home, 60_000, "pending").await,
    );
    let given = format!(
        "insert into payment_allocations values ({first}, {one}, 40000), ({first}, {other}, 50000), ({second}, {one}, 60000)"
    );
    run(db.owner(), &given).await;
    let paid = "select string_agg(status || ' ' || paid, ', ' order by id) from invoices";
    assert_eq!(text(db.owner(), paid).await, "partial 40000, paid 50000");
    assert_eq!(
        id(db.owner(), "select outstanding from customers").await,
        60_000
    );
}

#[tokio::test]
async fn a_machine_that_sends_marks_what_is_late_at_night() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    invoice(&db, home, 100_000, "2026-01-01").await;
    let late = ticket(&db, home, None).await;
    run(
        db.owner(),
        &format!("update tickets set started_at = now() - interval '90 days', priority = 'high' where id = {late}"),
    )
    .await;
    run(db.owner(), "update tickets set breached_at = null").await;
    let admin = db.staff("admin").await;
    let login = worker(&db, &admin).await;
    let options = db.options(&login, PASSWORD);
    let marked = rounds::look(&options, "server-kantor").await.unwrap();
    assert_eq!((marked.tickets, marked.invoices), (1, 1));
    assert_eq!(text(db.owner(), STATES).await, "overdue");
    let told = "select count(*) from timeline where event = 'sla_breached'";
    assert_eq!(number(db.owner(), told).await, 1);
    let by = "select b.device || ' ' || b.login from audit_batches b join audit_rows r on r.batch_id = b.id
              where r.record = 'invoices' and r.action = 'update' order by b.id desc limit 1";
    assert_eq!(text(db.owner(), by).await, format!("server-kantor {login}"));
    let again = rounds::look(&options, "server-kantor").await.unwrap();
    assert_eq!((again.tickets, again.invoices), (0, 0));

    // It learns how many, and nothing of them.
    let pool = sqlx::PgPool::connect_with(options.clone()).await.unwrap();
    for asked in ["select id from tickets", "select id from invoices", LOOK] {
        assert_eq!(refused(&pool, asked).await, "42501", "{asked}");
    }
    assert_eq!(
        refused(&admin.pool, "select app.mark_late()").await,
        "42501",
        "people look as people"
    );
    run(db.owner(), "update workers set enabled = false").await;
    assert_eq!(
        refused(&pool, "select app.mark_late()").await,
        "42501",
        "a machine that was dismissed"
    );
}

/// Enrols a machine; answers its login.
async fn worker(db: &TestDb, admin: &Person) -> String {
    let login: String = sqlx::query_scalar("select login from app.enrol_worker('server', $1)")
        .bind(VERIFIER)
        .fetch_one(&admin.pool)
        .await
        .unwrap();
    db.forget_later(&login);
    login
}
