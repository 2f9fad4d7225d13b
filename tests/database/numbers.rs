//! Numbers of documents: given by the counter, used by whom they were given to, and never twice.

use crate::arrange::{Household, household, number, refusal, run, text};
use crate::support::database::TestDb;

/// A draft that takes its number from this expression.
fn draft(home: Household, number: &str) -> String {
    let Household { zone, customer, .. } = home;
    format!(
        "insert into invoices (number, kind, customer_id, zone_id, period, subtotal, dpp, total)
         select n, 'manual', {customer}, {zone}, '2026-01-01', 0, 0, 0 from {number} n returning number"
    )
}

const NEXT: &str = "app.next_numbers('INV', '2026-01-31 16:59:59Z', 1)";

#[tokio::test]
async fn a_number_written_ahead_of_its_time_is_refused_and_later_documents_get_theirs() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await.pool;
    assert_eq!(
        text(&siti, &draft(home, NEXT)).await,
        "INV-202601-00001",
        "the number that was given"
    );
    let zone = home.zone;
    let customer = home.customer;
    for forged in [
        draft(home, "(values ('INV-202601-00002'))"),
        draft(home, "app.next_numbers('TKT', now(), 1)"),
        format!(
            "insert into tickets (number, kind, zone_id) values ('TKT-202601-00001', 'repair', {zone})"
        ),
        format!(
            "insert into payments (number, customer_id, zone_id, amount, method, received_at, recorded_by)
             values ('PAY-202601-00001', {customer}, {zone}, 1, 'cash', now(), app.staff_id())"
        ),
        "insert into customers (code, contact_id, name, zone_id) select 'AGLS-10002', contact_id, name, zone_id from customers".to_owned(),
        format!(
            "insert into registrations (number, name, phone, zone_id, package_id)
             select 'REG-202601-00001', 'Budi', '+6281234567890', {zone}, min(id) from packages"
        ),
    ] {
        assert_eq!(
            refusal(&siti, &forged).await,
            ("AG021".to_owned(), "NUMBER_STRANGE".to_owned()),
            "{forged}"
        );
    }
    assert_eq!(text(&siti, &draft(home, NEXT)).await, "INV-202601-00002");
}

#[tokio::test]
async fn a_number_that_was_taken_must_be_used_so_that_a_month_has_no_gaps() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await.pool;
    assert_eq!(
        refusal(&siti, &format!("select {NEXT}")).await,
        ("AG021".to_owned(), "NUMBER_UNUSED".to_owned())
    );
    let mut given_back = siti.begin().await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("select {NEXT}")))
        .execute(&mut *given_back)
        .await
        .unwrap();
    given_back.rollback().await.unwrap();
    let next = draft(home, NEXT);
    let taken = futures_util::future::join_all((0..20).map(|_| text(&siti, &next))).await;
    let mut taken: Vec<String> = taken.into_iter().collect();
    taken.sort();
    let wanted: Vec<String> = (1..=20)
        .map(|place| format!("INV-202601-{place:05}"))
        .collect();
    assert_eq!(taken, wanted);
    assert_eq!(
        number(db.owner(), "select count(*) from numbers_taken").await,
        0,
        "nothing is left over"
    );
}

#[tokio::test]
async fn the_hundred_thousandth_document_of_a_month_has_a_number_of_its_own() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into number_counters values ('INV', '202601', 99998)",
    )
    .await;
    let given = "select string_agg(n, ' ') from app.next_numbers('INV', '2026-01-15 12:00Z', 4) n";
    assert_eq!(
        text(db.owner(), given).await,
        "INV-202601-99999 INV-202601-100000 INV-202601-100001 INV-202601-100002"
    );
}

#[tokio::test]
async fn the_month_of_a_number_turns_at_midnight_in_the_business_zone() {
    let db = TestDb::new().await;
    let (before, after) = (
        "select app.next_numbers('INV', '2026-01-31 16:59:59Z', 1)",
        "select app.next_numbers('INV', '2026-01-31 17:00:00Z', 1)",
    );
    assert_eq!(text(db.owner(), before).await, "INV-202601-00001");
    assert_eq!(text(db.owner(), after).await, "INV-202602-00001");
    assert_eq!(
        number(
            db.owner(),
            "select count(distinct n) from app.next_numbers('PAY', now(), 5000) n"
        )
        .await,
        5000
    );
    assert_eq!(
        refusal(db.owner(), "select app.next_numbers('X', now(), 1)")
            .await
            .0,
        "22023"
    );
}
