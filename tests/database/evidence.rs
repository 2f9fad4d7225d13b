//! A picture proves work only if it is there and is a picture; a proof of payment belongs to one that waits.

use sqlx::{AssertSqlSafe, PgPool};

use crate::arrange::{broken, household, number, payment, picture, refusal, run, ticket};
use crate::support::database::{Person, TestDb};

/// The first bytes of a JPEG, as a literal.
const JPEG: &str = "'\\xffd8ffe000104a464946'::bytea";

/// The constraint that keeps a picture out.
async fn kept_out(joko: &Person, ticket: i64, content: &str, size: i64) -> String {
    match picture(joko, ticket, content, size).await {
        Err(sqlx::Error::Database(error)) => error.constraint().unwrap_or_default().to_owned(),
        other => panic!("{content}: {other:?}"),
    }
}

async fn at_work(db: &TestDb) -> (Person, i64) {
    let home = household(db, "Utara").await;
    let joko = db.staff("technician").await;
    let ticket = ticket(db, home, Some(joko.id)).await;
    run(&joko.pool, "update tickets set status = 'in_progress'").await;
    (joko, ticket)
}

async fn complete(pool: &PgPool) -> (String, String) {
    refusal(
        pool,
        "update tickets set status = 'completed', resolution = 'terpasang'",
    )
    .await
}

#[tokio::test]
async fn a_file_without_content_does_not_stay_and_proves_nothing() {
    let db = TestDb::new().await;
    let (joko, ticket) = at_work(&db).await;
    let bare = format!(
        "insert into files (id, ticket_id, name, mime, size, sha256, evidence, added_by)
         values (gen_random_uuid(), {ticket}, 'ont.jpg', 'image/jpeg', 10, '\\x00', true, {})",
        joko.id
    );
    assert_eq!(broken(&joko.pool, &bare).await, "files_content_there");
    let mut quick = joko.pool.begin().await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(bare))
        .execute(&mut *quick)
        .await
        .unwrap();
    let done = sqlx::query("update tickets set status = 'completed', resolution = 'terpasang'")
        .execute(&mut *quick)
        .await;
    assert!(done.unwrap_err().to_string().contains("EVIDENCE_REQUIRED"));
    quick.rollback().await.unwrap();
    assert_eq!(complete(&joko.pool).await.1, "EVIDENCE_REQUIRED");
}

#[tokio::test]
async fn content_that_is_not_what_the_file_says_is_refused() {
    let db = TestDb::new().await;
    let (joko, ticket) = at_work(&db).await;
    let script = "convert_to('<script>alert(1)</script>', 'UTF8')";
    for (content, size, why) in [
        (script, 25, "no picture"),
        (JPEG, 1, "another size"),
        (
            "convert_to('GIF89a', 'UTF8')",
            6,
            "a picture of another kind",
        ),
    ] {
        assert_eq!(
            kept_out(&joko, ticket, content, size).await,
            "files_content_matches",
            "{why}"
        );
    }
    let huge = format!("{JPEG} || convert_to(repeat('x', 10485760), 'UTF8')");
    assert_eq!(
        kept_out(&joko, ticket, &huge, 10_485_760).await,
        "file_contents_size"
    );
    // Random each time it is evaluated, so that the row has the hash of other bytes.
    let other = format!("{JPEG} || convert_to(gen_random_uuid()::text, 'UTF8')");
    assert_eq!(
        kept_out(&joko, ticket, &other, 46).await,
        "files_content_matches"
    );
    picture(&joko, ticket, JPEG, 10).await.unwrap();
    run(
        &joko.pool,
        "update tickets set status = 'completed', resolution = 'terpasang'",
    )
    .await;
}

#[tokio::test]
async fn a_proof_belongs_to_a_payment_that_its_recorder_still_waits_for() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let siti = db.staff("office").await;
    let waits = payment(&siti.pool, home, 50_000, "pending").await;
    let counts = payment(&siti.pool, home, 50_000, "verified").await;
    let rini = db.staff("office").await;
    let code = |outcome: Result<(), sqlx::Error>| {
        let error = outcome.expect_err("it is refused");
        let error = error.as_database_error().expect("by the database");
        (
            error.code().unwrap_or_default().into_owned(),
            error.constraint().map(str::to_owned),
        )
    };
    for (person, of) in [(&rini, waits), (&siti, counts)] {
        assert_eq!(code(proof(person, of).await).0, "42501");
    }
    proof(&siti, waits).await.unwrap();
    assert_eq!(
        code(proof(&siti, waits).await).1.as_deref(),
        Some("files_payment_key")
    );
    let seen = "select count(*) from files where payment_id is not null";
    for (role, files) in [("supervisor", 0), ("technician", 0), ("admin", 1)] {
        let person = db.staff(role).await;
        assert_eq!(number(&person.pool, seen).await, files, "{role}");
    }
    let zone = db.staff("supervisor").await;
    run(
        db.owner(),
        &format!(
            "insert into staff_zones values ({}, {})",
            zone.id, home.zone
        ),
    )
    .await;
    assert_eq!(number(&zone.pool, seen).await, 1, "his zone");
    assert_eq!(code(proof(&zone, waits).await).0, "42501");
}

/// Keeps a document with a payment.
async fn proof(person: &Person, payment: i64) -> Result<(), sqlx::Error> {
    let (id, content) = (uuid::Uuid::now_v7(), "'%PDF-1'::bytea");
    let mut adding = person.pool.begin().await?;
    for statement in [
        format!(
            "insert into files (id, payment_id, name, mime, size, sha256, added_by)
             select '{id}', {payment}, 'bukti.pdf', 'application/pdf', 6, sha256({content}), {}",
            person.id
        ),
        format!("insert into file_contents values ('{id}', {content})"),
    ] {
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut *adding)
            .await?;
    }
    adding.commit().await
}
