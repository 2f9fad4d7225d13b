//! Who may see and end which sessions, asked of the functions that keep them.

use crate::arrange::{number, refused, run, text};
use crate::support::database::{Person, TestDb};

const DENIED: &str = "42501";

/// Signs in at a computer and answers whether that was let happen.
async fn begin(person: &Person, device: &str, is_typed: bool) -> bool {
    let asked = format!("select app.begin_session('{device}', '0.1.0', {is_typed}) is not null");
    sqlx::query_scalar(sqlx::AssertSqlSafe(asked))
        .fetch_one(&person.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn everybody_sees_his_own_computers_and_admins_all() {
    let db = TestDb::new().await;
    let (siti, joko) = (db.staff("office").await, db.staff("technician").await);
    let admin = db.staff("admin").await;
    assert!(begin(&siti, "meja-depan", true).await);
    assert!(begin(&joko, "laptop-joko", true).await);
    let all = "select coalesce(string_agg(device, ' ' order by device), '') from devices";
    assert_eq!(text(&siti.pool, all).await, "meja-depan");
    assert_eq!(text(&joko.pool, all).await, "laptop-joko");
    assert_eq!(text(&admin.pool, all).await, "laptop-joko meja-depan");
    for denied in [
        "insert into devices (staff_id, device, app_version, signed_in_at, seen_at) values (1, 'x', 'x', now(), now())",
        "update devices set ended_at = null",
        "delete from devices",
    ] {
        assert_eq!(refused(&admin.pool, denied).await, DENIED, "{denied}");
    }
}

#[tokio::test]
async fn a_session_is_ended_by_its_person_or_an_admin_and_by_nobody_else() {
    let db = TestDb::new().await;
    let (siti, joko) = (db.staff("office").await, db.staff("technician").await);
    let admin = db.staff("admin").await;
    begin(&siti, "meja-depan", true).await;
    let end = format!("select app.end_session({}, 'meja-depan')", siti.id);
    assert_eq!(refused(&joko.pool, &end).await, DENIED);
    for person in [&siti, &admin] {
        run(&person.pool, &end).await;
    }
    let said = text(
        db.owner(),
        "select string_agg(record_id || ' ' || (after ->> 'device'), ', ') from audit_rows where record = 'devices'",
    )
    .await;
    let line = format!("{}/meja-depan meja-depan", siti.id);
    assert_eq!(
        said,
        format!("{line}, {line}"),
        "each order is in the trail"
    );
    let nowhere = format!(
        "select app.end_session({}, 'meja-lain')::int::bigint",
        siti.id
    );
    assert_eq!(number(&admin.pool, &nowhere).await, 0);
}

#[tokio::test]
async fn who_was_sent_away_comes_back_only_with_a_typed_password() {
    let db = TestDb::new().await;
    let siti = db.staff("office").await;
    for place in ["meja-depan", "laptop"] {
        assert!(begin(&siti, place, true).await);
    }
    run(
        &siti.pool,
        &format!("select app.end_session({}, 'laptop')", siti.id),
    )
    .await;
    let may = |place: &str| {
        let asked = format!(
            "select app.keep_session('{place}', signed_in_at)::int::bigint from devices where device = '{place}'"
        );
        let pool = siti.pool.clone();
        async move { number(&pool, &asked).await == 1 }
    };
    assert!(may("meja-depan").await, "only that computer");
    assert!(!may("laptop").await);
    assert!(!begin(&siti, "laptop", false).await);
    assert!(begin(&siti, "meja-depan", false).await);
    assert!(begin(&siti, "laptop", true).await);
    assert!(may("laptop").await);
    assert!(begin(&siti, "laptop", false).await);
}

#[tokio::test]
async fn a_client_that_makes_names_up_fills_no_table() {
    let db = TestDb::new().await;
    let siti = db.staff("office").await;
    run(
        &siti.pool,
        "select app.begin_session('komputer ' || n, '0.1.0', true) from generate_series(1, 40) n",
    )
    .await;
    run(
        &siti.pool,
        "select app.begin_session(repeat('x', 500), '0.1.0', true)",
    )
    .await;
    assert_eq!(number(db.owner(), "select count(*) from devices").await, 30);
    let longest = "select max(char_length(device))::bigint from devices";
    assert_eq!(number(db.owner(), longest).await, 120);
}
