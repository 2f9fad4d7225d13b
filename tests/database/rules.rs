//! What clocks rest on cannot be pulled away, and two who change it at once are both heard.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::arrange::{household, number, refused, run, text, ticket};
use crate::support::database::{PASSWORD, TestDb};

#[tokio::test]
async fn what_a_promise_rests_on_stays() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await.pool;
    run(&admin, "insert into calendars (name) values ('Malam')").await;
    run(
        &admin,
        "insert into sla_targets (priority, hours, sla_level, calendar_id) select 'low', 8, 'gold', id from calendars where name = 'Malam'",
    )
    .await;
    for needed in [
        "update calendars set active = false where name = 'Malam'",
        "update calendars set active = false where is_default",
        "delete from sla_targets where priority = 'low'",
        "update sla_targets set sla_level = 'silver' where sla_level = 'standard' and priority = 'low'",
        "update hold_reasons set active = false where code = 'other'",
        "update hold_reasons set active = true where code = 'finished'",
        "update hold_reasons set code = 'parts_ordered' where code = 'parts'",
    ] {
        assert_eq!(refused(&admin, needed).await, "AG017", "{needed}");
    }
    run(&admin, "delete from sla_targets where sla_level = 'gold'").await;
    run(
        &admin,
        "update calendars set active = false where name = 'Malam'",
    )
    .await;
    let named = "update sla_targets set calendar_id = (select id from calendars where name = 'Malam') where priority = 'low'";
    assert_eq!(refused(&admin, named).await, "AG014");
}

#[tokio::test]
async fn two_who_change_promises_at_once_are_both_reckoned_with() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    ticket(&db, home, None).await;
    run(
        db.owner(),
        "update tickets set started_at = '2026-08-12 09:00+07'",
    )
    .await;
    let (dewi, agus) = (db.staff("admin").await, db.staff("admin").await);
    let mut first = PgConnection::connect_with(&db.options(&dewi.username, PASSWORD))
        .await
        .unwrap();
    let mut second = PgConnection::connect_with(&db.options(&agus.username, PASSWORD))
        .await
        .unwrap();
    for (connection, change) in [
        (
            &mut first,
            "begin; update sla_targets set hours = 9 where priority = 'normal'",
        ),
        (
            &mut second,
            "begin; insert into holidays (day, name) values ('2026-08-13', 'Libur')",
        ),
    ] {
        sqlx::raw_sql(AssertSqlSafe(change))
            .execute(connection)
            .await
            .unwrap();
    }
    // Neither sees the other's change yet; both reckon when they commit.
    let (one, other) = tokio::join!(
        sqlx::raw_sql("commit").execute(&mut first),
        sqlx::raw_sql("commit").execute(&mut second)
    );
    one.unwrap();
    other.unwrap();
    let due = "select to_char(due_at at time zone 'Asia/Jakarta', 'MM-DD HH24:MI') from tickets";
    assert_eq!(text(db.owner(), due).await, "08-14 09:00");
    let left = "select count(*) from app.sla_stale";
    assert_eq!(number(db.owner(), left).await, 0);
}

#[tokio::test]
async fn whoever_waits_to_reckon_clocks_keeps_nobody_else_waiting() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    ticket(&db, home, None).await;
    let (admin, siti) = (db.staff("admin").await.pool, db.staff("office").await.pool);
    let mut reckoning = db.owner().begin().await.unwrap();
    sqlx::query("select from app.turns where name = 'sla_recompute' for update")
        .execute(&mut *reckoning)
        .await
        .unwrap();
    let waits = tokio::spawn(async move {
        run(&admin, "update sla_targets set hours = hours + 1").await;
    });
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while number(db.owner(), waiting).await == 0 {
        tokio::task::yield_now().await;
    }
    run(&siti, "update customers set note = 'jalan terus'").await;
    reckoning.rollback().await.unwrap();
    waits.await.unwrap();
    let due = "select count(*) from tickets where target_minutes = 25 * 60";
    assert_eq!(number(db.owner(), due).await, 1);
}

#[tokio::test]
async fn the_search_reads_the_words_of_ones_own_tickets() {
    let db = TestDb::new().await;
    let (here, there) = (
        household(&db, "Utara").await,
        household(&db, "Selatan").await,
    );
    let joko = db.staff("technician").await;
    let (his, other) = (
        ticket(&db, here, Some(joko.id)).await,
        ticket(&db, there, None).await,
    );
    let siti = db.staff("office").await.pool;
    let supervisor = db.staff_of("supervisor", &[there.zone]).await.pool;
    run(&siti, "update tickets set description = 'lampu merah'").await;
    let found =
        |what: &str| format!("select {what} from ticket_words where description ilike '%merah%'");
    assert_eq!(number(&siti, &found("count(*)")).await, 2);
    assert_eq!(number(&joko.pool, &found("min(id)")).await, his);
    assert_eq!(number(&joko.pool, &found("count(*)")).await, 1);
    assert_eq!(number(&supervisor, &found("min(id)")).await, other);
    assert_eq!(number(&supervisor, &found("count(*)")).await, 1);
    let forged = format!("update ticket_words set description = '' where id = {his}");
    assert_eq!(refused(&siti, &forged).await, "42501");
}
