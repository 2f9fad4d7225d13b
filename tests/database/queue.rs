//! What people, gateways and machines do with messages in the queue.

use serde_json::{Value, json};
use sqlx::Connection;
use sqlx::postgres::PgConnection;

use crate::arrange::{household, id, number, refused, run, text};
use crate::support::database::{PASSWORD, TestDb, VERIFIER};

const DENIED: &str = "42501";

/// A message in this state, about nobody in particular.
async fn message(db: &TestDb, class: &str, status: &str) -> i64 {
    id(
        db.owner(),
        &format!(
            "insert into messages (class, recipient, body, status, gateway, attempts, ended_at)
             values ('{class}', '+6281234567890', 'Halo', '{status}', '1', 1, case when '{status}' in ('failed', 'expired', 'cancelled') then now() end) returning id"
        ),
    )
    .await
}

async fn status(db: &TestDb, message: i64) -> String {
    text(
        db.owner(),
        &format!("select status from messages where id = {message}"),
    )
    .await
}

async fn jobs(db: &TestDb) -> i64 {
    number(db.owner(), "select count(*) from queue_jobs").await
}

#[tokio::test]
async fn retrying_sends_once_more_what_did_not_go_out() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let mut all = Vec::new();
    for (class, state) in [
        ("notification", "failed"),
        ("bulk", "cancelled"),
        ("notification", "expired"),
        ("notification", "unknown"),
        ("otp", "failed"),
        ("notification", "sent"),
    ] {
        all.push(message(&db, class, state).await);
    }
    let zone = format!(
        "update messages set zone_id = {} where id = {}",
        home.zone, all[0]
    );
    run(db.owner(), &zone).await;
    let retry = |also: bool| {
        format!(
            "select coalesce(array_agg(x order by x), '{{}}')::text from unnest(app.retry_messages(array{all:?}::bigint[], {also})) x"
        )
    };
    assert_eq!(
        refused(&db.staff("technician").await.pool, &retry(false)).await,
        DENIED
    );
    let andi = db.staff_of("supervisor", &[home.zone]).await;
    let said = text(&andi.pool, &retry(true)).await;
    assert_eq!(said, format!("{{{}}}", all[0]), "only his zone");
    assert_eq!(status(&db, all[0]).await, "queued");
    let siti = db.staff("office").await;
    let said = text(&siti.pool, &retry(false)).await;
    assert_eq!(said, format!("{{{},{}}}", all[1], all[2]));
    assert_eq!(status(&db, all[3]).await, "unknown", "it may have gone out");
    let said = text(&siti.pool, &retry(true)).await;
    assert_eq!(said, format!("{{{}}}", all[3]), "the person says he knows");
    assert_eq!(status(&db, all[4]).await, "failed", "never a password");
    assert_eq!(jobs(&db).await, 4);
    let again = "select count(*) from messages where status = 'queued' and again = 1 and ended_at is null and reason is null";
    assert_eq!(number(db.owner(), again).await, 4);
    let trail = "select count(*) from audit_rows where record = 'messages' and after ->> 'asked' = 'retry' and staff_id is not null";
    assert_eq!(number(db.owner(), trail).await, 4);
}

#[tokio::test]
async fn a_message_that_was_replaced_is_not_sent_once_more() {
    let db = TestDb::new().await;
    let (old, other) = (
        message(&db, "notification", "failed").await,
        message(&db, "notification", "failed").await,
    );
    let siti = db.staff("office").await;
    let resend = format!("select app.resend_message({old}, 'Halo lagi', false)");
    let new = number(&siti.pool, &resend).await;
    let retry = format!("select app.retry_messages(array[{old}, {other}], true)::text");
    assert_eq!(text(&siti.pool, &retry).await, format!("{{{other}}}"));
    assert_eq!((&*status(&db, old).await, jobs(&db).await), ("failed", 2));
    assert_eq!(status(&db, new).await, "queued");
}

#[tokio::test]
async fn while_the_gateway_may_still_tell_nobody_says_that_a_message_did_not_arrive() {
    let db = TestDb::new().await;
    let doubtful = message(&db, "notification", "unknown").await;
    let since = async |minutes: u8| {
        let since = format!("update messages set unknown_at = now() - interval '{minutes} min'");
        run(db.owner(), &since).await;
    };
    since(9).await;
    let siti = db.staff("office").await;
    let retry = format!("select app.retry_messages(array[{doubtful}], true)::text");
    let lost = format!("select app.resolve_message({doubtful}, false)::text");
    assert_eq!(text(&siti.pool, &retry).await, "{}");
    assert_eq!(refused(&siti.pool, &lost).await, "AG040");
    since(11).await;
    assert_eq!(text(&siti.pool, &lost).await, "true");
    // That it arrived can be known at once.
    run(
        db.owner(),
        "update messages set status = 'unknown', unknown_at = now()",
    )
    .await;
    let arrived = format!("select app.resolve_message({doubtful}, true)::text");
    assert_eq!(text(&siti.pool, &arrived).await, "true");
}

#[tokio::test]
async fn no_secret_path_stands_in_the_trail() {
    let db = TestDb::new().await;
    let dewi = db.staff("admin").await;
    for statement in [
        "insert into gateways (id, kind) values (1, 'fonnte')",
        "update gateways set rate = 50, kind = 'cloud'",
    ] {
        run(&dewi.pool, statement).await;
    }
    let path = text(db.owner(), "select webhook_path from gateways").await;
    run(&dewi.pool, "select app.roll_webhook(1::smallint)").await;
    let rolled = text(db.owner(), "select webhook_path from gateways").await;
    run(&dewi.pool, "delete from gateways").await;
    let told = "select string_agg(action, ',' order by batch_id) from audit_rows where record = 'gateways' and record_id = '1'";
    assert_eq!(text(db.owner(), told).await, "insert,update,update,delete");
    let kind = "select count(*) from audit_rows where record = 'gateways' and before ->> 'kind' = 'cloud' and action = 'delete'";
    assert_eq!(number(db.owner(), kind).await, 1, "the rest is there");
    let trail = text(
        db.owner(),
        "select string_agg(concat(before, after), ' ') from audit_rows",
    )
    .await;
    assert!(
        !trail.contains(&path) && !trail.contains(&rolled),
        "{trail}"
    );
}

#[tokio::test]
async fn cancelling_calls_off_what_waits_and_asks_for_what_is_being_tried() {
    let db = TestDb::new().await;
    let mut all = Vec::new();
    for _ in 0..2 {
        all.push(message(&db, "notification", "queued").await);
    }
    all.push(message(&db, "notification", "sent").await);
    let job = "insert into queue_jobs (lane, message_id, recipient, worker) select 1, id, recipient, case when id = (select max(id) from messages where status = 'queued') then 7 end
               from messages where status = 'queued'";
    run(db.owner(), job).await;
    let cancel = format!("select cardinality(app.cancel_messages(array{all:?}::bigint[]))::bigint");
    for role in ["office", "supervisor", "technician"] {
        assert_eq!(refused(&db.staff(role).await.pool, &cancel).await, DENIED);
    }
    assert_eq!(number(&db.staff("admin").await.pool, &cancel).await, 2);
    assert_eq!(status(&db, all[0]).await, "cancelled");
    assert_eq!(status(&db, all[1]).await, "queued", "it is being tried");
    assert_eq!(status(&db, all[2]).await, "sent");
    let asked = "select count(*) from queue_jobs where cancel_asked and worker = 7";
    assert_eq!((jobs(&db).await, number(db.owner(), asked).await), (1, 1));
    let tried = "select count(*) from queue_attempts where outcome = 'cancelled'";
    assert_eq!(number(db.owner(), tried).await, 1);
}

#[tokio::test]
async fn somebody_who_looked_says_what_became_of_an_uncertain_message() {
    let db = TestDb::new().await;
    let (arrived, lost, known) = (
        message(&db, "notification", "unknown").await,
        message(&db, "notification", "unknown").await,
        message(&db, "notification", "delivered").await,
    );
    let siti = db.staff("office").await;
    let resolve = async |id: i64, well: bool| {
        text(
            &siti.pool,
            &format!("select app.resolve_message({id}, {well})::text"),
        )
        .await
    };
    assert_eq!(resolve(arrived, true).await, "true");
    assert_eq!(resolve(lost, false).await, "true");
    assert_eq!(resolve(known, false).await, "false");
    assert_eq!(status(&db, arrived).await, "sent");
    assert_eq!(status(&db, lost).await, "failed");
    assert_eq!(status(&db, known).await, "delivered");
    let noted = "select count(*) from queue_attempts where outcome = 'resolved'";
    assert_eq!(number(db.owner(), noted).await, 2);
}

#[tokio::test]
async fn cleaning_takes_old_ended_messages_and_nothing_else() {
    let db = TestDb::new().await;
    let mut all = Vec::new();
    for (state, days) in [
        ("failed", 20),
        ("cancelled", 20),
        ("failed", 3),
        ("sent", 20),
        ("failed", 20),
    ] {
        let one = message(&db, "notification", state).await;
        let age = format!(
            "update messages set queued_at = now() - interval '{days} days' where id = {one}"
        );
        run(db.owner(), &age).await;
        all.push(one);
    }
    let sent_again = format!(
        "update messages set resends = {} where id = {}",
        all[4], all[3]
    );
    run(db.owner(), &sent_again).await;
    let clean = |days: i32| format!("select app.clean_messages('{{failed,sent,unknown}}', {days})");
    assert_eq!(
        refused(&db.staff("office").await.pool, &clean(10)).await,
        DENIED
    );
    let dewi = db.staff("admin").await;
    assert_eq!(
        number(&dewi.pool, &clean(0)).await,
        1,
        "a week is kept, and what another message takes the place of"
    );
    let left = "select array_agg(id order by id)::text from messages";
    let kept = format!("{{{},{},{},{}}}", all[1], all[2], all[3], all[4]);
    assert_eq!(text(db.owner(), left).await, kept);
    let trail = "select (after ->> 'rows')::bigint from audit_rows where record = 'messages' and record_id = 'clean'";
    assert_eq!(number(db.owner(), trail).await, 1);
}

/// Reports about gateway 1; answers how many were news.
async fn report(db: &TestDb, reports: Value) -> Option<i32> {
    sqlx::query_scalar(
        "select app.report_messages((select webhook_path from gateways where id = 1), $1)",
    )
    .bind(reports)
    .fetch_one(db.owner())
    .await
    .unwrap()
}

#[tokio::test]
async fn reports_count_in_any_order_and_once() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into gateways (id, kind) values (1, 'fonnte')",
    )
    .await;
    let one = message(&db, "notification", "accepted").await;
    run(db.owner(), "update messages set gateway_ref = 'r1'").await;
    // A gateway's clock counts within the last 30 days.
    let yesterday = chrono::Utc::now().date_naive() - chrono::Days::new(1);
    let said = |state: &str, clock: &str| json!([{"ref": "r1", "status": state, "at": format!("{yesterday}T{clock}:00+07:00")}]);
    let read = said("read", "10:02");
    assert_eq!(report(&db, read.clone()).await, Some(1));
    assert_eq!(status(&db, one).await, "read");
    assert_eq!(report(&db, read).await, Some(0), "repeated");
    let late = said("delivered", "10:01");
    assert_eq!(report(&db, late).await, Some(1));
    let sent = said("sent", "10:00");
    assert_eq!(report(&db, sent).await, Some(1));
    assert_eq!(status(&db, one).await, "read", "it does not go back");
    let failed = said("failed", "10:03");
    assert_eq!(report(&db, failed).await, Some(1));
    assert_eq!(status(&db, one).await, "read", "it had arrived");
    let times = "select to_char(read_at at time zone 'Asia/Jakarta', 'HH24:MI') || (reason is null) || (ended_at is null) from messages";
    assert_eq!(text(db.owner(), times).await, "10:02truetrue");
}

#[tokio::test]
async fn a_report_of_failure_ends_what_had_not_arrived_until_it_arrives_after_all() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into gateways (id, kind) values (1, 'fonnte')",
    )
    .await;
    let one = message(&db, "notification", "sent").await;
    run(db.owner(), "update messages set gateway_ref = 'r1'").await;
    let failed = json!([{"ref": "r1", "status": "failed", "reason": "nomor mati"}]);
    assert_eq!(report(&db, failed).await, Some(1));
    let told = "select status || ' ' || reason || ' ' || (ended_at is not null) from messages";
    assert_eq!(text(db.owner(), told).await, "failed nomor mati true");
    let arrived = json!([{"ref": "r1", "status": "delivered"}]);
    assert_eq!(report(&db, arrived).await, Some(1));
    assert_eq!(status(&db, one).await, "delivered");
    // One whose number was never answered: the gateway hands ours back.
    let uncertain = message(&db, "notification", "unknown").await;
    let own = json!([{"ref": "r2", "status": "sent", "own": uncertain}]);
    assert_eq!(report(&db, own).await, Some(1));
    assert_eq!(status(&db, uncertain).await, "sent");
    let stranger = "select app.report_messages('0123456789abcdef', '[]') is null";
    assert_eq!(
        text(db.owner(), &format!("select ({stranger})::text")).await,
        "true"
    );
}

#[tokio::test]
async fn stop_ends_all_but_passwords_and_start_begins_again() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into gateways (id, kind) values (1, 'fonnte')",
    )
    .await;
    let reply = async |said: &str| {
        let ask =
            "select app.note_reply((select webhook_path from gateways), '+6281234567890', $1)";
        let asked = sqlx::query_scalar::<_, Option<String>>(ask).bind(said);
        asked.fetch_one(db.owner()).await.unwrap()
    };
    let kept = "select count(*) from message_optouts";
    assert_eq!(reply("Berhenti dulu ya").await.as_deref(), Some("nothing"));
    assert_eq!(number(db.owner(), kept).await, 0);
    for said in ["stop", " *STOP*! ", "berhenti"] {
        assert_eq!(reply(said).await.as_deref(), Some("stopped"), "{said}");
        assert_eq!(number(db.owner(), kept).await, 3);
    }
    assert_eq!(reply("Mulai.").await.as_deref(), Some("started"));
    assert_eq!(number(db.owner(), kept).await, 0);
    let stranger =
        "select (app.note_reply('0123456789abcdef', '+6281234567890', 'STOP') is null)::text";
    assert_eq!(text(db.owner(), stranger).await, "true");
    let no_number = "select app.note_reply((select webhook_path from gateways), '0812', 'STOP')";
    assert_eq!(text(db.owner(), no_number).await, "nothing");
}

#[tokio::test]
async fn a_machine_is_enrolled_works_under_its_own_login_and_is_dismissed() {
    let db = TestDb::new().await;
    let enrol = format!("select login from app.enrol_worker('server kantor', '{VERIFIER}')");
    for role in ["office", "supervisor", "technician"] {
        assert_eq!(refused(&db.staff(role).await.pool, &enrol).await, DENIED);
    }
    let dewi = db.staff("admin").await;
    let login = text(&dewi.pool, &enrol).await;
    db.forget_later(&login);
    let mut machine = PgConnection::connect_with(&db.options(&login, PASSWORD))
        .await
        .unwrap();
    let joined: i32 = sqlx::query_scalar("select app.join_queue('server kantor', '1')")
        .fetch_one(&mut machine)
        .await
        .unwrap();
    let denied = sqlx::query("select from messages")
        .execute(&mut machine)
        .await;
    assert!(denied.is_err(), "it sees a message once it has claimed it");
    let dismiss = format!("select app.dismiss_worker({joined})");
    assert_eq!(
        refused(&db.staff("office").await.pool, &dismiss).await,
        DENIED
    );
    run(&dewi.pool, &dismiss).await;
    assert!(
        PgConnection::connect_with(&db.options(&login, PASSWORD))
            .await
            .is_err(),
        "its login is gone"
    );
    assert_eq!(refused(&dewi.pool, &dismiss).await, "AG001", "only once");
}

#[tokio::test]
async fn a_turn_sends_no_more_broadcasts_than_the_day_has_left() {
    let db = TestDb::new().await;
    for statement in [
        "insert into gateways (id, kind, rate) values (1, 'fonnte', null)",
        "update queue_rules set bulk_a_day = 3, quiet_from = '00:00', quiet_to = '00:00'",
        "insert into messages (class, template, recipient, body) select 'bulk', 'broadcast', '+62812345678' || n, 'Halo' from generate_series(10, 14) n",
        "insert into queue_jobs (lane, message_id, recipient) select 3, id, recipient from messages",
        "insert into queue_attempts (job_id, lane, attempt, outcome, queued_at) values (0, 3, 1, 'accepted', now())",
        "select app.join_queue('server', '1')",
    ] {
        run(db.owner(), statement).await;
    }
    let turn = "select count(id) from app.queue_turn(1, 11, true, '{}', '{}', '{}', '{}', '{}', '{}', false)";
    assert_eq!(number(db.owner(), turn).await, 2, "one went out before");
    let held =
        "select count(*) from queue_jobs where worker is null and attempt = 0 and run_at > now()";
    assert_eq!(number(db.owner(), held).await, 3);
    assert_eq!(number(db.owner(), turn).await, 0);
    let going = "select count(*) from messages where status = 'sending'";
    assert_eq!(number(db.owner(), going).await, 2);
}
