//! The rounds of collecting: reminders of the day and the night's isolir, each once.

use crate::arrange::{broken, number, payment, refused, run, text};
use crate::isolir::{SERVICE, begun, connected, late, rules};
use crate::support::database::TestDb;

/// The round of a moment: reminders and blocked connections.
async fn round(db: &TestDb, moment: &str) -> (i64, i64) {
    let asked = format!("select reminders * 1000 + blocked from app.collect_at('{moment}')");
    let both = number(db.owner(), &asked).await;
    (both / 1000, both % 1000)
}

#[tokio::test]
async fn a_night_blocks_once_from_its_hour_on_and_only_on_its_own_day() {
    let db = TestDb::new().await;
    let home = connected(&db).await;
    let owner = db.owner();
    let bill = late(&db, home, 100_000, 0).await;
    run(
        owner,
        &format!("update invoices set due_on = '2026-12-03' where id = {bill}"),
    )
    .await;
    rules(&db, r#"{"isolir_not_on": [6, 7]}"#).await;
    assert_eq!(
        round(&db, "2026-12-28 12:00+07").await,
        (0, 0),
        "an upgrade blocks nobody"
    );
    rules(&db, r#"{"isolir_automatic": true}"#).await;
    assert_eq!(
        text(
            owner,
            "select (app.isolir_day() - app.business_day(now()))::text"
        )
        .await,
        "1",
        "it begins with the next night"
    );
    let done = |at: &str| format!("update app.turns set at = '{at}' where name = 'isolir'");
    run(owner, &done("2026-12-09 01:00+07")).await;
    // Due on Thursday the 3rd: seven days later is the 10th, from one o'clock in Jakarta on.
    for (moment, blocked, why) in [
        (
            "2026-12-09 23:59+07",
            0,
            "the day before, whose night is over",
        ),
        (
            "2026-12-09 17:30Z",
            0,
            "half past midnight in Jakarta, before the hour",
        ),
        ("2026-12-09 18:00Z", 1, "one o'clock"),
        ("2026-12-10 02:00+07", 0, "twice in a night"),
    ] {
        assert_eq!(round(&db, moment).await, (0, blocked), "{why}");
    }
    let by = "select (blocked_by is null)::text || ' ' || invoices::text from isolirs";
    assert_eq!(text(owner, by).await, format!("true {{{bill}}}"));
    run(
        owner,
        &format!("update invoices set due_on = '2026-12-31' where id = {bill}"),
    )
    .await;
    run(
        owner,
        &format!("update invoices set due_on = '2026-12-05' where id = {bill}"),
    )
    .await;
    assert_eq!(text(owner, SERVICE).await, "active");
    // Saturday and Sunday pass, each counts as done; Monday makes up for neither hour by hour, but at eight, when the office comes.
    for (moment, blocked) in [
        ("2026-12-12 01:00+07", 0),
        ("2026-12-13 09:00+07", 0),
        ("2026-12-14 08:00+07", 1),
    ] {
        assert_eq!(round(&db, moment).await, (0, blocked), "{moment}");
    }
    // Another round at this moment leaves it to the first.
    let holding = begun(
        owner,
        "select from app.turns where name = 'collection' for update",
    )
    .await;
    assert_eq!(round(&db, "2026-12-15 08:00+07").await, (0, 0));
    holding.rollback().await.unwrap();
}

#[tokio::test]
async fn each_reminder_goes_out_once_on_its_day_whoever_asks() {
    let db = TestDb::new().await;
    let home = connected(&db).await;
    let (owner, customer) = (db.owner(), home.customer);
    let bill = late(&db, home, 100_000, 0).await;
    run(
        owner,
        &format!("update invoices set due_on = '2026-12-10' where id = {bill}"),
    )
    .await;
    assert_eq!(
        round(&db, "2026-12-07 12:00+07").await,
        (0, 0),
        "an upgrade reminds nobody"
    );
    rules(&db, r#"{"reminders_automatic": true}"#).await;
    let siti = db.staff("office").await.pool;
    let promise =
        format!("select app.promise_payment({customer}, app.business_day(now()), null, '')");
    run(&siti, &promise).await;
    run(owner, "update payment_promises set until = '2026-12-11'").await;
    for (moment, sent, why) in [
        ("2026-12-06 12:00+07", 0, "not yet"),
        ("2026-12-07 08:59+07", 0, "before the hour"),
        ("2026-12-07 09:00+07", 0, "he promised"),
    ] {
        assert_eq!(round(&db, moment).await, (sent, 0), "{why}");
    }
    run(
        &siti,
        "select app.take_back_promise((select max(id) from payment_promises))",
    )
    .await;
    let proof = payment(owner, home, 1, "pending").await;
    assert_eq!(
        round(&db, "2026-12-08 09:00+07").await,
        (0, 0),
        "his payment waits for a look"
    );
    run(
        owner,
        &format!("update payments set status = 'rejected', reason = 'buram' where id = {proof}"),
    )
    .await;
    for (moment, sent, why) in [
        ("2026-12-09 09:00+07", 1, "two days later it is made up for"),
        ("2026-12-09 10:00+07", 0, "once"),
        ("2026-12-10 09:00+07", 0, "between two steps"),
        (
            "2026-12-14 23:00+07",
            0,
            "three days late is too late for a step",
        ),
        ("2026-12-15 09:00+07", 1, "the last one"),
        ("2026-12-16 09:00+07", 0, "there are three"),
    ] {
        assert_eq!(round(&db, moment).await, (sent, 0), "{why}");
    }
    let keys = "select string_agg(dedupe_key || ' ' || class || ' ' || template, ', ' order by id) from messages";
    assert_eq!(
        text(owner, keys).await,
        format!(
            "invoice:{bill}:reminder:1 bulk reminder_1, invoice:{bill}:reminder:3 bulk reminder_3"
        )
    );
    // Whoever has no number or a text that the company does not send stands in nobody's way; who wants none is not written to.
    run(owner, "update queue_rules set silent = '{reminder_1}'").await;
    run(owner, "insert into message_optouts (recipient, category, how) values ('+6281234567890', 'billing', 'reply')").await;
    let next = late(&db, home, 100_000, 0).await;
    run(
        owner,
        &format!("update invoices set due_on = '2027-01-10' where id = {next}"),
    )
    .await;
    assert_eq!(round(&db, "2027-01-07 09:00+07").await, (0, 0));
    assert_eq!(round(&db, "2027-01-11 09:00+07").await, (1, 0));
    assert_eq!(
        text(
            owner,
            "select status from messages order by id desc limit 1"
        )
        .await,
        "opted_out"
    );
    run(owner, "update contacts set phone = null").await;
    assert_eq!(round(&db, "2027-01-15 09:00+07").await, (0, 0));
}

#[tokio::test]
async fn rules_are_kept_whole_or_not_at_all() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await.pool;
    let save = |changed: &str| {
        format!("update settings set value = value || '{changed}' where key = 'collection'")
    };
    for wrong in [
        r#"{"isolir_after_days": -1}"#,
        r#"{"isolir_after_days": "bald"}"#,
        r#"{"isolir_least": -1}"#,
        r#"{"isolir_automatic": "ya"}"#,
        r#"{"isolir_hour": 24}"#,
        r#"{"isolir_not_on": [8]}"#,
        r#"{"isolir_not_on": [1, 2, 3, 4, 5, 6, 7]}"#,
        r#"{"reminder_days": []}"#,
        r#"{"reminder_days": [5, 1]}"#,
        r#"{"reminder_days": [1, 2, 3, 4]}"#,
        r#"{"reminder_days": [61]}"#,
    ] {
        assert_eq!(
            broken(&admin, &save(wrong)).await,
            "settings_collection_known",
            "{wrong}"
        );
    }
    let right = save(r#"{"isolir_after_days": 14, "reminder_days": [0, 7]}"#);
    assert_eq!(run(&admin, &right).await, 1);
    let office = db.staff("office").await.pool;
    assert_eq!(
        refused(&office, &right).await,
        "42501",
        "rules are the admins'"
    );
}
