//! What admins look after since the texts of messages came: texts, distribution points, ways to end, and reasons that count once.

use crate::arrange::{household, id, number, refusal, refused, run, text, ticket};
use crate::support::database::TestDb;

const THANKS: &str =
    "select app.save_template('payment_received', 'id', 1, 'Terima kasih untuk {invoice_number}')";

#[tokio::test]
async fn a_text_is_written_by_admins_and_never_changed() {
    let db = TestDb::new().await;
    let (admin, office) = (db.staff("admin").await.pool, db.staff("office").await.pool);
    for stranger in [
        &office,
        &db.staff("supervisor").await.pool,
        &db.staff("technician").await.pool,
    ] {
        assert_eq!(refused(stranger, THANKS).await, "42501");
    }
    let written = "insert into message_templates (name, language, version, body) values ('otp', 'id', 2, '{code}')";
    assert_eq!(refused(&admin, written).await, "42501");
    run(&admin, THANKS).await;
    assert_eq!(
        refused(&admin, THANKS).await,
        "23505",
        "it saw an older one"
    );
    let newest = "select body from message_templates where name = 'payment_received' and language = 'id' order by version desc limit 1";
    assert_eq!(
        text(&office, newest).await,
        "Terima kasih untuk {invoice_number}"
    );
    for changed in [
        "update message_templates set body = 'x' where name = 'reminder_1'",
        "delete from message_templates where name = 'reminder_1'",
    ] {
        assert_eq!(refused(db.owner(), changed).await, "AG006", "{changed}");
    }
    let trail = "select count(*) from audit_rows where record = 'message_templates' and record_id = 'payment_received/id/2'";
    assert_eq!(number(&admin, trail).await, 1);
}

#[tokio::test]
async fn a_code_message_without_the_code_is_no_text() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await.pool;
    for (name, body) in [("otp", "Halo"), ("broadcast", "Halo"), ("reminder_1", "")] {
        let written = format!("select app.save_template('{name}', 'id', 1, '{body}')");
        assert_eq!(refused(&admin, &written).await, "23514", "{name}");
    }
}

#[tokio::test]
async fn whoever_makes_a_point_smaller_and_whoever_plugs_in_take_turns() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let admin = db.staff("admin").await.pool;
    let odp = id(
        &admin,
        &format!(
            "insert into odps (zone_id, code, ports) values ({}, 'ODP-1', 8) returning id",
            home.zone
        ),
    )
    .await;
    let mut plugging = db.owner().begin().await.unwrap();
    sqlx::query("update services set odp_id = $1, odp_port = 8 where id = $2")
        .bind(odp)
        .bind(home.service)
        .execute(&mut *plugging)
        .await
        .unwrap();
    let (smaller, again) = (
        format!("update odps set ports = 4 where id = {odp}"),
        admin.clone(),
    );
    let waits = tokio::spawn(async move { refusal(&again, &smaller).await });
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while number(db.owner(), waiting).await == 0 {
        tokio::task::yield_now().await;
    }
    plugging.commit().await.unwrap();
    let told = ("AG023".to_owned(), "PORTS_USED".to_owned());
    assert_eq!(waits.await.unwrap(), told);
    run(
        &admin,
        &format!("update odps set ports = 16, active = false where id = {odp}"),
    )
    .await;
    run(
        db.owner(),
        &format!(
            "update services set odp_port = 7 where id = {}",
            home.service
        ),
    )
    .await;
}

#[tokio::test]
async fn the_code_of_a_way_to_end_stays() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await.pool;
    let renamed = "update resolution_codes set code = 'mended' where code = 'repaired'";
    assert_eq!(refused(&admin, renamed).await, "AG017");
    run(
        &admin,
        "update resolution_codes set text_en = 'Mended', active = false where code = 'repaired'",
    )
    .await;
}

#[tokio::test]
async fn a_reason_left_over_from_a_hold_is_none_for_a_reopening() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    let joko = db.staff("technician").await;
    let ticket = ticket(&db, home, Some(joko.id)).await;
    let step = |set: &str| format!("update tickets set {set} where id = {ticket}");
    let owner = db.owner();
    run(owner, &step("status = 'in_progress'")).await;
    run(
        owner,
        &step("status = 'on_hold', status_reason = 'pelanggan pergi'"),
    )
    .await;
    run(owner, &step("status = 'in_progress'")).await;
    run(owner, &step("status = 'completed', resolution = 'diganti'")).await;
    assert_eq!(
        refused(owner, &step("status = 'in_progress'")).await,
        "AG013"
    );
    run(owner, &step("status_reason = 'catatan lama'")).await;
    assert_eq!(
        refused(owner, &step("status = 'in_progress'")).await,
        "AG013"
    );
    run(
        owner,
        &step("status = 'in_progress', status_reason = 'mati lagi'"),
    )
    .await;
    let told =
        format!("select body from timeline where ticket_id = {ticket} and event = 'reopened'");
    assert_eq!(text(owner, &told).await, "mati lagi");
    run(owner, &step("status = 'completed'")).await;
    run(
        owner,
        &step("status = 'in_progress', status_reason = 'mati lagi'"),
    )
    .await;
}
