//! Whoever is late for too long is blocked, nobody else, and his payment unblocks him in its own transaction.

use sqlx::{AssertSqlSafe, PgPool};

use crate::arrange::{
    Household, household, id, invoice, number, payment, refusal, refused, run, text,
};
use crate::support::database::{Person, TestDb};

pub const SERVICE: &str = "select status from services order by id limit 1";
const CUSTOMER: &str = "select status from customers order by id limit 1";
const LIFTED: &str = "select coalesce(string_agg(coalesce(lifted_why, 'open'), ' ' order by id), 'none') from isolirs";
const MESSAGES: &str = "select coalesce(string_agg(template || ' ' || status, ', ' order by id), 'none') from messages";

/// A household that runs, in a company that blocks on every day of the week and has a way out for messages.
pub async fn connected(db: &TestDb) -> Household {
    let home = household(db, "Utara").await;
    run(db.owner(), "update services set status = 'active'").await;
    run(db.owner(), "update customers set status = 'active'").await;
    run(
        db.owner(),
        "insert into gateways (id, kind) values (1, 'log')",
    )
    .await;
    rules(db, r#"{"isolir_not_on": []}"#).await;
    home
}

pub async fn rules(db: &TestDb, changed: &str) {
    let change =
        format!("update settings set value = value || '{changed}' where key = 'collection'");
    run(db.owner(), &change).await;
}

/// An invoice of the household that was due so many days ago.
pub async fn late(db: &TestDb, home: Household, rupiah: i64, days: i32) -> i64 {
    let period = format!(
        "2026-{:02}-01",
        number(db.owner(), "select count(*) + 1 from invoices").await
    );
    let bill = invoice(db, home, rupiah, &period).await;
    let due =
        format!("update invoices set due_on = app.business_day(now()) - {days} where id = {bill}");
    run(db.owner(), &due).await;
    bill
}

fn allocate(payment: i64, invoice: i64, rupiah: i64) -> String {
    format!("insert into payment_allocations values ({payment}, {invoice}, {rupiah})")
}

async fn pay(pool: &PgPool, home: Household, invoice: i64, rupiah: i64) -> i64 {
    let paid = payment(pool, home, rupiah, "verified").await;
    run(pool, &allocate(paid, invoice, rupiah)).await;
    paid
}

/// Blocks the service as somebody who saw this much late; answers the outcome.
async fn block(person: &Person, home: Household, seen: i64) -> String {
    let service = home.service;
    text(
        &person.pool,
        &format!("select outcome from app.isolir(app.business_day(now()), array[{service}::bigint], array[{seen}::bigint])"),
    )
    .await
}

async fn held(db: &TestDb, day: &str) -> String {
    let asked = format!(
        "select coalesce(string_agg(coalesce(held, 'ready') || coalesce(' ' || held_until, ''), ', '), 'none') from app.isolir_candidates_at({day})"
    );
    text(db.owner(), &asked).await
}

#[tokio::test]
async fn admins_and_the_office_block_supervisors_look_and_nobody_else_may() {
    let db = TestDb::new().await;
    let home = connected(&db).await;
    late(&db, home, 100_000, 10).await;
    let preview = "select count(*) from app.isolir_candidates(app.isolir_day())";
    let (service, customer) = (home.service, home.customer);
    let acts = [
        format!(
            "select * from app.isolir(app.business_day(now()), array[{service}::bigint], array[1::bigint])"
        ),
        format!("select app.isolir_by_hand({service}, 'alasan', true)"),
        format!("select app.lift_isolir(array[{service}::bigint], 'alasan')"),
        format!("select app.promise_payment({customer}, app.business_day(now()), null, '')"),
        "select app.take_back_promise(1)".to_owned(),
        "select * from app.collect()".to_owned(),
    ];
    let here = db.staff_of("supervisor", &[home.zone]).await.pool;
    let elsewhere = db.staff("supervisor").await.pool;
    assert_eq!(
        (
            number(&here, preview).await,
            number(&elsewhere, preview).await
        ),
        (1, 0)
    );
    let technician = db.staff("technician").await.pool;
    assert_eq!(refused(&technician, preview).await, "42501");
    for act in &acts {
        for pool in [&here, &technician] {
            assert_eq!(refused(pool, act).await, "42501", "{act}");
        }
    }
    let siti = db.staff("office").await;
    let exempt = "update customers set isolir_exempt = true";
    assert_eq!(refused(&here, exempt).await, "42501");
    for denied in [
        "select * from app.collect_at('2099-01-01Z')",
        "select app.lift_now(array[1::bigint], 'paid', null, null)",
        "update isolirs set lifted_at = now()",
        "insert into payment_promises (customer_id, until, owed) values (1, now(), 0)",
    ] {
        assert_eq!(refused(&siti.pool, denied).await, "42501", "{denied}");
    }
    assert_eq!(block(&siti, home, 100_000).await, "blocked");
    let seen = "select count(*) from isolirs";
    assert_eq!(
        (number(&here, seen).await, number(&elsewhere, seen).await),
        (1, 0)
    );
    // What happened is in the trail, under her name.
    let trail = format!(
        "select count(*) from audit_rows where record in ('isolirs', 'services') and staff_id = {}",
        siti.id
    );
    assert_eq!(number(db.owner(), &trail).await, 2);
    assert_eq!(refused(db.owner(), "delete from isolirs").await, "AG006");
}

#[tokio::test]
async fn each_reason_holds_somebody_back_and_the_next_one_follows() {
    let db = TestDb::new().await;
    let home = connected(&db).await;
    let (owner, customer) = (db.owner(), home.customer);
    let siti = db.staff("office").await;
    assert_eq!(held(&db, "app.business_day(now())").await, "none");
    let bill = late(&db, home, 40_000, 3).await;
    let in_time = text(owner, "select (app.business_day(now()) + 4)::text").await;
    assert_eq!(
        held(&db, "app.business_day(now())").await,
        format!("not_yet {in_time}")
    );
    assert_eq!(block(&siti, home, 40_000).await, "not_yet");
    // On the seventh day, and not the day before.
    assert!(
        held(&db, "app.business_day(now()) + 3")
            .await
            .starts_with("not_yet")
    );
    assert_eq!(held(&db, "app.business_day(now()) + 4").await, "ready");
    run(
        owner,
        &format!("update invoices set due_on = app.business_day(now()) - 7 where id = {bill}"),
    )
    .await;

    rules(&db, r#"{"isolir_least": 50000}"#).await;
    assert_eq!(block(&siti, home, 40_000).await, "little");
    let until = text(owner, "select (app.business_day(now()) + 2)::text").await;
    run(
        &siti.pool,
        &format!("select app.promise_payment({customer}, '{until}', null, 'gajian')"),
    )
    .await;
    assert_eq!(
        held(&db, "app.business_day(now())").await,
        format!("promise {until}")
    );
    assert_eq!(block(&siti, home, 40_000).await, "promise");
    assert!(
        held(&db, "app.business_day(now()) + 3")
            .await
            .starts_with("little"),
        "the promise is over"
    );
    let proof = payment(owner, home, 40_000, "pending").await;
    assert_eq!(block(&siti, home, 40_000).await, "proof");
    run(&siti.pool, "update customers set isolir_exempt = true").await;
    assert_eq!(block(&siti, home, 40_000).await, "exempt");
    run(&siti.pool, "update customers set isolir_exempt = false").await;
    run(
        &siti.pool,
        &format!("update payments set status = 'rejected', reason = 'buram' where id = {proof}"),
    )
    .await;
    run(
        &siti.pool,
        "select app.take_back_promise((select max(id) from payment_promises))",
    )
    .await;
    rules(&db, r#"{"isolir_least": 40000}"#).await;

    // Saturday, Sunday, a holiday of everybody; that of one calendar is none.
    rules(&db, r#"{"isolir_not_on": [6, 7]}"#).await;
    run(
        owner,
        "insert into holidays (day, name) values ('2026-12-25', 'Natal')",
    )
    .await;
    run(owner, "insert into holidays (day, name, calendar_id) select '2026-12-24', 'Cuti gudang', id from calendars").await;
    for (day, why) in [
        ("2026-12-24", "ready"),
        ("2026-12-25", "holiday Natal"),
        ("2026-12-26", "weekend"),
        ("2026-12-27", "weekend"),
        ("2026-12-28", "ready"),
    ] {
        run(
            owner,
            &format!("update invoices set due_on = '2026-12-01' where id = {bill}"),
        )
        .await;
        assert_eq!(held(&db, &format!("'{day}'")).await, why, "{day}");
    }
    rules(&db, r#"{"isolir_on_holidays": true}"#).await;
    assert_eq!(held(&db, "'2026-12-25'").await, "ready");
    assert_eq!(text(owner, SERVICE).await, "active");
}

#[tokio::test]
async fn the_last_payment_unblocks_at_once_and_taking_it_back_blocks_nobody() {
    let db = TestDb::new().await;
    let home = connected(&db).await;
    let owner = db.owner();
    let (siti, admin) = (db.staff("office").await, db.staff("admin").await.pool);
    let (old, older, young) = (
        late(&db, home, 100_000, 10).await,
        late(&db, home, 50_000, 40).await,
        late(&db, home, 70_000, 2).await,
    );
    assert_eq!(
        block(&siti, home, 150_001).await,
        "changed",
        "less is late than was seen"
    );
    assert_eq!(block(&siti, home, 150_000).await, "blocked");
    assert_eq!(block(&siti, home, 150_000).await, "suspended");
    assert_eq!(
        (text(owner, SERVICE).await, text(owner, CUSTOMER).await),
        ("suspended".into(), "suspended".into())
    );
    pay(&siti.pool, home, old, 100_000).await;
    pay(&siti.pool, home, older, 49_999).await;
    assert_eq!(
        text(owner, SERVICE).await,
        "suspended",
        "a rupiah is missing"
    );
    let proof = payment(&siti.pool, home, 1, "pending").await;
    run(&siti.pool, &allocate(proof, older, 1)).await;
    assert_eq!(
        text(owner, SERVICE).await,
        "suspended",
        "nobody has looked at the proof"
    );
    run(
        &siti.pool,
        &format!("update payments set status = 'verified' where id = {proof}"),
    )
    .await;
    assert_eq!(
        (text(owner, SERVICE).await, text(owner, CUSTOMER).await),
        ("active".into(), "active".into()),
        "what is late for two days does not count"
    );
    assert_eq!(text(owner, LIFTED).await, "paid");
    assert_eq!(
        text(owner, MESSAGES).await,
        "isolir cancelled, isolir_lifted queued",
        "who is unblocked is not told any more that he is blocked"
    );
    run(&admin, &format!("update payments set status = 'rejected', reason = 'transfer ditarik' where id = {proof}")).await;
    assert_eq!(text(owner, SERVICE).await, "active");

    // Withdrawn, and due later, are as good as paid; an isolir by the rules forgets what is less than their least amount.
    assert_eq!(block(&siti, home, 1).await, "blocked");
    run(
        owner,
        &format!("update invoices set due_on = app.business_day(now()) + 1 where id = {older}"),
    )
    .await;
    assert_eq!(text(owner, SERVICE).await, "active");
    run(
        owner,
        &format!("update invoices set due_on = app.business_day(now()) - 20 where id = {young}"),
    )
    .await;
    assert_eq!(block(&siti, home, 1).await, "blocked");
    run(
        &admin,
        &format!(
            "update invoices set status = 'void', void_reason = 'salah paket' where id = {young}"
        ),
    )
    .await;
    assert_eq!(text(owner, SERVICE).await, "active");
    let dear = late(&db, home, 200_000, 30).await;
    rules(&db, r#"{"isolir_least": 10000}"#).await;
    assert_eq!(block(&siti, home, 1).await, "blocked");
    pay(owner, home, dear, 190_001).await;
    assert_eq!(text(owner, SERVICE).await, "active");
    assert_eq!(text(owner, LIFTED).await, "paid paid paid paid");
}

#[tokio::test]
async fn only_what_was_blocked_here_is_unblocked_by_money() {
    let db = TestDb::new().await;
    let home = connected(&db).await;
    let (owner, service) = (db.owner(), home.service);
    let siti = db.staff("office").await;
    let bill = late(&db, home, 100_000, 1).await;
    let lift = format!("select app.lift_isolir(array[{service}::bigint], 'salah orang')");
    // As an import leaves it.
    run(owner, "update services set status = 'suspended'").await;
    assert_eq!(text(owner, CUSTOMER).await, "suspended");
    pay(owner, home, bill, 60_000).await;
    assert_eq!(text(owner, SERVICE).await, "suspended");
    run(&siti.pool, &lift).await;
    assert_eq!(
        (text(owner, SERVICE).await, text(owner, CUSTOMER).await),
        ("active".into(), "active".into())
    );

    let by_hand =
        |lifts: bool| format!("select app.isolir_by_hand({service}, 'menyewakan ulang', {lifts})");
    run(&siti.pool, &by_hand(false)).await;
    assert_eq!(
        refusal(&siti.pool, &by_hand(false)).await,
        ("AG001".into(), "WRONG_STATE".into())
    );
    pay(owner, home, bill, 39_000).await;
    assert_eq!(text(owner, SERVICE).await, "suspended");
    assert_eq!(
        refused(
            &siti.pool,
            &format!("select app.lift_isolir(array[{service}::bigint], ' ')")
        )
        .await,
        "AG013"
    );
    run(&siti.pool, &lift).await;
    assert_eq!(refused(&siti.pool, &lift).await, "AG001", "it runs already");
    run(&siti.pool, &by_hand(true)).await;
    rules(&db, r#"{"isolir_least": 50000}"#).await;
    pay(owner, home, bill, 500).await;
    assert_eq!(
        text(owner, SERVICE).await,
        "suspended",
        "the least amount is for the rules, not for a person"
    );
    pay(owner, home, bill, 500).await;
    assert_eq!(text(owner, SERVICE).await, "active");
    // Who changes the connection ends its isolir, too.
    run(&siti.pool, &by_hand(true)).await;
    run(
        &siti.pool,
        "update services set status = 'terminated', end_reason = 'pindah kota'",
    )
    .await;
    assert_eq!(text(owner, LIFTED).await, "by_hand paid ended");
    assert_eq!(text(owner, CUSTOMER).await, "terminated");
}

#[tokio::test]
async fn a_second_home_runs_on_and_an_invoice_of_the_customer_counts_for_all() {
    let db = TestDb::new().await;
    let home = connected(&db).await;
    let owner = db.owner();
    let siti = db.staff("office").await;
    let other = id(owner, "insert into services (customer_id, package_id, zone_id, status) select customer_id, package_id, zone_id, 'active' from services limit 1 returning id").await;
    let bill = late(&db, home, 100_000, 10).await;
    assert_eq!(block(&siti, home, 100_000).await, "blocked");
    assert_eq!(text(owner, CUSTOMER).await, "active", "his other home runs");
    let plain = id(owner, &format!(
        "with i as (insert into invoices (number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, total)
           select 'X-1', 'manual', customer_id, zone_id, '2026-01-01', 'issued', '2026-01-01', app.business_day(now()) - 9, 5000, 5000, 5000 from services where id = {other} returning id),
         l as (insert into invoice_lines select id, 1, 'Denda', 1, 5000, 5000 from i) select id from i"
    )).await;
    let both = format!(
        "select string_agg(outcome, ' ') from app.isolir(app.business_day(now()), array[{}, {other}]::bigint[], array[1, 1]::bigint[])",
        home.service
    );
    assert_eq!(text(&siti.pool, &both).await, "suspended blocked");
    assert_eq!(text(owner, CUSTOMER).await, "suspended");
    pay(owner, home, bill, 100_000).await;
    assert_eq!(
        text(owner, SERVICE).await,
        "suspended",
        "the other invoice counts here as well"
    );
    pay(owner, home, plain, 5_000).await;
    let all = "select string_agg(status, ' ') from services";
    assert_eq!(text(owner, all).await, "active active");
    assert_eq!(text(owner, CUSTOMER).await, "active");
}

/// Runs a statement in a transaction that stays open.
pub async fn begun(pool: &PgPool, statement: &str) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut open = pool.begin().await.unwrap();
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(&mut *open)
        .await
        .unwrap();
    open
}

#[tokio::test]
async fn two_at_once_neither_leave_him_blocked_nor_block_whoever_pays() {
    let db = TestDb::new().await;
    let home = connected(&db).await;
    let owner = db.owner();
    let siti = db.staff("office").await;
    let (one, two) = (
        late(&db, home, 100_000, 10).await,
        late(&db, home, 50_000, 20).await,
    );
    assert_eq!(block(&siti, home, 150_000).await, "blocked");
    // Two colleagues each pay one of the two invoices; neither sees the other's before it is committed.
    let (first, second) = (
        payment(owner, home, 100_000, "verified").await,
        payment(owner, home, 50_000, "verified").await,
    );
    let paying = begun(&siti.pool, &allocate(first, one, 100_000)).await;
    let waiting = tokio::spawn({
        let (pool, statement) = (siti.pool.clone(), allocate(second, two, 50_000));
        async move { begun(&pool, &statement).await.commit().await.unwrap() }
    });
    paying.commit().await.unwrap();
    waiting.await.unwrap();
    assert_eq!(
        (text(owner, SERVICE).await, text(owner, LIFTED).await),
        ("active".into(), "paid".into())
    );

    // The payment is under way while the connection is blocked: the isolir waits, and sees that he has paid.
    let bill = late(&db, home, 80_000, 30).await;
    let money = payment(owner, home, 80_000, "verified").await;
    let paying = begun(&siti.pool, &allocate(money, bill, 80_000)).await;
    let blocking = tokio::spawn({
        let siti = siti.clone();
        async move { block(&siti, home, 80_000).await }
    });
    paying.commit().await.unwrap();
    assert_eq!(blocking.await.unwrap(), "paid");
    // The other way round: he is blocked, and the payment behind it unblocks him.
    let bill = late(&db, home, 80_000, 30).await;
    let money = payment(owner, home, 80_000, "verified").await;
    let blocking = begun(
        &siti.pool,
        &format!(
            "select * from app.isolir(app.business_day(now()), array[{}::bigint], array[1::bigint])",
            home.service
        ),
    )
    .await;
    let paying = tokio::spawn({
        let (pool, statement) = (siti.pool.clone(), allocate(money, bill, 80_000));
        async move { begun(&pool, &statement).await.commit().await.unwrap() }
    });
    blocking.commit().await.unwrap();
    paying.await.unwrap();
    assert_eq!(
        (text(owner, SERVICE).await, text(owner, LIFTED).await),
        ("active".into(), "paid paid".into())
    );
}
