//! The audit trail: what must stand in it does, nobody keeps others from writing it, and the doctor reads it.

use aglis_core::health;
use model::{
    text::{Locale, Words},
    trail::RECORDS,
};
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

#[tokio::test]
async fn every_table_the_trail_tells_of_has_its_word_and_can_be_asked_for() {
    let db = TestDb::new().await;
    let mut told: Vec<String> = sqlx::query_scalar(
        "select distinct c.relname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
         where p.proname ~ '^audit_' and p.proname not in ('audit_seal', 'audit_refuse')",
    )
    .fetch_all(db.owner())
    .await
    .unwrap();
    // What functions write by themselves.
    for record in [
        "contact_identities",
        "registration_identities",
        "devices",
        "messages",
    ] {
        told.push(record.to_owned());
    }
    told.sort_unstable();
    let mut offered: Vec<&str> = RECORDS.to_vec();
    offered.sort_unstable();
    assert_eq!(told, offered);
    for locale in [Locale::Id, Locale::En] {
        let words = Words::new(locale, &[]);
        for record in RECORDS {
            let key = format!("audit-record-{}", record.replace('_', "-"));
            assert!(words.knows(&key), "{key}");
        }
    }
}

#[tokio::test]
async fn a_chain_is_verified_from_place_to_place() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    for note in 1..=9 {
        run(
            db.owner(),
            &format!(
                "update customers set note = 'catatan {note}' where id = {}",
                home.customer
            ),
        )
        .await;
    }
    let admin = db.staff("admin").await.pool;
    let length = number(db.owner(), "select app.audit_length()").await;
    assert!(length > 9, "{length}");
    assert_eq!(
        walk(&admin, 4, "1 minute").await,
        (length, None),
        "four at a time"
    );
    assert_eq!(
        stretch(&admin, 0, None, 4, "0 s").await,
        (0, None, false),
        "a stretch without time comes nowhere and does not say that all is well"
    );
    let siti = db.staff("office").await.pool;
    let asked = "select app.verify_audit_stretch(0, null, 4, interval '1 s')";
    assert_eq!(refused(&siti, asked).await, "42501");

    // Only somebody who owns the server can change what is past; whatever stretch it lies in, it is found.
    let victim = number(
        db.owner(),
        "select r.batch_id from audit_rows r where r.after ->> 'note' = 'catatan 8'",
    )
    .await;
    run(
        db.owner(),
        "alter table audit_rows disable trigger audit_rows_append_only",
    )
    .await;
    run(
        db.owner(),
        "update audit_rows set after = '{\"note\": \"lain\"}' where after ->> 'note' = 'catatan 8'",
    )
    .await;
    let place = number(
        db.owner(),
        &format!("select sealed from audit_batches where id = {victim}"),
    )
    .await;
    for most in [1, 3, 1000] {
        assert_eq!(
            walk(&admin, most, "1 minute").await,
            (place - 1, Some(victim))
        );
    }
    // A batch that is gone leaves a hole, also where one stretch ends and the next begins.
    for table in ["audit_rows", "audit_batches"] {
        run(
            db.owner(),
            &format!("alter table {table} disable trigger all"),
        )
        .await;
    }
    run(
        db.owner(),
        &format!("delete from audit_rows where batch_id = {victim}"),
    )
    .await;
    run(
        db.owner(),
        &format!("delete from audit_batches where id = {victim}"),
    )
    .await;
    let most = i32::try_from(place - 1).unwrap();
    let (at, broken) = walk(&admin, most, "1 minute").await;
    assert_eq!(at, place - 1);
    assert!(broken.is_some_and(|next| next > victim), "{broken:?}");
}

/// One stretch: how far it came, the first batch that does not follow, whether it was the last.
async fn stretch(
    pool: &PgPool,
    place: i64,
    hash: Option<Vec<u8>>,
    most: i32,
    within: &str,
) -> (i64, Option<i64>, bool) {
    let (place, _, broken, is_end) = step(pool, place, hash, most, within).await;
    (place, broken, is_end)
}

type Step = (i64, Option<Vec<u8>>, Option<i64>, bool);

async fn step(pool: &PgPool, place: i64, hash: Option<Vec<u8>>, most: i32, within: &str) -> Step {
    sqlx::query_as("select * from app.verify_audit_stretch($1, $2, $3, $4::text::interval)")
        .bind(place)
        .bind(hash)
        .bind(most)
        .bind(within)
        .fetch_one(pool)
        .await
        .unwrap()
}

/// All stretches of this size.
async fn walk(pool: &PgPool, most: i32, within: &str) -> (i64, Option<i64>) {
    let (mut place, mut hash) = (0, None);
    loop {
        let (at, found, broken, is_end) = step(pool, place, hash, most, within).await;
        assert!(at - place <= i64::from(most));
        if is_end {
            return (at, broken);
        }
        (place, hash) = (at, found);
    }
}
