//! What an issued invoice says stays as it is, and money for it goes somewhere.

use sqlx::PgPool;

use crate::arrange::{
    Household, broken, household, id, invoice, number, payment, refusal, run, text,
};
use crate::support::database::TestDb;

/// An issued invoice with one line, written by a person; `columns` and `values` come on top.
fn issue(home: Household, columns: &str, values: &str) -> String {
    let Household {
        zone,
        customer,
        service,
    } = home;
    format!(
        "with i as (insert into invoices (number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal{columns})
           select n, 'monthly', {customer}, {service}, {zone}, '2026-01-01'::date, 'issued', '2026-01-05'::date, '2026-01-15'::date, 400000{values}
           from app.next_numbers('INV', '2026-01-05 12:00+07', 1) n returning id),
         l as (insert into invoice_lines select id, 1, 'Langganan', 1, 400000, 400000 from i)
         select id from i"
    )
}

const PLAIN: [&str; 2] = [", dpp, total", ", 400000, 400000"];
const ISSUED: (&str, &str) = ("AG022", "INVOICE_ISSUED");

async fn refused(pool: &PgPool, statement: &str) -> (String, String) {
    refusal(pool, statement).await
}

fn as_issued((code, message): (&str, &str)) -> (String, String) {
    (code.to_owned(), message.to_owned())
}

#[tokio::test]
async fn the_days_of_an_issued_invoice_do_not_move() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await.pool;
    let bill = id(&siti, &issue(home, PLAIN[0], PLAIN[1])).await;
    let admin = db.staff("admin").await.pool;
    for pool in [&siti, &admin] {
        for change in ["due_on = '2099-01-01'", "issued_on = '2099-01-01'"] {
            let change = format!("update invoices set {change} where id = {bill}");
            assert_eq!(refused(pool, &change).await, as_issued(ISSUED), "{change}");
        }
    }
}

#[tokio::test]
async fn only_the_days_of_an_invoice_of_another_system_move_and_only_while_nothing_is_paid() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await.pool;
    id(&siti, &issue(home, PLAIN[0], PLAIN[1])).await;
    let taken_over = issue(
        home,
        ", dpp, total, external_id",
        ", 400000, 400000, 'LAMA-1'",
    );
    let taken_over = id(&siti, &taken_over.replace("'2026-01-01'", "'2026-02-01'")).await;
    let moved = r#"select app.move_invoices('[{"external_id": "LAMA-1", "issued_on": "2026-01-05", "due_on": "2026-03-01"},
                                             {"external_id": null, "issued_on": "2026-01-05", "due_on": "2026-03-01"}]')"#;
    assert_eq!(number(&siti, moved).await, 1);
    let joko = db.staff("technician").await.pool;
    assert_eq!(refused(&joko, moved).await.0, "42501");
    let paid = payment(&siti, home, 1, "verified").await;
    run(
        &siti,
        &format!("insert into payment_allocations values ({paid}, {taken_over}, 1)"),
    )
    .await;
    assert_eq!(number(&siti, moved).await, 0, "money has come in for it");
}

#[tokio::test]
async fn an_issued_invoice_takes_no_further_line_not_even_one_of_nothing() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await.pool;
    let bill = id(&siti, &issue(home, PLAIN[0], PLAIN[1])).await;
    let line = |bill: i64| {
        format!("insert into invoice_lines values ({bill}, 2, 'Gratis selamanya', 1, 0, 0)")
    };
    assert_eq!(refused(&siti, &line(bill)).await, as_issued(ISSUED));
    // Touching the row first does not make it this transaction's own.
    let mut touched = siti.begin().await.unwrap();
    for statement in ["update invoices set status = status".to_owned(), line(bill)] {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut *touched)
            .await
            .unwrap();
    }
    assert!(touched.commit().await.is_err());

    let draft = issue(home, PLAIN[0], PLAIN[1])
        .replace("'issued'", "'draft'")
        .replace("'2026-01-01'", "'2026-02-01'");
    let draft = id(&siti, &draft).await;
    assert_eq!(run(&siti, &line(draft)).await, 1);
}

#[tokio::test]
async fn tax_is_the_rate_of_its_base_and_no_rate_is_invented() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await.pool;
    let columns = ", dpp, tax_rate, tax_base_num, tax_base_den, ppn, total";
    for (values, culprit) in [
        (", 366667, 12, 11, 12, 0, 400000", "invoices_tax_adds_up"),
        (", 366667, 12, 11, 12, 1, 400001", "invoices_tax_adds_up"),
        (", 0, 12, 11, 12, 44000, 444000", "invoices_tax_adds_up"),
        (", 400000, 0, 1, 1, 44000, 444000", "invoices_tax_adds_up"),
        (", 7, 0, 0, 0, 0, 400000", "invoices_tax_adds_up"),
        (", 40000, 0, 1, 10, 0, 400000", "invoices_tax_adds_up"),
        (", 400000, 5, 1, 1, 20000, 420000", "invoices_tax_known"),
    ] {
        assert_eq!(
            broken(&siti, &issue(home, columns, values)).await,
            culprit,
            "{values}"
        );
    }
    for (month, values) in [
        ("01", ", 366667, 12, 11, 12, 44000, 444000"),
        // A price that holds its tax: what is left without it is the base.
        ("02", ", 400000, 12, 11, 12, 44000, 444000"),
        ("03", ", 400000, 0, 11, 12, 0, 400000"),
    ] {
        let period = format!("'2026-{month}-01'");
        id(
            &siti,
            &issue(home, columns, values).replace("'2026-01-01'", &period),
        )
        .await;
    }
}

#[tokio::test]
async fn a_price_that_holds_its_tax_is_the_total_and_its_parts_make_it_up() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await.pool;
    let columns = ", dpp, tax_rate, tax_base_num, tax_base_den, tax_included, ppn, total";
    for (values, culprit) in [
        (
            ", 330330, 12, 11, 12, true, 39640, 439640",
            "invoices_total_adds_up",
        ),
        (
            ", 366667, 12, 11, 12, true, 44000, 400000",
            "invoices_tax_adds_up",
        ),
        (
            ", 330330, 12, 11, 12, true, 39642, 400000",
            "invoices_tax_adds_up",
        ),
        (
            ", 330330, 12, 11, 12, true, 0, 400000",
            "invoices_tax_adds_up",
        ),
    ] {
        assert_eq!(
            broken(&siti, &issue(home, columns, values)).await,
            culprit,
            "{values}"
        );
    }
    let good = issue(home, columns, ", 330330, 12, 11, 12, true, 39640, 400000");
    let bill = id(&siti, &good).await;
    assert_eq!(
        refused(
            db.owner(),
            &format!("update invoices set tax_included = false, total = 439640 where id = {bill}")
        )
        .await
        .0,
        "23514",
        "and nobody turns it round afterwards"
    );
}

#[tokio::test]
async fn an_invoice_lies_in_the_zone_of_its_connection_whatever_was_asked_for() {
    let db = TestDb::new().await;
    let (here, there) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
    );
    let siti = db.staff("office").await.pool;
    let strayed = Household {
        zone: there.zone,
        ..here
    };
    let bill = id(&siti, &issue(strayed, PLAIN[0], PLAIN[1])).await;
    let zone = format!("select zone_id from invoices where id = {bill}");
    assert_eq!(number(&siti, &zone).await, here.zone);
    let paid = payment(&siti, strayed, 1, "verified").await;
    let zone = format!("select zone_id from payments where id = {paid}");
    assert_eq!(number(&siti, &zone).await, here.zone);
    let foreign = Household {
        service: there.service,
        ..here
    };
    assert_eq!(
        broken(&siti, &issue(foreign, PLAIN[0], PLAIN[1])).await,
        "invoices_service_of_customer"
    );
}

/// Waits until somebody waits for a lock of `username`'s session.
async fn somebody_waits(owner: &PgPool) {
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while number(owner, waiting).await == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn money_for_an_invoice_that_is_voided_at_the_same_moment_is_refused() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let (siti, admin) = (db.staff("office").await.pool, db.staff("admin").await.pool);
    let paid = payment(&siti, home, 100_000, "verified").await;
    let mut voiding = admin.begin().await.unwrap();
    sqlx::query("update invoices set status = 'void', void_reason = 'salah paket'")
        .execute(&mut *voiding)
        .await
        .unwrap();
    let allocate = format!("insert into payment_allocations values ({paid}, {bill}, 100000)");
    let allocating = tokio::spawn(async move {
        sqlx::query(sqlx::AssertSqlSafe(allocate))
            .execute(&siti)
            .await
    });
    somebody_waits(db.owner()).await;
    voiding.commit().await.unwrap();
    let refused = allocating.await.unwrap().unwrap_err().to_string();
    assert!(refused.contains("WRONG_STATE"), "{refused}");
    assert_eq!(
        number(db.owner(), "select balance from customers").await,
        100_000,
        "the money is the customer's"
    );
}

#[tokio::test]
async fn a_proof_whose_invoice_was_voided_becomes_credit_that_another_invoice_can_take() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let siti = db.staff("office").await.pool;
    let proof = payment(&siti, home, 100_000, "pending").await;
    let allocate =
        |bill: i64| format!("insert into payment_allocations values ({proof}, {bill}, 100000)");
    run(&siti, &allocate(bill)).await;
    run(
        &db.staff("admin").await.pool,
        "update invoices set status = 'void', void_reason = 'salah paket'",
    )
    .await;
    run(&siti, "update payments set status = 'verified'").await;
    let customer = "select concat_ws(' ', outstanding, balance) from customers";
    assert_eq!(text(&siti, customer).await, "0 100000");
    let next = invoice(&db, home, 100_000, "2026-02-01").await;
    run(&siti, &allocate(next)).await;
    assert_eq!(text(&siti, customer).await, "0 0");
}
