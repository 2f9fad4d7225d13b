//! SQL of actions on many tickets.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::many::{Steps, Ticket};
use crate::error::Result;

/// Steps of tickets that the caller's role may take.
pub async fn steps(db: &mut PgConnection) -> Result<Steps> {
    let rows = sqlx::query!(
        "select from_state, to_state from app.transitions where machine = 'tickets' and app.staff_role() = any (roles)"
    )
    .fetch_all(db)
    .await?;
    Ok(Steps(
        rows.into_iter()
            .map(|row| (row.from_state, row.to_state))
            .collect(),
    ))
}

/// Those of these tickets that the caller sees, in no order.
pub async fn tickets(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Ticket>> {
    let rows = sqlx::query!(
        r#"select t.id as "id!", t.zone_id as "zone_id!", t.version as "version!", t.status as "status!", t.priority as "priority!", t.lead_id, t.status_reason,
                  t.hold_reason, coalesce(h.helpers, '{}') as "helpers!"
           from tickets t left join (select ticket_id, array_agg(staff_id order by staff_id) as helpers from ticket_helpers
                                     where ticket_id = any ($1) group by ticket_id) h on h.ticket_id = t.id
           where t.id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ticket::read(
                (row.id, row.zone_id, row.version),
                (&row.status, &row.priority),
                (row.lead_id, row.helpers),
                (row.status_reason, row.hold_reason),
            )
        })
        .collect()
}

/// Takes tickets for this transaction, in the order of their ids: all that the caller may change, or only those that nobody holds.
///
/// # Errors
/// `LOCKED` when somebody holds one of them longer than a lock is waited for.
pub async fn lock(db: &mut PgConnection, ids: &[i64], waits: bool) -> Result<Vec<i64>> {
    Ok(if waits {
        sqlx::query_scalar!(
            "select id from tickets where id = any ($1) order by id for no key update",
            ids
        )
        .fetch_all(db)
        .await?
    } else {
        sqlx::query_scalar!(
            "select id from tickets where id = any ($1) order by id for no key update skip locked",
            ids
        )
        .fetch_all(db)
        .await?
    })
}

/// Those of these tickets that are completed, and the others.
pub async fn completed(db: &mut PgConnection, ids: &[i64]) -> Result<(Vec<i64>, Vec<i64>)> {
    let completed = sqlx::query_scalar!(
        "select id from tickets where id = any ($1) and status = 'completed'",
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(ids.iter().partition(|id| completed.contains(id)))
}

/// Versions of tickets.
pub async fn versions(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, i32>> {
    let rows = sqlx::query!("select id, version from tickets where id = any ($1)", ids)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// Numbers of those tickets that the caller sees.
pub async fn numbers(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let rows = sqlx::query!("select id, number from tickets where id = any ($1)", ids)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.number)).collect())
}

/// Names of colleagues.
pub async fn names(db: &mut PgConnection, staff: &[i64]) -> Result<HashMap<i64, String>> {
    let rows = sqlx::query!("select id, name from staff where id = any ($1)", staff)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// A ticket as a plan shows it.
pub struct Shown {
    /// Which.
    pub id: i64,
    /// For people.
    pub number: String,
    /// Whose; empty for nobody's.
    pub customer: String,
    /// Now.
    pub status: String,
    /// Now.
    pub priority: String,
    /// Name; empty for nobody.
    pub lead: String,
    /// Names.
    pub helpers: String,
}

/// Reads them, in the order of their ids.
pub async fn shown(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Shown>> {
    Ok(sqlx::query_as!(
        Shown,
        r#"select t.id, t.number, coalesce(c.name, '') as "customer!", t.status, t.priority, coalesce(l.name, '') as "lead!",
                  coalesce((select string_agg(s.name, ', ' order by s.id) from ticket_helpers h join staff s on s.id = h.staff_id where h.ticket_id = t.id), '')
                    as "helpers!"
           from tickets t left join customers c on c.id = t.customer_id left join staff l on l.id = t.lead_id
           where t.id = any ($1) order by t.id"#,
        ids
    )
    .fetch_all(db)
    .await?)
}

/// How many customers with a telephone these tickets are of, without those that are led by `but` already; and how many of the team
/// have one.
pub async fn recipients(
    db: &mut PgConnection,
    ids: &[i64],
    but: Option<i64>,
    team: &[i64],
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select (select count(distinct c.id) from tickets t join customers c on c.id = t.customer_id join contacts k on k.id = c.contact_id
                   where t.id = any ($1) and k.phone is not null and ($2::bigint is null or t.lead_id is distinct from $2))
                + (select count(*) from staff s where s.id = any ($3) and s.phone is not null) as "recipients!""#,
        ids,
        but,
        team
    )
    .fetch_one(db)
    .await?)
}
