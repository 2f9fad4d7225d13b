//! SQL of actions on many applications.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use model::ids::StaffId;
use sqlx::PgConnection;

use super::many::Application;
use crate::error::Result;

/// Steps of applications that the caller's role may take.
pub async fn steps(db: &mut PgConnection) -> Result<HashSet<(String, String)>> {
    let rows = sqlx::query!(
        "select from_state, to_state from app.transitions where machine = 'registrations' and app.staff_role() = any (roles)"
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.from_state, row.to_state))
        .collect())
}

/// Those of these applications that the caller sees, in no order.
pub async fn applications(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Application>> {
    let rows = sqlx::query!(
        "select id, zone_id, version, status, preferred_date, preferred_slot, technician_id from registrations where id = any ($1)",
        ids
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Application::read(
                (row.id, row.zone_id, row.version),
                &row.status,
                (
                    row.preferred_date,
                    row.preferred_slot.as_deref(),
                    row.technician_id,
                ),
            )
        })
        .collect()
}

/// Takes applications for this transaction, in the order of their ids: all that the caller may change, or only those that nobody holds.
///
/// # Errors
/// `LOCKED` when somebody holds one of them longer than a lock is waited for.
pub async fn lock(db: &mut PgConnection, ids: &[i64], waits: bool) -> Result<Vec<i64>> {
    Ok(if waits {
        sqlx::query_scalar!(
            "select id from registrations where id = any ($1) order by id for no key update",
            ids
        )
        .fetch_all(db)
        .await?
    } else {
        sqlx::query_scalar!(
            "select id from registrations where id = any ($1) order by id for no key update skip locked",
            ids
        )
        .fetch_all(db)
        .await?
    })
}

/// Versions of applications.
pub async fn versions(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, i32>> {
    let rows = sqlx::query!(
        "select id, version from registrations where id = any ($1)",
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// Numbers of those applications that the caller sees.
pub async fn numbers(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let rows = sqlx::query!(
        "select id, number from registrations where id = any ($1)",
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.number)).collect())
}

/// Name of a colleague; empty for nobody.
pub async fn name(db: &mut PgConnection, staff: Option<StaffId>) -> Result<String> {
    let name = sqlx::query_scalar!(
        "select name from staff where id = $1",
        staff.map(|one| one.0)
    )
    .fetch_optional(db)
    .await?;
    Ok(name.unwrap_or_default())
}

/// An application as a plan shows it.
pub struct Shown {
    /// Which.
    pub id: i64,
    /// For people.
    pub number: String,
    /// Whose.
    pub name: String,
    /// Now.
    pub status: String,
    /// Now.
    pub day: Option<NaiveDate>,
    /// Now; empty for none.
    pub slot: String,
    /// Name; empty for nobody.
    pub technician: String,
}

/// Reads them, in the order of their ids.
pub async fn shown(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Shown>> {
    Ok(sqlx::query_as!(
        Shown,
        r#"select r.id, r.number, r.name, r.status, r.preferred_date as day, coalesce(r.preferred_slot, '') as "slot!", coalesce(s.name, '') as "technician!"
           from registrations r left join staff s on s.id = r.technician_id where r.id = any ($1) order by r.id"#,
        ids
    )
    .fetch_all(db)
    .await?)
}

/// How many applicants these are; each application has a telephone.
pub async fn recipients(db: &mut PgConnection, ids: &[i64]) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from registrations where id = any ($1)"#,
        ids
    )
    .fetch_one(db)
    .await?)
}
