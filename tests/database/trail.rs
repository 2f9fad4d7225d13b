//! The audit trail: what must stand in it does, nobody keeps others from writing it, and the doctor reads it.

use aglis_core::health;
use sqlx::PgPool;

use crate::arrange::{household, id, number, refused, run, text};
use crate::support::database::TestDb;

async fn ask(pool: &PgPool, contact: i64) -> i64 {
    id(
        pool,
        &format!("select app.ask_identity({contact}, 'cek KTP di meja')"),
    )
    .await
}

#[tokio::test]
async fn an_identity_number_is_shown_only_after_the_trail_has_it_for_good() {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    let siti = db.staff("office").await.pool;
    let contact = id(db.owner(), "select id from contacts").await;
    let reveal = |ask: i64| format!("select app.reveal_identity({ask})");

    let mut undone = siti.begin().await.unwrap();
    let early: i64 = sqlx::query_scalar("select app.ask_identity($1, 'cek KTP di meja')")
        .bind(contact)
        .fetch_one(&mut *undone)
        .await
        .unwrap();
    sqlx::query("set constraints all immediate")
        .execute(&mut *undone)
        .await
        .unwrap();
    let shown = sqlx::query(sqlx::AssertSqlSafe(reveal(early)))
        .execute(&mut *undone)
        .await;
    assert!(shown.is_err(), "asking and reading in one transaction");
    undone.rollback().await.unwrap();
    assert_eq!(
        refused(&siti, &reveal(early)).await,
        "42501",
        "what was taken back was never asked"
    );

    let asked = ask(&siti, contact).await;
    assert_eq!(text(&siti, &reveal(asked)).await, "3273014101900001");
    let rina = db.staff("office").await.pool;
    assert_eq!(
        refused(&rina, &reveal(asked)).await,
        "42501",
        "somebody else's ask"
    );
    let mut old_view = siti.begin().await.unwrap();
    sqlx::query("set transaction isolation level repeatable read")
        .execute(&mut *old_view)
        .await
        .unwrap();
    let refused = sqlx::query("select app.ask_identity($1, 'cek KTP di meja')")
        .bind(contact)
        .execute(&mut *old_view)
        .await;
    assert!(
        refused.is_err(),
        "a transaction that counts from an older view could ask without limit"
    );
}

#[tokio::test]
async fn no_login_can_stop_everybody_elses_changes() {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    let (joko, siti) = (
        db.staff("technician").await.pool,
        db.staff("office").await.pool,
    );
    let mut held = joko.acquire().await.unwrap();
    sqlx::query("select pg_advisory_lock(4711001)")
        .execute(&mut *held)
        .await
        .unwrap();
    run(&siti, "update customers set note = 'jalan terus'").await;
    for role in ["admin", "supervisor", "office", "technician"] {
        let person = db.staff(role).await.pool;
        for statement in [
            "select from app.turns for update",
            "select app.take_turn('audit')",
            "select app.try_turn('audit')",
        ] {
            assert_eq!(refused(&person, statement).await, "42501", "{role}");
        }
    }
}

#[tokio::test]
async fn the_doctor_names_the_first_batch_that_was_tampered_with() {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    let admin = db.staff("admin").await.pool;
    for pool in [db.owner(), &admin] {
        let complaints = health::look(pool).await.unwrap().complaints();
        assert!(
            !complaints.iter().any(|said| said.contains("audit")),
            "{complaints:?}"
        );
    }
    run(
        db.owner(),
        "alter table audit_rows disable trigger audit_rows_append_only",
    )
    .await;
    let culprit = number(
        db.owner(),
        "with changed as (update audit_rows set record_id = '999' where record = 'customers' returning batch_id) select min(batch_id) from changed",
    )
    .await;
    for pool in [db.owner(), &admin] {
        let complaints = health::look(pool).await.unwrap().complaints();
        assert!(
            complaints
                .iter()
                .any(|said| said.contains(&format!("batch {culprit}"))),
            "{complaints:?}"
        );
    }
}

#[tokio::test]
async fn stored_replies_go_after_a_week_and_those_of_imports_after_a_day_once_an_hour() {
    let db = TestDb::new().await;
    let siti = db.staff("office").await;
    let keep = |call: &str, age: &str| {
        format!(
            "insert into request_keys (key, staff_id, call, body_hash, at)
             values (gen_random_uuid(), {}, '{call}', '\\x00', now() - interval '{age}')",
            siti.id
        )
    };
    for (call, age) in [
        ("RunImport", "25 hours"),
        ("RunImport", "23 hours"),
        ("RecordPayment", "8 days"),
        ("RecordPayment", "6 days"),
    ] {
        run(db.owner(), &keep(call, age)).await;
    }
    let purge = "select app.purge_request_keys()";
    let joko = db.staff("technician").await.pool;
    assert_eq!(number(&joko, purge).await, 2);
    assert_eq!(
        text(
            db.owner(),
            "select string_agg(call, ' ' order by call) from request_keys"
        )
        .await,
        "RecordPayment RunImport"
    );
    run(db.owner(), &keep("RunImport", "25 hours")).await;
    assert_eq!(number(&siti.pool, purge).await, 0, "not twice in an hour");
    run(
        db.owner(),
        "update app.turns set at = now() - interval '61 minutes' where name = 'request_keys'",
    )
    .await;
    assert_eq!(number(&siti.pool, purge).await, 1);
}
