//! What gateways report: in any order, again, under a second number, and by nobody who does not know the path.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::database::TestDb;

const PATH: &str = "jalan-fonnte-0123456789";

/// A gateway, and a message that it has under the number 80.
async fn reported_on() -> TestDb {
    let db = TestDb::new().await;
    for statement in [
        "insert into gateways (id, kind, webhook_path) values (1, 'fonnte', 'jalan-fonnte-0123456789')",
        "insert into messages (class, template, recipient, body, status, gateway, gateway_ref)
           values ('notification', 'invoice_issued', '+6281234567890', 'Halo', 'accepted', '1', '80')",
    ] {
        sqlx::query(statement).execute(db.owner()).await.unwrap();
    }
    db
}

/// How many of these were new; none where nobody reports at the path.
async fn report(owner: &PgPool, path: &str, reports: Value) -> Option<i32> {
    sqlx::query_scalar("select app.report_messages($1, $2)")
        .bind(path)
        .bind(reports)
        .fetch_one(owner)
        .await
        .unwrap()
}

async fn status(owner: &PgPool) -> String {
    sqlx::query_scalar("select status from messages")
        .fetch_one(owner)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_message_is_known_by_its_second_number_once_both_were_told() {
    let db = reported_on().await;
    let owner = db.owner();
    let read = json!([{"alias": "3EB0", "status": "read"}]);
    assert_eq!(report(owner, PATH, read.clone()).await, Some(1));
    assert_eq!(status(owner).await, "accepted");
    let both = json!([{"ref": "80", "alias": "3EB0", "status": "sent"}]);
    assert_eq!(report(owner, PATH, both.clone()).await, Some(1));
    assert_eq!(status(owner).await, "read");
    // Told again, in another order.
    assert_eq!(report(owner, PATH, both).await, Some(0));
    assert_eq!(report(owner, PATH, read).await, Some(0));
    assert_eq!(status(owner).await, "read");
}

#[tokio::test]
async fn a_gateways_clock_is_believed_only_about_the_past() {
    let db = reported_on().await;
    let owner = db.owner();
    let ahead = json!([{"ref": "80", "status": "delivered", "at": "2099-01-01T00:00:00Z"}]);
    assert_eq!(report(owner, PATH, ahead).await, Some(1));
    let is_now: bool = sqlx::query_scalar("select delivered_at <= clock_timestamp() from messages")
        .fetch_one(owner)
        .await
        .unwrap();
    assert!(is_now);
}

#[tokio::test]
async fn whoever_the_gateway_says_has_opted_out_is_left_alone() {
    let db = reported_on().await;
    let owner = db.owner();
    let failed = json!([{"ref": "80", "status": "failed", "reason": "OPTED_OUT: 131050"}]);
    assert_eq!(report(owner, PATH, failed).await, Some(1));
    let kept: (String, String, String) =
        sqlx::query_as("select recipient, category, how from message_optouts")
            .fetch_one(owner)
            .await
            .unwrap();
    let expected = ("+6281234567890", "billing", "gateway");
    assert_eq!((&*kept.0, &*kept.1, &*kept.2), expected);
}

#[tokio::test]
async fn nobody_reports_at_a_path_that_was_not_given_out() {
    let db = reported_on().await;
    let read = json!([{"ref": "80", "status": "read"}]);
    assert_eq!(
        report(db.owner(), "jalan-lain-012345678901", read).await,
        None
    );
    assert_eq!(status(db.owner()).await, "accepted");
}
