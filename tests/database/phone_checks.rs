//! Trying an applicant's telephone number with a code that is sent there.

use sqlx::PgPool;

use crate::arrange::{household, id, number, refusal, refused, run, text};
use crate::support::database::{Person, TestDb};

const DENIED: &str = "42501";

/// The office, and an application that came with this number.
struct Counter {
    db: TestDb,
    siti: Person,
    application: i64,
}

async fn application(db: &TestDb, phone: &str) -> i64 {
    id(db.owner(), &format!(
        "insert into registrations (number, name, phone, zone_id, package_id)
         select n, 'Budi', '{phone}', (select min(id) from zones), (select min(id) from packages) from app.next_numbers('REG', now(), 1) n returning id"
    ))
    .await
}

async fn counter() -> Counter {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    run(
        db.owner(),
        "insert into gateways (id, kind) values (1, 'log')",
    )
    .await;
    let application = application(&db, "+6281234567890").await;
    let siti = db.staff("office").await;
    Counter {
        db,
        siti,
        application,
    }
}

fn ask(application: i64) -> String {
    format!("select wait_s::bigint from app.ask_phone_code({application}, 'Kode: ••••••', 'id', 1)")
}

/// The code that is on its way, as only the worker sees it.
async fn code(db: &TestDb) -> String {
    let newest = "select right(j.body, 6) from queue_jobs j order by j.id desc limit 1";
    text(db.owner(), newest).await
}

async fn confirm(pool: &PgPool, application: i64, code: &str) -> String {
    text(
        pool,
        &format!("select app.confirm_phone_code({application}, '{code}')"),
    )
    .await
}

/// Six digits that are not these.
fn another(code: &str) -> String {
    let first = if code.starts_with('1') { '2' } else { '1' };
    format!("{first}{}", &code[1..])
}

/// As if this much time had gone by.
async fn later(db: &TestDb, minutes: i64) {
    let sql = format!(
        "update phone_checks set asked_at = asked_at - interval '{minutes} min', expires_at = expires_at - interval '{minutes} min'"
    );
    run(db.owner(), &sql).await;
}

const VERIFIED: &str = "select count(*) from registrations where phone_verified_at is not null";

#[tokio::test]
async fn the_right_code_verifies_the_number_once_and_stands_nowhere() {
    let Counter {
        db,
        siti,
        application,
    } = counter().await;
    run(&siti.pool, &ask(application)).await;
    let code = code(&db).await;
    assert!(code.len() == 6 && code.bytes().all(|sign| sign.is_ascii_digit()));
    let body = text(db.owner(), "select body from messages").await;
    assert_eq!(body, "Kode: ••••••");
    let leaks = format!(
        "select count(*) from (select to_jsonb(m)::text as said from messages m union all select to_jsonb(c)::text from phone_checks c
           union all select to_jsonb(a)::text from audit_rows a) x where said ~ '[^0-9]{code}[^0-9]'"
    );
    assert_eq!(number(db.owner(), &leaks).await, 0);
    assert_eq!(confirm(&siti.pool, application, &code).await, "confirmed");
    assert_eq!(number(db.owner(), VERIFIED).await, 1);
    assert_eq!(
        confirm(&siti.pool, application, &code).await,
        "invalid",
        "it is used"
    );
    run(
        &siti.pool,
        "update registrations set phone = '+6281234567891'",
    )
    .await;
    assert_eq!(number(db.owner(), VERIFIED).await, 0, "another number");
}

#[tokio::test]
async fn a_code_is_over_after_five_minutes_and_with_the_next_one() {
    let Counter {
        db,
        siti,
        application,
    } = counter().await;
    run(&siti.pool, &ask(application)).await;
    let first = code(&db).await;
    run(&siti.pool, &ask(application)).await;
    let second = code(&db).await;
    if first != second {
        assert_eq!(confirm(&siti.pool, application, &first).await, "invalid");
    }
    let over = "select count(*) from queue_jobs where expires_at <= clock_timestamp()";
    assert_eq!(number(db.owner(), over).await, 1, "it need not arrive now");
    later(&db, 5).await;
    assert_eq!(confirm(&siti.pool, application, &second).await, "invalid");
    assert_eq!(number(db.owner(), VERIFIED).await, 0);
}

#[tokio::test]
async fn a_code_of_another_application_with_the_same_number_is_invalid() {
    let Counter {
        db,
        siti,
        application: mine,
    } = counter().await;
    let other = application(&db, "+6281234567890").await;
    run(&siti.pool, &ask(other)).await;
    let code = code(&db).await;
    assert_eq!(confirm(&siti.pool, mine, &code).await, "invalid");
    assert_eq!(confirm(&siti.pool, other, &code).await, "confirmed");
    assert_eq!(number(db.owner(), VERIFIED).await, 1);
}

#[tokio::test]
async fn five_wrong_tries_lock_a_code_also_those_that_are_none() {
    let Counter {
        db,
        siti,
        application,
    } = counter().await;
    run(&siti.pool, &ask(application)).await;
    let code = code(&db).await;
    let wrong = another(&code);
    for tried in [wrong.as_str(), "abcdef", "", "12345", &format!("{code}0")] {
        let said = confirm(&siti.pool, application, tried).await;
        assert_eq!(said, "invalid", "{tried}");
    }
    for tried in [&wrong, &code] {
        assert_eq!(confirm(&siti.pool, application, tried).await, "locked");
    }
    assert_eq!(number(db.owner(), VERIFIED).await, 0);
}

#[tokio::test]
async fn a_number_gets_three_codes_in_a_quarter_of_an_hour_and_ten_a_day() {
    let Counter {
        db,
        siti,
        application: mine,
    } = counter().await;
    let other = application(&db, "+6281234567890").await;
    for (asked, is_last) in [(mine, false), (other, false), (mine, true)] {
        let wait = number(&siti.pool, &ask(asked)).await;
        assert_eq!(wait > 0, is_last, "another one at once");
        assert!(wait <= 900);
    }
    let limit = ("AG041".to_owned(), "OTP_WAIT".to_owned());
    assert_eq!(refusal(&siti.pool, &ask(other)).await, limit);
    let elsewhere = application(&db, "+6281234567899").await;
    run(&siti.pool, &ask(elsewhere)).await;
    for _ in 0..7 {
        later(&db, 15).await;
        run(&siti.pool, &ask(mine)).await;
    }
    later(&db, 15).await;
    assert_eq!(refusal(&siti.pool, &ask(mine)).await, limit, "ten a day");
    later(&db, 24 * 60).await;
    run(&siti.pool, &ask(mine)).await;
}

#[tokio::test]
async fn the_office_asks_and_nobody_reads() {
    let Counter {
        db, application, ..
    } = counter().await;
    for role in ["supervisor", "technician"] {
        let person = db.staff(role).await;
        assert_eq!(refused(&person.pool, &ask(application)).await, DENIED);
        let confirm = format!("select app.confirm_phone_code({application}, '123456')");
        assert_eq!(refused(&person.pool, &confirm).await, DENIED);
    }
    let dewi = db.staff("admin").await;
    for statement in [
        "select from phone_checks",
        "select body from queue_jobs",
        "update registrations set phone_verified_at = now()",
    ] {
        assert_eq!(refused(&dewi.pool, statement).await, DENIED, "{statement}");
    }
    assert_eq!(
        refused(
            &dewi.pool,
            &format!("select from app.ask_phone_code({application}, 'Kode', 'id', 1)")
        )
        .await,
        "AG014",
        "a message without a place for the code"
    );
    run(db.owner(), "delete from gateways").await;
    assert_eq!(refused(&dewi.pool, &ask(application)).await, "AG040");
    let left = "select count(*) from phone_checks";
    assert_eq!(number(db.owner(), left).await, 0);
}
