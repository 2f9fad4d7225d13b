//! Every test has a database of its own, with people who really sign in.

use sqlx::{Connection, PgPool};

use crate::support::build;
use crate::support::cluster::owner_of_cluster;
use crate::support::database::TestDb;

async fn packages(pool: &PgPool) -> Vec<i64> {
    let found = sqlx::query_scalar("select id from packages order by id");
    found.fetch_all(pool).await.unwrap()
}

#[tokio::test]
async fn a_person_signs_in_as_himself_and_sees_what_his_group_may_see() {
    let db = TestDb::new().await;
    let package = build::package(db.owner(), "P20", 200_000).await;
    for role in ["admin", "supervisor", "office", "technician"] {
        let person = db.staff(role).await;
        let who: (String, i64, String) =
            sqlx::query_as("select session_user::text, app.staff_id(), app.staff_role()::text")
                .fetch_one(&person.pool)
                .await
                .unwrap();
        assert_eq!(who, (person.username, person.id, role.to_owned()));
        assert_eq!(packages(&person.pool).await, [package], "{role}");
    }
}

#[tokio::test]
async fn a_supervisor_has_the_zones_he_was_given() {
    let db = TestDb::new().await;
    let north = build::zone(db.owner(), "Utara").await;
    build::zone(db.owner(), "Selatan").await;
    let supervisor = db.staff_of("supervisor", &[north]).await;
    let zones: Vec<i64> = sqlx::query_scalar("select unnest(app.my_zones())::bigint")
        .fetch_all(&supervisor.pool)
        .await
        .unwrap();
    assert_eq!(zones, [north]);
}

#[tokio::test]
async fn tests_do_not_see_each_other_and_leave_nothing() {
    let (one, other) = tokio::join!(TestDb::new(), TestDb::new());
    build::package(one.owner(), "P20", 200_000).await;
    assert_eq!(packages(other.owner()).await, [0; 0]);
    let username = one.staff("office").await.username;
    drop(one);
    let mut root = owner_of_cluster().await;
    let left: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(username)
        .fetch_one(&mut root)
        .await
        .unwrap();
    assert!(!left, "the login outlived its test");
    root.close().await.unwrap();
}
