//! The one change path: keys, bodies, announcements.

use std::time::Duration;

use aglis_core::{
    answer::answer,
    changes::{Change, Patience, listen},
    context::Cx,
};
use model::{
    access::{CreateStaff, Role},
    secret::Secret,
    settings::SaveCompany,
    settings::ShowCompany,
    text::Locale,
    topic::Topic,
};
use uuid::Uuid;

use crate::{
    ask::{ask, ask_as, reason},
    support::database::{PASSWORD, TestDb},
};

async fn admin() -> (TestDb, Cx, String) {
    let db = TestDb::new().await;
    let dewi = db.staff("admin").await;
    (db, Cx::new(dewi.pool, "meja admin"), dewi.username)
}

async fn save(cx: &Cx, name: &str) -> SaveCompany {
    let mut company = ask(cx, ShowCompany {}).await.unwrap();
    company.name = name.to_owned();
    SaveCompany { company }
}

#[tokio::test]
async fn the_same_key_and_body_changes_once() {
    let (db, cx, _) = admin().await;
    let (key, request) = (Uuid::now_v7(), save(&cx, "PT Sinar").await);
    ask_as(&cx, key, request.clone()).await.unwrap();
    ask_as(&cx, key, request).await.unwrap();
    let changes: i64 = sqlx::query_scalar(
        "select count(*) from audit_rows where record = 'settings' and action = 'update'",
    )
    .fetch_one(db.owner())
    .await
    .unwrap();
    assert_eq!(changes, 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let (_db, cx, _) = admin().await;
    let key = Uuid::now_v7();
    ask_as(&cx, key, save(&cx, "PT Sinar").await).await.unwrap();
    assert_eq!(
        reason(
            &ask_as(&cx, key, save(&cx, "PT Lain").await)
                .await
                .unwrap_err()
        ),
        "KEY_REUSED"
    );
}

#[tokio::test]
async fn what_is_stored_of_a_request_tells_nothing_about_a_password() {
    let (db, cx, _) = admin().await;
    let username = format!("baru.{}", &Uuid::now_v7().simple().to_string()[20..]);
    db.forget_later(&username);
    let request = |name: &str, password: &str| CreateStaff {
        username: username.clone(),
        name: name.to_owned(),
        phone: String::new(),
        role: Role::Office,
        zones: vec![],
        password: Secret::new(password),
        locale: Locale::Id,
    };
    let key = Uuid::now_v7();
    let made = ask_as(&cx, key, request("Rina", "kata sandi pertama"))
        .await
        .unwrap();
    assert_eq!(
        ask_as(&cx, key, request("Rina", "kata sandi kedua"))
            .await
            .unwrap(),
        made,
        "a hash that changed with the password could be searched for it"
    );
    assert_eq!(
        reason(
            &ask_as(&cx, key, request("Rini", "kata sandi pertama"))
                .await
                .unwrap_err()
        ),
        "KEY_REUSED"
    );
}

#[tokio::test]
async fn a_persons_key_answers_nobody_else() {
    let (db, cx, _) = admin().await;
    let (key, request) = (Uuid::now_v7(), save(&cx, "PT Sinar").await);
    ask_as(&cx, key, request.clone()).await.unwrap();
    let other = Cx::new(db.staff("admin").await.pool, "lain");
    assert_eq!(
        reason(&ask_as(&other, key, request).await.unwrap_err()),
        "KEY_REUSED"
    );
}

#[tokio::test]
async fn unreadable_requests_are_refused_and_never_panic() {
    let (_db, cx, _) = admin().await;
    let deep = format!(
        r#"{{"request":{}{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    for (bytes, code) in [
        (deep.as_bytes(), "BODY_FORMAT"),
        (b"\xff\xfe".as_slice(), "BODY_FORMAT"),
        (br#"{"request":{},"request":{}}"#, "BODY_FORMAT"),
        (br#"{"request":{"role":"admin"}}"#, "FIELD_UNKNOWN"),
        (b"", "BODY_FORMAT"),
    ] {
        let said = String::from_utf8(answer(&cx, "ShowCompany", bytes).await).unwrap();
        assert!(said.contains(code), "{said}");
    }
    let said =
        String::from_utf8(answer(&cx, "SaveCompany", br#"{"request":{"company":{}}}"#).await)
            .unwrap();
    assert!(said.contains("KEY_FORMAT"), "{said}");
    assert!(
        String::from_utf8(answer(&cx, "DropEverything", b"{}").await)
            .unwrap()
            .contains("NotFound")
    );
}

#[tokio::test]
async fn a_change_is_heard_by_another_client_and_an_office_login_changes_no_settings() {
    let (db, cx, _) = admin().await;
    let siti = db.staff("office").await;
    let (_listening, mut told) = listen(db.options(&siti.username, PASSWORD), Patience::default());
    assert_eq!(
        next(&mut told).await,
        Change::Everything,
        "a new listener has missed everything before"
    );
    let request = save(&cx, "PT Sinar").await;
    ask(&cx, request.clone()).await.unwrap();
    assert_eq!(next(&mut told).await, Change::Topics(vec![Topic::Settings]));
    assert_eq!(
        reason(
            &ask(&Cx::new(siti.pool, "kantor"), request)
                .await
                .unwrap_err()
        ),
        "Forbidden"
    );
}

/// The next thing a listener tells.
pub async fn next(told: &mut tokio::sync::mpsc::Receiver<Change>) -> Change {
    tokio::time::timeout(Duration::from_secs(10), told.recv())
        .await
        .expect("something is told in time")
        .unwrap()
}
