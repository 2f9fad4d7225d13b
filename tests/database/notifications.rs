//! Everybody his own notifications: nobody sees, writes or hears those of others.

use sqlx::postgres::PgListener;

use crate::arrange::{household, number, refused, run, text, ticket};
use crate::support::database::{Person, TestDb};

const DENIED: &str = "42501";

const TABLES: [&str; 6] = [
    "notifications",
    "notification_heads",
    "notification_seen",
    "notification_choices",
    "notification_quiet",
    "notification_absences",
];

/// Somebody with a row in each of the tables.
async fn somebody(db: &TestDb) -> Person {
    let joko = db.staff("technician").await;
    let home = household(db, "Utara").await;
    let siti = db.staff("office").await;
    let id = ticket(db, home, None).await;
    run(
        &siti.pool,
        &format!(
            "update tickets set lead_id = {}, status = 'assigned' where id = {id}",
            joko.id
        ),
    )
    .await;
    let kept = format!(
        "select app.save_notification_preferences('[{{\"event\": \"mentioned\", \"in_app\": true, \"os\": false, \"sound\": false}}]',
           '[{{\"weekday\": 1, \"from_minute\": 0, \"to_minute\": 60}}]', {}, now(), now() + interval '1 day')",
        siti.id
    );
    run(&joko.pool, &kept).await;
    run(&joko.pool, "select app.mark_notifications_seen()").await;
    joko
}

#[tokio::test]
async fn everybody_sees_his_own_and_nobody_elses() {
    let db = TestDb::new().await;
    let joko = somebody(&db).await;
    for table in TABLES {
        let asked = format!("select count(*) from {table}");
        assert_eq!(number(&joko.pool, &asked).await, 1, "{table}");
        for role in ["admin", "supervisor", "office", "technician"] {
            let other = db.staff(role).await;
            let own = i64::from(table == "notification_heads");
            assert_eq!(number(&other.pool, &asked).await, own, "{table} {role}");
        }
    }
}

#[tokio::test]
async fn nobody_writes_a_notification_or_a_preference_past_the_functions() {
    let db = TestDb::new().await;
    let joko = somebody(&db).await;
    let admin = db.staff("admin").await;
    for person in [&joko, &admin] {
        for statement in [
            "insert into notifications (staff_id, seq, kind, event, priority, group_key) values (1, 9, 'system', 'x', 'low', 'x')",
            "update notifications set read_at = now()",
            "delete from notifications",
            "select id from notifications for update",
            "update notification_heads set seq = 0",
            "insert into notification_choices values (1, 'mentioned', false, false, false)",
            "delete from notification_quiet",
            "update notification_absences set substitute_id = 1",
            "insert into app.notification_causes (event, kind) values ('x', 'system')",
            "select app.tell_system('database_restored', null)",
            "select app.wake_notifications(now())",
            "select * from app.take_notification_causes(pg_current_xact_id(), now())",
        ] {
            assert_eq!(
                refused(&person.pool, statement).await,
                DENIED,
                "{statement}"
            );
        }
    }
    // What the functions do, they do to the caller's own.
    for statement in [
        "select app.mark_notifications((select array_agg(g) from generate_series(1, 100) g), 'read')",
        "select app.mark_all_notifications_read(100)",
        "select app.mark_notifications_seen()",
        "select app.snooze_notifications((select array_agg(g) from generate_series(1, 100) g), now() + interval '1 h')",
        "select count from app.delete_notifications((select array_agg(g) from generate_series(1, 100) g), null)",
        "select app.restore_notifications(now())",
    ] {
        assert_eq!(number(&admin.pool, statement).await, 0, "{statement}");
    }
    assert_eq!(
        number(
            &joko.pool,
            "select count(*) from notifications where read_at is null and snoozed_until is null and deleted_at is null"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn who_left_has_no_list_and_no_bell() {
    let db = TestDb::new().await;
    let joko = somebody(&db).await;
    run(
        db.owner(),
        &format!("update staff set active = false where id = {}", joko.id),
    )
    .await;
    assert_eq!(
        number(&joko.pool, "select count(*) from notifications").await,
        0
    );
    for statement in [
        "select app.notification_channel()",
        "select app.mark_notifications_seen()",
        "select app.notification_rounds()",
    ] {
        assert_eq!(refused(&joko.pool, statement).await, DENIED, "{statement}");
    }
}

#[tokio::test]
async fn who_listens_on_every_channel_he_can_learn_of_hears_nothing_of_others() {
    let db = TestDb::new().await;
    let budi = db.staff("supervisor").await;
    let mut spy = PgListener::connect_with(&budi.pool).await.unwrap();
    let own = text(&budi.pool, "select app.notification_channel()").await;
    spy.listen_all(["aglis", "aglis_queue", "aglis_n_", own.as_str()])
        .await
        .unwrap();
    let joko = somebody(&db).await;
    let bell = text(&joko.pool, "select app.notification_channel()").await;
    let mut heard = PgListener::connect_with(&joko.pool).await.unwrap();
    heard.listen(&bell).await.unwrap();
    assert_eq!(
        text(
            &budi.pool,
            "select coalesce(string_agg(query, ' '), '') from pg_stat_activity where query like '%aglis_n_%' and usename <> session_user"
        )
        .await,
        "",
        "nor does he see what others listen to"
    );
    run(
        &joko.pool,
        "select app.mark_notifications((select array_agg(id) from notifications), 'read')",
    )
    .await;
    let rung = heard.recv().await.unwrap();
    assert_eq!((rung.channel(), rung.payload()), (bell.as_str(), ""));
    // What came before this one in the order of commits would have been heard before it.
    run(&budi.pool, "select pg_notify('aglis', 'last')").await;
    assert_eq!(spy.recv().await.unwrap().payload(), "last");
}
