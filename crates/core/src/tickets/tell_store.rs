//! SQL of what has to be known to write to people about a ticket.

use model::{
    ids::{CustomerId, RegistrationId, TicketId},
    states::TicketStatus,
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// A ticket as far as messages ask.
pub struct Teller {
    /// Which.
    pub id: TicketId,
    /// Now.
    pub version: i32,
    /// Now.
    pub status: TicketStatus,
    /// Whose.
    pub customer: Option<CustomerId>,
    /// The application it belongs to.
    pub registration: Option<RegistrationId>,
    /// Its completion brought the application to its end.
    pub has_installed: bool,
}

/// Reads them, in the order of their ids. A customer or an application that the caller may not see is none: he does not write to them
/// either.
pub async fn tellers(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Teller>> {
    let rows = sqlx::query!(
        r#"select t.id, t.version, t.status, c.id as "customer_id?", r.id as "registration_id?",
                  t.kind = 'installation' and t.status = 'completed' and r.status is not distinct from 'installed' as "installed!"
           from tickets t left join customers c on c.id = t.customer_id left join registrations r on r.id = t.registration_id
           where t.id = any ($1) order by t.id"#,
        ids
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Teller {
                id: TicketId(row.id),
                version: row.version,
                status: TicketStatus::from_name(&row.status).ok_or_else(|| {
                    Error::Internal(format!("unknown ticket status {}", row.status))
                })?,
                customer: row.customer_id.map(CustomerId),
                registration: row.registration_id.map(RegistrationId),
                has_installed: row.installed,
            })
        })
        .collect()
}

/// Who is on a ticket.
pub struct Team {
    /// Which ticket.
    pub id: i64,
    /// Who leads.
    pub lead: Option<i64>,
    /// Who helps.
    pub helpers: Vec<i64>,
}

/// Reads them, in no order.
pub async fn teams(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Team>> {
    Ok(sqlx::query_as!(
        Team,
        r#"select t.id, t.lead_id as lead, array(select h.staff_id from ticket_helpers h where h.ticket_id = t.id) as "helpers!"
           from tickets t where t.id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?)
}
