//! The local workspace's server is killed, shared, restarted and found again.

use crate::support::TestDb;
use crate::support::build;

#[tokio::test]
async fn a_person_signs_in_to_a_copy_of_the_template() {
    let db = TestDb::new().await;
    build::zone(db.owner(), "Utara").await;
    let package = build::package(db.owner(), "P20", 200_000).await;
    let office = db.staff("office").await;
    let who: String = sqlx::query_scalar("select session_user::text").fetch_one(&office.pool).await.unwrap();
    assert_eq!(who, office.username);
    let packages: Vec<i64> = sqlx::query_scalar("select id from packages").fetch_all(&office.pool).await.unwrap();
    assert_eq!(packages, [package]);
}
