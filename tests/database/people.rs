//! Role, zones and name of people change through functions that look who asks.

use sqlx::Connection;
use sqlx::postgres::PgConnection;

use crate::arrange::{household, number, refusal, refused, run, text};
use crate::support::database::{PASSWORD, TestDb, VERIFIER};

const DENIED: &str = "42501";

fn change(id: i64, role: &str, zones: &[i64]) -> String {
    format!(
        "select app.change_staff({id}, 'Nama Baru', '+6281234567890', '{role}', array{zones:?}::bigint[])"
    )
}

/// Which of our groups a login is in, by name.
async fn groups(db: &TestDb, username: &str) -> String {
    text(
        db.owner(),
        &format!(
            "select coalesce(string_agg(distinct roleid::regrole::text, ' ' order by roleid::regrole::text), '') from pg_auth_members
             where member = '\"{username}\"'::regrole and roleid::regrole::text ~ '^aglis_'"
        ),
    )
    .await
}

#[tokio::test]
async fn another_role_is_another_group_and_ends_the_sessions() {
    let db = TestDb::new().await;
    let home = household(&db, "Utara").await;
    household(&db, "Selatan").await;
    let (admin, siti) = (db.staff("admin").await, db.staff("office").await);
    let connect = || async {
        PgConnection::connect_with(&db.options(&siti.username, PASSWORD))
            .await
            .unwrap()
    };
    let mut open = connect().await;
    run(&admin.pool, &change(siti.id, "office", &[])).await;
    open.ping()
        .await
        .expect("the same role leaves her in peace");
    run(&admin.pool, &change(siti.id, "supervisor", &[home.zone])).await;
    assert!(open.ping().await.is_err(), "the old rights end at once");

    assert_eq!(groups(&db, &siti.username).await, "aglis_supervisor");
    let mut again = connect().await;
    let seen: i64 = sqlx::query_scalar("select count(*) from customers")
        .fetch_one(&mut again)
        .await
        .unwrap();
    assert_eq!(seen, 1, "only her zone");
    let said = text(
        db.owner(),
        "select string_agg(record || ' ' || action, ', ' order by record, action) from audit_rows
         where batch_id = (select max(id) from audit_batches) and staff_id is not null",
    )
    .await;
    assert_eq!(said, "staff update, staff_zones insert");
}

#[tokio::test]
async fn nobody_changes_his_own_role_and_the_last_admin_stays_one() {
    let db = TestDb::new().await;
    let dewi = db.staff("admin").await;
    let refused_with = |message: &str| ("AG030".to_owned(), message.to_owned());
    assert_eq!(
        refusal(&dewi.pool, &change(dewi.id, "office", &[])).await,
        refused_with("OWN_ROLE")
    );
    run(&dewi.pool, &change(dewi.id, "admin", &[])).await;
    assert_eq!(
        refusal(db.owner(), &change(dewi.id, "office", &[])).await,
        refused_with("LAST_ADMIN")
    );
    let other = db.staff("admin").await;
    run(&other.pool, &change(dewi.id, "office", &[])).await;
    assert_eq!(groups(&db, &dewi.username).await, "aglis_office");
}

#[tokio::test]
async fn two_admins_who_end_each_other_leave_one() {
    let db = TestDb::new().await;
    let (dewi, rudi) = (db.staff("admin").await, db.staff("admin").await);
    let mut first = dewi.pool.begin().await.unwrap();
    sqlx::query("select app.change_staff($1, 'Rudi', null, 'office', '{}')")
        .bind(rudi.id)
        .execute(&mut *first)
        .await
        .unwrap();
    // His sessions are gone; a new one asks while the change is not yet committed.
    let mut second = PgConnection::connect_with(&db.options(&rudi.username, PASSWORD))
        .await
        .unwrap();
    let asking = tokio::spawn({
        let disable = format!("select app.disable_staff({})", dewi.id);
        async move {
            sqlx::query(sqlx::AssertSqlSafe(disable))
                .execute(&mut second)
                .await
        }
    });
    let waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%disable_staff%'";
    while number(db.owner(), waits).await == 0 {
        tokio::task::yield_now().await;
    }
    first.commit().await.unwrap();
    let error = asking.await.unwrap().unwrap_err();
    assert_eq!(
        error.as_database_error().unwrap().code().as_deref(),
        Some(DENIED),
        "he is no admin any more"
    );
}

#[tokio::test]
async fn only_admins_change_people_and_only_whole_ones() {
    let db = TestDb::new().await;
    let joko = db.staff("technician").await;
    for role in ["supervisor", "office", "technician"] {
        let person = db.staff(role).await;
        let asked = change(joko.id, "admin", &[]);
        assert_eq!(refused(&person.pool, &asked).await, DENIED, "{role}");
        let asked = format!(
            "select app.change_group('{}', 'technician', 'admin')",
            joko.username
        );
        assert_eq!(refused(&person.pool, &asked).await, DENIED, "{role}");
    }
    let admin = db.staff("admin").await.pool;
    assert_eq!(refused(&admin, &change(4711, "office", &[])).await, "AG001");
    assert_eq!(
        refused(&admin, &change(joko.id, "supervisor", &[4711])).await,
        "23503"
    );
    assert_eq!(groups(&db, &joko.username).await, "aglis_technician");
}

#[tokio::test]
async fn rights_that_the_server_gave_by_hand_are_not_overlooked() {
    let db = TestDb::new().await;
    let (admin, siti) = (db.staff("admin").await, db.staff("office").await);
    let between = format!("perantara.{}", siti.username);
    for statement in [
        format!("create role \"{between}\""),
        format!("grant aglis_office to \"{between}\""),
        format!("grant \"{between}\" to \"{}\"", siti.username),
    ] {
        run(db.owner(), &statement).await;
    }
    db.forget_later(&between);
    assert_eq!(
        refusal(&admin.pool, &change(siti.id, "technician", &[])).await,
        ("AG030".to_owned(), "LOGIN_FOREIGN".to_owned())
    );
    assert_eq!(groups(&db, &siti.username).await, "aglis_office");
}

#[tokio::test]
async fn who_left_returns_into_the_group_of_his_new_role() {
    let db = TestDb::new().await;
    let (admin, siti) = (db.staff("admin").await, db.staff("office").await);
    run(
        &admin.pool,
        &format!("select app.disable_staff({})", siti.id),
    )
    .await;
    run(&admin.pool, &change(siti.id, "technician", &[])).await;
    assert_eq!(groups(&db, &siti.username).await, "");
    run(
        &admin.pool,
        &format!("select app.enable_staff({}, '{VERIFIER}')", siti.id),
    )
    .await;
    assert_eq!(groups(&db, &siti.username).await, "aglis_technician");
}

#[tokio::test]
async fn everybody_keeps_his_own_name_in_order_and_nobody_elses() {
    let db = TestDb::new().await;
    let (joko, rudi) = (db.staff("technician").await, db.staff("technician").await);
    run(
        &joko.pool,
        "select app.change_own_profile('Joko Susilo', '+6281234567890', 'en')",
    )
    .await;
    let of = |id: i64| {
        format!("select concat_ws(' ', name, phone, locale, role) from staff where id = {id}")
    };
    assert_eq!(
        text(db.owner(), &of(joko.id)).await,
        "Joko Susilo +6281234567890 en technician"
    );
    assert_eq!(
        text(db.owner(), &of(rudi.id)).await,
        "Petugas technician id technician"
    );
    assert_eq!(
        refused(
            &joko.pool,
            "update staff set role = 'admin' where username = session_user"
        )
        .await,
        DENIED
    );
}
