//! Money adds up whoever writes it, also two at once.

use crate::arrange::{broken, household, invoice, number, payment, refusal, refused, run, text};
use crate::support::database::TestDb;

fn allocate(payment: i64, invoice: i64, rupiah: i64) -> String {
    format!("insert into payment_allocations values ({payment}, {invoice}, {rupiah})")
}

const INVOICE: &str = "select status || ' ' || paid from invoices";
const CUSTOMER: &str = "select concat_ws(' ', outstanding, balance) from customers";

#[tokio::test]
async fn payments_move_an_invoice_from_issued_to_paid_and_a_reversal_moves_it_back() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let siti = db.staff("office").await.pool;
    let first = payment(&siti, home, 40_000, "verified").await;
    run(&siti, &allocate(first, bill, 40_000)).await;
    assert_eq!(
        (text(&siti, INVOICE).await, text(&siti, CUSTOMER).await),
        ("partial 40000".into(), "60000 0".into())
    );
    let second = payment(&siti, home, 60_000, "verified").await;
    run(&siti, &allocate(second, bill, 60_000)).await;
    assert_eq!(
        (text(&siti, INVOICE).await, text(&siti, CUSTOMER).await),
        ("paid 100000".into(), "0 0".into())
    );

    let reverse = format!(
        "update payments set status = 'rejected', reason = 'transfer ditarik' where id = {second}"
    );
    assert_eq!(
        refusal(&siti, &reverse).await.1,
        "WRONG_STATE",
        "taking money back is for admins"
    );
    let admin = db.staff("admin").await.pool;
    assert_eq!(
        broken(
            &admin,
            &format!("update payments set status = 'rejected' where id = {second}")
        )
        .await,
        "payments_reason_given"
    );
    run(&admin, &reverse).await;
    assert_eq!(
        (text(&siti, INVOICE).await, text(&siti, CUSTOMER).await),
        ("partial 40000".into(), "60000 0".into())
    );
}

#[tokio::test]
async fn a_proof_counts_only_when_it_is_verified() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let siti = db.staff("office").await.pool;
    let proof = payment(&siti, home, 100_000, "pending").await;
    run(&siti, &allocate(proof, bill, 100_000)).await;
    assert_eq!(text(&siti, INVOICE).await, "issued 0");
    run(
        &siti,
        &format!("update payments set status = 'verified' where id = {proof}"),
    )
    .await;
    assert_eq!(
        (text(&siti, INVOICE).await, text(&siti, CUSTOMER).await),
        ("paid 100000".into(), "0 0".into())
    );
}

#[tokio::test]
async fn what_no_invoice_takes_is_credit() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let siti = db.staff("office").await.pool;
    let paid = payment(&siti, home, 150_000, "verified").await;
    run(&siti, &allocate(paid, bill, 100_000)).await;
    assert_eq!(text(&siti, CUSTOMER).await, "0 50000");
    let next = invoice(&db, home, 30_000, "2026-02-01").await;
    run(&siti, &allocate(paid, next, 30_000)).await;
    assert_eq!(text(&siti, CUSTOMER).await, "0 20000");
    assert_eq!(
        number(&siti, "select version::bigint from customers").await,
        1,
        "nobody's open form becomes stale by it"
    );
}

#[tokio::test]
async fn nothing_is_paid_twice_or_above_what_came_in() {
    let db = TestDb::new().await;
    let (home, other) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
    );
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let siti = db.staff("office").await.pool;
    let over = ("AG003".to_owned(), "PAY_OVER".to_owned());
    let small = payment(&siti, home, 50_000, "verified").await;
    assert_eq!(
        refusal(&siti, &allocate(small, bill, 50_001)).await,
        over,
        "more than the payment"
    );
    let large = payment(&siti, home, 200_000, "verified").await;
    assert_eq!(
        refusal(&siti, &allocate(large, bill, 100_001)).await,
        over,
        "more than the invoice"
    );
    assert_eq!(
        broken(&siti, &allocate(large, bill, 0)).await,
        "payment_allocations_positive"
    );
    let theirs = payment(&siti, other, 100_000, "verified").await;
    assert_eq!(
        refusal(&siti, &allocate(theirs, bill, 100_000)).await.1,
        "WRONG_STATE",
        "another customer's money"
    );
    for change in [
        "update invoices set paid = 100000",
        "update invoices set total = 1",
        "update customers set outstanding = 0",
        "update payments set amount = 1",
        "update payment_allocations set amount = 1",
        "delete from payments",
    ] {
        assert_eq!(refused(&siti, change).await, "42501", "{change}");
    }
}

#[tokio::test]
async fn two_allocations_of_one_payment_at_once_take_turns() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let january = invoice(&db, home, 100_000, "2026-01-01").await;
    let february = invoice(&db, home, 100_000, "2026-02-01").await;
    let siti = db.staff("office").await.pool;
    for _ in 0..5 {
        let paid = payment(&siti, home, 15_000, "verified").await;
        let (one, two) = (
            allocate(paid, january, 10_000),
            allocate(paid, february, 10_000),
        );
        let done = tokio::join!(
            sqlx::query(sqlx::AssertSqlSafe(one)).execute(&siti),
            sqlx::query(sqlx::AssertSqlSafe(two)).execute(&siti)
        );
        assert!(
            done.0.is_ok() != done.1.is_ok(),
            "exactly one fits into 15,000"
        );
    }
    assert_eq!(text(&siti, CUSTOMER).await, "150000 25000");
}

#[tokio::test]
async fn lines_add_up_to_the_invoice_also_later() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let siti = db.staff("office").await.pool;
    let line = |position, unit: i64, amount: i64| {
        format!(
            "insert into invoice_lines values ({bill}, {position}, 'Kabel', 2, {unit}, {amount})"
        )
    };
    assert_eq!(
        broken(&siti, &line(2, 5_000, 10_000)).await,
        "invoices_lines_add_up"
    );
    assert_eq!(
        broken(&siti, &line(2, 5_000, 9_999)).await,
        "invoice_lines_amount_adds_up"
    );
    let bare = format!(
        "insert into invoices (number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total)
         select n, 'monthly', {}, {}, {}, '2026-03-01', 'issued', '2026-03-01'::date, '2026-03-11'::date, 1, 1, 1 from app.next_numbers('INV', now(), 1) n",
        home.customer, home.service, home.zone
    );
    assert_eq!(broken(&siti, &bare).await, "invoices_lines_add_up");
    assert_eq!(
        broken(&siti, &bare.replace("1, 1, 1 from", "1, 1, 2 from")).await,
        "invoices_total_adds_up"
    );
}

#[tokio::test]
async fn a_service_is_billed_once_a_period_and_kind_until_the_invoice_is_void() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let again = format!(
        "insert into invoices (number, kind, customer_id, service_id, zone_id, period, subtotal, dpp, total)
         select n, 'monthly', {}, {}, {}, '2026-01-01'::date, 0, 0, 0 from app.next_numbers('INV', now(), 1) n",
        home.customer, home.service, home.zone
    );
    let siti = db.staff("office").await.pool;
    assert_eq!(
        broken(&siti, &again).await,
        "invoices_service_period_kind_key"
    );
    let void =
        |reason: &str| format!("update invoices set status = 'void'{reason} where id = {bill}");
    assert_eq!(
        refused(&siti, &void(", void_reason = 'salah paket'")).await,
        "42501",
        "voiding is for admins"
    );
    assert_eq!(refusal(&siti, &void("")).await.1, "WRONG_STATE");
    let admin = db.staff("admin").await.pool;
    assert_eq!(broken(&admin, &void("")).await, "invoices_void_reason");
    run(&admin, &void(", void_reason = 'salah paket'")).await;
    assert_eq!(text(&siti, CUSTOMER).await, "0 0");
    run(&siti, &again).await;
    assert_eq!(refused(db.owner(), "delete from invoices").await, "AG006");
}

#[tokio::test]
async fn a_paid_invoice_cannot_be_voided() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let paid = payment(db.owner(), home, 100_000, "verified").await;
    run(db.owner(), &allocate(paid, bill, 100_000)).await;
    let void = "update invoices set status = 'void', void_reason = 'salah paket'";
    assert_eq!(
        refusal(&db.staff("admin").await.pool, void).await.1,
        "WRONG_STATE"
    );
    assert_eq!(
        refusal(db.owner(), void).await.1,
        "WRONG_STATE",
        "an administrator of the database follows the same steps"
    );
}

#[tokio::test]
async fn credit_goes_to_invoices_the_oldest_money_first_and_never_twice() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let next = invoice(&db, home, 50_000, "2026-02-01").await;
    let siti = db.staff("office").await.pool;
    let first = payment(&siti, home, 60_000, "verified").await;
    let second = payment(&siti, home, 70_000, "verified").await;
    payment(&siti, home, 500_000, "pending").await;
    run(&siti, &allocate(first, bill, 10_000)).await;
    let uses = |shares: &str| format!("select app.use_credit({}, {shares})", home.customer);
    let over = uses(&format!("array[{bill}], array[120001]::bigint[]"));
    assert_eq!(
        refusal(&siti, &over).await,
        ("AG003".to_owned(), "CREDIT_OVER".to_owned()),
        "what waits is no credit"
    );
    let too_much = uses(&format!("array[{bill}], array[90001]::bigint[]"));
    assert_eq!(refusal(&siti, &too_much).await.1, "PAY_OVER");
    for wrong in [
        "array[]::bigint[], array[]::bigint[]".to_owned(),
        format!("array[{bill}, {bill}], array[1, 1]::bigint[]"),
        format!("array[{bill}], array[-1]::bigint[]"),
        format!("array[{bill}, {next}], array[1]::bigint[]"),
    ] {
        assert_eq!(refused(&siti, &uses(&wrong)).await, "22023", "{wrong}");
    }
    run(
        &siti,
        &uses(&format!(
            "array[{bill}, {next}], array[55000, 30000]::bigint[]"
        )),
    )
    .await;
    let parts = "select string_agg(concat_ws(' ', p.id, i.id, a.amount), ', ' order by p.id, i.id) from payment_allocations a
                 join payments p on p.id = a.payment_id join invoices i on i.id = a.invoice_id";
    assert_eq!(
        text(&siti, parts).await,
        format!("{first} {bill} 60000, {second} {bill} 5000, {second} {next} 30000")
    );
    assert_eq!(text(&siti, CUSTOMER).await, "55000 35000");
    for role in ["supervisor", "technician"] {
        let person = db.staff(role).await.pool;
        assert_eq!(refused(&person, &over).await, "42501", "{role}");
    }
}

#[tokio::test]
async fn an_account_tells_what_was_withdrawn_and_taken_back_on_its_day() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let bill = invoice(&db, home, 100_000, "2026-01-01").await;
    let wrong = invoice(&db, home, 30_000, "2026-02-01").await;
    let admin = db.staff("admin").await.pool;
    let paid = payment(&admin, home, 60_000, "verified").await;
    let proof = payment(&admin, home, 70_000, "pending").await;
    run(&admin, &allocate(paid, bill, 60_000)).await;
    for change in [
        format!(
            "update invoices set status = 'void', void_reason = 'salah paket' where id = {wrong}"
        ),
        format!(
            "update payments set status = 'rejected', reason = 'transfer ditarik' where id = {paid}"
        ),
        format!(
            "update payments set status = 'rejected', reason = 'bukan bukti' where id = {proof}"
        ),
    ] {
        run(&admin, &change).await;
    }
    let told = format!(
        "select string_agg(concat_ws(' ', kind, amount), ', ' order by kind, amount) from app.account_entries({})",
        home.customer
    );
    assert_eq!(
        text(&admin, &told).await,
        "invoice 30000, invoice 100000, payment -60000, reversal 60000, withdrawal -30000",
        "a proof that was never accepted moved nothing"
    );
    let owes = format!(
        "select sum(amount)::bigint = (select outstanding - balance from customers) from app.account_entries({})",
        home.customer
    );
    let agrees: bool = sqlx::query_scalar(sqlx::AssertSqlSafe(owes))
        .fetch_one(&admin)
        .await
        .unwrap();
    assert!(agrees, "the account closes with what he owes");
    assert_eq!(
        number(
            &admin,
            "select count(*) from invoices where voided_at is not null"
        )
        .await,
        1
    );
    assert_eq!(
        number(
            &admin,
            "select count(*) from payments where reversed_at is not null"
        )
        .await,
        1
    );
    let andi = db.staff("supervisor").await.pool;
    let seen = format!(
        "select count(*) from app.account_entries({})",
        home.customer
    );
    assert_eq!(number(&andi, &seen).await, 0, "another zone's account");
    assert_eq!(
        refused(&db.staff("technician").await.pool, &seen).await,
        "42501"
    );
    for hidden in [
        "update invoices set voided_at = now()",
        "update payments set reversed_at = now()",
    ] {
        assert_eq!(refused(&admin, hidden).await, "42501", "{hidden}");
    }
}
