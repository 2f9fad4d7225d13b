//! SQL of actions on many customers.

use std::collections::HashMap;

use sqlx::PgConnection;

use crate::error::Result;

/// A customer as the rules ask for him.
pub struct Customer {
    /// Who.
    pub id: i64,
    /// For people.
    pub code: String,
    /// For people.
    pub name: String,
    /// His zone.
    pub zone: i64,
    /// Now.
    pub version: i32,
    /// Now.
    pub tags: Vec<String>,
    /// Why he is out of sight; none for whoever is there.
    pub deleted: Option<String>,
}

/// Those of these customers that the caller sees, in no order; with those who were deleted, or without.
pub async fn customers(
    db: &mut PgConnection,
    ids: &[i64],
    also_deleted: bool,
) -> Result<Vec<Customer>> {
    Ok(sqlx::query_as!(
        Customer,
        r#"select id, code, name, zone_id as zone, version, tags, delete_reason as deleted
           from customers where id = any ($1) and ($2 or deleted_at is null)"#,
        ids,
        also_deleted
    )
    .fetch_all(db)
    .await?)
}

/// Takes customers for this transaction, in the order of their ids: all that the caller may change, or only those that nobody holds.
///
/// # Errors
/// `LOCKED` when somebody holds one of them longer than a lock is waited for.
pub async fn lock(db: &mut PgConnection, ids: &[i64], waits: bool) -> Result<Vec<i64>> {
    Ok(if waits {
        sqlx::query_scalar!(
            "select id from customers where id = any ($1) order by id for no key update",
            ids
        )
        .fetch_all(db)
        .await?
    } else {
        sqlx::query_scalar!(
            "select id from customers where id = any ($1) order by id for no key update skip locked",
            ids
        )
        .fetch_all(db)
        .await?
    })
}

/// Versions of customers.
pub async fn versions(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, i32>> {
    let rows = sqlx::query!("select id, version from customers where id = any ($1)", ids)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// Codes of those customers that the caller sees.
pub async fn numbers(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let rows = sqlx::query!("select id, code from customers where id = any ($1)", ids)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.code)).collect())
}

/// As [`lock`], and waits for whoever writes something for these customers at this moment.
///
/// # Errors
/// As there.
pub async fn lock_for_removal(db: &mut PgConnection, ids: &[i64], waits: bool) -> Result<Vec<i64>> {
    Ok(if waits {
        sqlx::query_scalar!(
            "select id from customers where id = any ($1) order by id for update",
            ids
        )
        .fetch_all(db)
        .await?
    } else {
        sqlx::query_scalar!(
            "select id from customers where id = any ($1) order by id for update skip locked",
            ids
        )
        .fetch_all(db)
        .await?
    })
}

/// Whether the caller may delete customers and bring them back.
pub async fn may_remove(db: &mut PgConnection) -> Result<bool> {
    Ok(
        sqlx::query_scalar!(r#"select coalesce(app.staff_role() = 'admin', false) as "may!""#)
            .fetch_one(db)
            .await?,
    )
}
