//! Rows 77 to 80: addresses of a database, passwords and login names.

use aglis_core::{
    access::create_first_admin,
    connection::{ConnectProblem, check_schema, open, options, parse_url, test},
    error::Error,
};
use model::{
    access::{CreateStaff, Role},
    desk::{CreateFirstAdmin, SharedDatabase, TestConnection},
    secret::Secret,
    text::Locale,
    valid,
};

use super::desk::{Desk, code, refused};
use crate::{ask::ask, support::database::TestDb};

fn shared(host: &str, port: u16, database: &str) -> SharedDatabase {
    SharedDatabase {
        host: host.to_owned(),
        port,
        database: database.to_owned(),
        ca_certificate: None,
    }
}

fn new_colleague(username: &str, password: &str) -> CreateStaff {
    CreateStaff {
        username: username.to_owned(),
        name: "Rina".to_owned(),
        phone: String::new(),
        role: Role::Office,
        zones: vec![],
        password: Secret::new(password),
        locale: Locale::Id,
    }
}

#[tokio::test]
async fn row_77_an_address_that_cannot_be_one_is_conn_settings() {
    for (host, port, database) in [
        ("db;rm -rf", 5432, "aglis"),
        ("db.example", 0, "aglis"),
        ("", 5432, "aglis"),
        ("db.example", 5432, "aglis;drop"),
        ("db.example", 5432, ""),
    ] {
        let asked = shared(host, port, database);
        let report = test(options(&asked, "siti", &Secret::new("x")), "meja").await;
        let problem = report.unwrap().problem.unwrap();
        assert_eq!(problem.code, "CONN_SETTINGS", "{host}:{port}/{database}");
    }
    for url in [
        "postgres://db;rm -rf/aglis",
        "postgres://db.example:70000/aglis",
        "postgres://db.example:-1/aglis",
        "db.example",
    ] {
        assert_eq!(parse_url(url).unwrap_err().code(), "CONN_SETTINGS", "{url}");
    }
    let typed =
        r#"{"database":{"host":"db","port":70000,"database":"a"},"username":"s","password":"p"}"#;
    assert!(
        serde_json::from_str::<TestConnection>(typed).is_err(),
        "no port is cut to one that fits"
    );
}

#[test]
fn row_78_an_address_that_switches_encryption_off_is_conn_tls_required() {
    for mode in ["disable", "allow", "prefer", "require", "verify-ca", ""] {
        let url = format!("postgres://db.example/aglis?sslmode={mode}");
        assert_eq!(
            parse_url(&url).unwrap_err().code(),
            "CONN_TLS_REQUIRED",
            "{mode}"
        );
    }
}

#[tokio::test]
async fn row_79_a_password_of_7_or_200_signs_is_pass_length() {
    let desk = Desk::of("admin").await;
    for password in ["1234567".to_owned(), "x".repeat(200), "🔑".repeat(11)] {
        let request = new_colleague("rina.pendek", &password);
        let fault = desk.refuses(request, "PASS_LENGTH").await;
        let said = &fault.field("password")[0].args;
        assert_eq!((said["min"].as_str(), said["max"].as_str()), ("12", "128"));
    }
}

#[tokio::test]
async fn row_79_whoever_chose_an_emoji_password_signs_in_with_it() {
    let desk = Desk::of("admin").await;
    let admin: String = sqlx::query_scalar("select username from staff")
        .fetch_one(desk.db.owner())
        .await
        .unwrap();
    for (place, password) in [
        "🔑".repeat(12),
        "kata sandi rahasia 🏠".to_owned(),
        "👩‍🔧".repeat(40),
        "sandi\u{a0}dengan spasi".to_owned(),
        "sandi e\u{301} terpisah".to_owned(),
        "كلمة السر الطويلة".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let username = format!("{admin}.{place}");
        let request = new_colleague(&username, &password);
        desk.db.forget_later(&username);
        ask(&desk.cx, request).await.unwrap();
        let opened = open(desk.db.options(&username, &password), "meja").await;
        assert_eq!(opened.unwrap().me.username, username, "{password}");
        let wrong = format!("{password}x");
        let refused = open(desk.db.options(&username, &wrong), "meja").await;
        assert_eq!(refused.unwrap_err().code(), "CONN_LOGIN", "{password}");
    }
}

#[tokio::test]
async fn row_79_the_first_admin_needs_a_long_password_too() {
    let db = TestDb::new().await;
    for password in ["1234567".to_owned(), "x".repeat(200)] {
        let request = CreateFirstAdmin {
            company: "PT Sinar".to_owned(),
            name: "Dewi".to_owned(),
            username: "dewi".to_owned(),
            password: Secret::new(password),
        };
        let outcome = create_first_admin(db.owner(), &request, Locale::Id).await;
        refused(outcome.map_err(Error::into_fault), "PASS_LENGTH");
    }
    let staff: i64 = sqlx::query_scalar("select count(*) from staff")
        .fetch_one(db.owner())
        .await
        .unwrap();
    assert_eq!(staff, 0);
}

#[tokio::test]
async fn row_80_a_name_that_the_database_keeps_or_cannot_hold_is_login_name() {
    let desk = Desk::of("admin").await;
    let long = "a".repeat(64);
    for username in ["pg_x", "public", &long, "a\"b", "aglis_admin", "", "Siti"] {
        assert_eq!(code(valid::login_name(username)), "LOGIN_NAME");
        let request = new_colleague(username, "kata sandi panjang");
        let fault = desk.refuses(request, "LOGIN_NAME").await;
        assert_eq!(fault.field("username").len(), 1);
    }
}

#[tokio::test]
async fn a_program_that_is_too_old_for_the_schema_is_told_so_before_it_does_anything() {
    let desk = Desk::office().await;
    let mut db = desk.db.owner().acquire().await.unwrap();
    assert_eq!(check_schema(&mut db).await, Ok(()));
    sqlx::query("update schema_gate set min_app = '999.0.0'")
        .execute(&mut *db)
        .await
        .unwrap();
    assert_eq!(check_schema(&mut db).await, Err(ConnectProblem::SchemaNew));
}
