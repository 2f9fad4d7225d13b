//! SQL of actions on many invoices.

use std::collections::{HashMap, HashSet};

use sqlx::PgConnection;

use crate::error::Result;

/// States from which the caller's role may withdraw an invoice.
pub async fn steps_to_void(db: &mut PgConnection) -> Result<HashSet<String>> {
    let states = sqlx::query_scalar!(
        "select from_state from app.transitions where machine = 'invoices' and to_state = 'void' and app.staff_role() = any (roles)"
    )
    .fetch_all(db)
    .await?;
    Ok(states.into_iter().collect())
}

/// An invoice as the rules ask for it.
pub struct Invoice {
    /// Which.
    pub id: i64,
    /// For people.
    pub number: String,
    /// Its zone.
    pub zone: i64,
    /// Now.
    pub version: i32,
    /// Now.
    pub status: String,
    /// Something is paid, but not all.
    pub is_part_paid: bool,
}

/// Those of these invoices that the caller sees, in no order.
pub async fn invoices(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Invoice>> {
    Ok(sqlx::query_as!(
        Invoice,
        r#"select id, number, zone_id as zone, version, status, paid > 0 and paid < total as "is_part_paid!" from invoices where id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?)
}

/// Takes invoices for this transaction, in the order of their ids: all that the caller may change, or only those that nobody holds. Who
/// changes none, and only sends reminders, takes none.
///
/// # Errors
/// `LOCKED` when somebody holds one of them longer than a lock is waited for.
pub async fn lock(db: &mut PgConnection, ids: &[i64], waits: bool) -> Result<Vec<i64>> {
    let changes = sqlx::query_scalar!(
        r#"select has_any_column_privilege('invoices', 'update') as "changes!""#
    )
    .fetch_one(&mut *db)
    .await?;
    Ok(if !changes {
        sqlx::query_scalar!("select id from invoices where id = any ($1)", ids)
            .fetch_all(db)
            .await?
    } else if waits {
        sqlx::query_scalar!(
            "select id from invoices where id = any ($1) order by id for no key update",
            ids
        )
        .fetch_all(db)
        .await?
    } else {
        sqlx::query_scalar!(
            "select id from invoices where id = any ($1) order by id for no key update skip locked",
            ids
        )
        .fetch_all(db)
        .await?
    })
}

/// Versions of invoices.
pub async fn versions(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, i32>> {
    let rows = sqlx::query!("select id, version from invoices where id = any ($1)", ids)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// Numbers of those invoices that the caller sees.
pub async fn numbers(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let rows = sqlx::query!("select id, number from invoices where id = any ($1)", ids)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.number)).collect())
}

/// An invoice as a plan shows it.
pub struct Shown {
    /// Which.
    pub id: i64,
    /// For people.
    pub number: String,
    /// Whose.
    pub customer: String,
    /// Now.
    pub status: String,
    /// The last reminder that went out; 0 for none.
    pub reminders: i64,
}

/// Reads them, in the order of their ids.
pub async fn shown(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Shown>> {
    Ok(sqlx::query_as!(
        Shown,
        r#"select i.id, i.number, coalesce(c.name, '') as "customer!", i.status,
                  (select coalesce(max(substring(m.dedupe_key from '[0-9]+$')::bigint), 0) from messages m
                   where m.invoice_id = i.id and m.dedupe_key like 'invoice:' || i.id || ':reminder:%') as "reminders!"
           from invoices i left join customers c on c.id = i.customer_id where i.id = any ($1) order by i.id"#,
        ids
    )
    .fetch_all(db)
    .await?)
}

/// How many of these invoices are of customers with a telephone.
pub async fn recipients(db: &mut PgConnection, ids: &[i64]) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from invoices i join customers c on c.id = i.customer_id join contacts k on k.id = c.contact_id
           where i.id = any ($1) and k.phone is not null"#,
        ids
    )
    .fetch_one(db)
    .await?)
}
