//! Runs of bulk operations belong to who makes them and who works on them, whatever program asks.

use crate::arrange::{household, id, number, refusal, refused, run, ticket};
use crate::support::database::TestDb;

const PLAN: &str = "select id from app.plan_bulk('tickets', 'ticket_note', '{}', 'off', '{}', 'kunci-satu', '\\x00', false, null)";
const RUNNER: &str = "0197c0de-0000-7000-8000-000000000000";

#[tokio::test]
async fn a_run_is_written_by_its_maker_and_then_by_who_holds_it() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let far = household(&db, "Selatan").await;
    let (own, foreign) = (ticket(&db, home, None).await, ticket(&db, far, None).await);
    let office = db.staff("office").await.pool;
    let other = db.staff("office").await.pool;
    let made = id(&office, PLAN).await;
    let items = |first: i32| {
        format!(
            "insert into bulk_items (run_id, place, record_id, zone_id, version) values ({made}, {first}, {own}, {}, 1), ({made}, {}, {foreign}, {}, 1)",
            home.zone,
            first + 1,
            far.zone
        )
    };
    assert_eq!(refused(&other, &items(1)).await, "42501");
    run(&office, &items(1)).await;
    assert_eq!(
        refused(&office, &items(3)).await,
        "42501",
        "the plan is what was shown"
    );
    for forged in [
        "update bulk_runs set succeeded = 2",
        "delete from bulk_items",
        "delete from bulk_runs",
        "insert into bulk_runs (key, body_hash, entity, action, notify, selection) values ('k', '', 'tickets', 'x', 'off', '{}')",
    ] {
        assert_eq!(refused(&office, forged).await, "42501", "{forged}");
    }
    let settled =
        format!("update bulk_items set outcome = 'ok' where run_id = {made} and place = 1");
    let take = format!("select app.take_bulk({made}, '{RUNNER}', 'meja')");
    assert_eq!(
        refusal(&office, &take).await.1,
        "BULK_STATE",
        "nobody said go"
    );
    run(&office, &format!("select app.start_bulk({made}, null)")).await;
    assert_eq!(run(&office, &settled).await, 0, "not before he works on it");
    run(&other, &take).await;
    assert_eq!(run(&office, &settled).await, 0, "a colleague does");
    assert_eq!(run(&other, &settled).await, 1);
    assert_eq!(
        refusal(&other, &settled).await,
        ("AG050".to_owned(), "BULK_STATE".to_owned()),
        "once"
    );
    assert_eq!(refused(&other, &items(3)).await, "42501");
    let counted =
        format!("select (succeeded * 100 + total)::bigint from bulk_runs where id = {made}");
    assert_eq!(number(db.owner(), &counted).await, 102);

    // Supervisors see what touches their zones, and of it only their own records; technicians nothing.
    let items = "select count(*) from bulk_items";
    let andi = db.staff_of("supervisor", &[home.zone]).await.pool;
    assert_eq!(number(&andi, items).await, 1);
    let wati = db.staff_of("supervisor", &[]).await.pool;
    assert_eq!(number(&wati, "select count(*) from bulk_runs").await, 0);
    let joko = db.staff("technician").await.pool;
    for asked in [PLAN, items, &take] {
        assert_eq!(refused(&joko, asked).await, "42501", "{asked}");
    }
}

#[tokio::test]
async fn a_plan_that_nobody_started_goes_after_a_day_and_a_run_after_a_year() {
    let db = TestDb::new().await;
    let office = db.staff("office").await.pool;
    let first = id(&office, PLAN).await;
    let second = id(&office, &PLAN.replace("satu", "dua")).await;
    run(&office, &format!("select app.start_bulk({second}, null)")).await;
    let age = |days: i32| {
        format!(
            "update bulk_runs set planned_at = planned_at - interval '{days} days' where id in ({first}, {second})"
        )
    };
    let left = "select count(*) from bulk_runs";
    run(db.owner(), &age(2)).await;
    id(&office, &PLAN.replace("satu", "tiga")).await;
    assert_eq!(number(&office, left).await, 2, "the plan went");
    run(db.owner(), &age(400)).await;
    id(&office, &PLAN.replace("satu", "empat")).await;
    assert_eq!(number(&office, left).await, 2, "the run went");
}
