//! What was there before a step is whole after it.

use aglis_core::workspace::MIGRATIONS;
use sqlx::AssertSqlSafe;

use crate::arrange::{household, number, run, text, ticket};
use crate::support::database::TestDb;

/// Applies the steps of these numbers.
async fn apply(db: &TestDb, steps: std::ops::RangeInclusive<i64>) {
    for step in MIGRATIONS
        .iter()
        .filter(|step| steps.contains(&step.version))
    {
        let mut tx = db.owner().begin().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(step.sql.as_str().to_owned()))
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

/// A database as the steps up to this one left it.
async fn at_step(last: i64) -> TestDb {
    let db = TestDb::new().await;
    for statement in [
        "drop schema public cascade",
        "drop schema app cascade",
        "create schema public",
    ] {
        run(db.owner(), statement).await;
    }
    apply(&db, 1..=last).await;
    db
}

#[tokio::test]
async fn a_ticket_that_waits_goes_on_waiting_and_is_found_as_before() {
    let db = at_step(15).await;
    let home = household(&db, "Utara").await;
    let joko = db.staff("technician").await;
    ticket(&db, home, Some(joko.id)).await;
    for step in [
        "update tickets set status = 'in_progress'",
        "update tickets set status = 'on_hold', status_reason = 'hujan', description = 'lampu merah'",
        "insert into holidays values ('2031-08-17', 'Hari Kemerdekaan')",
    ] {
        run(db.owner(), step).await;
    }
    apply(&db, 16..=i64::MAX).await;
    let waits = "select count(*) from tickets t join ticket_pauses p on p.ticket_id = t.id
                 where p.to_at is null and p.stops_clock and t.hold_reason = p.reason and t.clock_stopped_at = t.hold_since";
    assert_eq!(number(db.owner(), waits).await, 1);
    let kept = "select count(*) from tickets t join ticket_words w on w.id = t.id join ticket_due d on d.id = t.id
                where w.description = 'lampu merah' and d.due_at = t.due_at and t.warning_at < t.due_at";
    assert_eq!(number(db.owner(), kept).await, 1);
    let week = "select string_agg(weekday || ' ' || opens || '-' || closes, ', ' order by weekday) from work_slots where weekday > 5";
    assert_eq!(text(db.owner(), week).await, "6 480-1020");
    run(&joko.pool, "update tickets set status = 'in_progress'").await;
    let over = "select count(*) from ticket_pauses where to_at > from_at";
    assert_eq!(number(db.owner(), over).await, 1);
}
