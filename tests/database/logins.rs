//! Logins come and go through the admins' functions and nothing else.

use sqlx::Connection;
use sqlx::postgres::PgConnection;

use crate::arrange::{household, refusal, refused, run, text};
use crate::support::database::{PASSWORD, TestDb};

const DENIED: &str = "42501";

#[tokio::test]
async fn only_admins_make_logins_and_only_of_the_four_groups() {
    let db = TestDb::new().await;
    let admin = db.staff("admin").await;
    let verifier = postgres_protocol::password::scram_sha_256(PASSWORD.as_bytes());
    let make = |name: &str, verifier: &str| {
        format!(
            "select app.create_staff('{name}', 'X', null, 'office', '{{}}', '{verifier}', 'id')"
        )
    };
    for role in ["supervisor", "office", "technician"] {
        let person = db.staff(role).await;
        assert_eq!(
            refused(&person.pool, &make("baru", &verifier)).await,
            DENIED,
            "{role}"
        );
        assert_eq!(
            refused(&person.pool, "create role jahat login").await,
            DENIED,
            "{role}"
        );
        assert_eq!(
            refused(
                &person.pool,
                "select app.first_admin('x', 'y', 'z', 'v', 'id')"
            )
            .await,
            DENIED,
            "{role}"
        );
        assert_eq!(
            refused(&person.pool, "select app.make_login('x', 'admin', 'v')").await,
            DENIED,
            "{role}"
        );
        assert_eq!(
            refused(&person.pool, "set role aglis_owner").await,
            DENIED,
            "{role}"
        );
    }
    for name in [
        "pg_read_all_data",
        "aglis_admin",
        "public",
        "postgres",
        "ab",
        "Siti",
        "a;drop",
        "siti'x",
    ] {
        let asked = make(&name.replace('\'', "''"), &verifier);
        assert_eq!(
            refusal(&admin.pool, &asked).await,
            ("AG002".to_owned(), "LOGIN_NAME".to_owned()),
            "{name}"
        );
    }
    assert_eq!(
        refusal(&admin.pool, &make(&admin.username, &verifier))
            .await
            .1,
        "LOGIN_TAKEN"
    );
    assert_eq!(
        refusal(&admin.pool, &make("baru.saja", "kata sandi"))
            .await
            .1,
        "PASSWORD_FORM"
    );
}

#[tokio::test]
async fn who_leaves_is_out_at_once_and_may_come_back() {
    let db = TestDb::new().await;
    household(&db, "Utara").await;
    let (admin, siti) = (db.staff("admin").await, db.staff("office").await);
    let mut open = PgConnection::connect_with(&db.options(&siti.username, PASSWORD))
        .await
        .unwrap();
    run(
        &admin.pool,
        &format!("select app.disable_staff({})", siti.id),
    )
    .await;
    assert!(
        open.ping().await.is_err()
            || sqlx::query("select from customers")
                .execute(&mut open)
                .await
                .is_err()
    );
    assert!(
        PgConnection::connect_with(&db.options(&siti.username, PASSWORD))
            .await
            .is_err(),
        "no new session either"
    );
    assert_eq!(
        refused(
            &admin.pool,
            &format!("select app.disable_staff({})", admin.id)
        )
        .await,
        "AG001",
        "never oneself"
    );

    let verifier = postgres_protocol::password::scram_sha_256(b"kata sandi lain");
    run(
        &admin.pool,
        &format!("select app.enable_staff({}, '{verifier}')", siti.id),
    )
    .await;
    assert!(
        PgConnection::connect_with(&db.options(&siti.username, PASSWORD))
            .await
            .is_err(),
        "the old password is gone"
    );
    let mut back = PgConnection::connect_with(&db.options(&siti.username, "kata sandi lain"))
        .await
        .unwrap();
    let customers: i64 = sqlx::query_scalar("select count(*) from customers")
        .fetch_one(&mut back)
        .await
        .unwrap();
    assert_eq!(customers, 1);
}

#[tokio::test]
async fn a_session_whose_computer_is_gone_is_noticed_within_a_minute() {
    let db = TestDb::new().await;
    let siti = db.staff("office").await;
    let settings = format!(
        "select string_agg(s, ' ' order by s) from pg_roles, unnest(rolconfig) s where rolname = '{}' and s ~ '^tcp_'",
        siti.username
    );
    assert_eq!(
        text(db.owner(), &settings).await,
        "tcp_keepalives_count=3 tcp_keepalives_idle=30s tcp_keepalives_interval=10s tcp_user_timeout=30s",
        "dead sessions count against the eight of a login"
    );
}
