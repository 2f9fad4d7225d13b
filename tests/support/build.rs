//! Rows that most tests need, made by the superuser in one line each.

use sqlx::PgPool;

/// A zone of this name.
pub async fn zone(owner: &PgPool, name: &str) -> i64 {
    let made = sqlx::query_scalar("insert into zones (name) values ($1) returning id");
    made.bind(name).fetch_one(owner).await.unwrap()
}

/// A package of 20 Mbps with this monthly price in rupiah, valid since 2020.
pub async fn package(owner: &PgPool, code: &str, monthly_price: i64) -> i64 {
    let made = sqlx::query_scalar(
        "with package as (
           insert into packages (code, name, down_mbps, up_mbps) values ($1, 'Paket ' || $1, 20, 20) returning id
         ), price as (
           insert into package_prices (package_id, valid_from, monthly_price) select id, '2020-01-01', $2 from package
         )
         select id from package",
    );
    made.bind(code)
        .bind(monthly_price)
        .fetch_one(owner)
        .await
        .unwrap()
}
