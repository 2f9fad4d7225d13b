//! SQL of words to many people.

use model::bulk::Readers;
use sqlx::PgConnection;

use crate::error::Result;

/// A record and the person behind it.
pub struct Reached {
    /// Which.
    pub id: i64,
    /// Of the record.
    pub number: String,
    /// Of the person; empty for work that is nobody's.
    pub name: String,
    /// Of the record.
    pub zone: i64,
    /// Of the record, now.
    pub version: i32,
    /// Who; none for an applicant, and for work that is nobody's.
    pub customer: Option<i64>,
    /// Whether he can be written to.
    pub has_phone: bool,
}

/// Those of these records that the caller sees, in the order of their ids.
pub async fn reached(db: &mut PgConnection, to: Readers, ids: &[i64]) -> Result<Vec<Reached>> {
    Ok(match to {
        Readers::OfTickets => {
            sqlx::query_as!(
                Reached,
                r#"select t.id, t.number, coalesce(c.name, '') as "name!", t.zone_id as zone, t.version, c.id as "customer?", k.phone is not null as "has_phone!"
                   from tickets t left join customers c on c.id = t.customer_id left join contacts k on k.id = c.contact_id where t.id = any ($1) order by t.id"#,
                ids
            )
            .fetch_all(db)
            .await?
        }
        Readers::Applicants => {
            sqlx::query_as!(
                Reached,
                r#"select id, number, name, zone_id as zone, version, null::bigint as customer, true as "has_phone!" from registrations where id = any ($1) order by id"#,
                ids
            )
            .fetch_all(db)
            .await?
        }
        Readers::Customers => {
            sqlx::query_as!(
                Reached,
                r#"select c.id, c.code as number, c.name, c.zone_id as zone, c.version, c.id as "customer?", k.phone is not null as "has_phone!"
                   from customers c left join contacts k on k.id = c.contact_id where c.id = any ($1) and c.deleted_at is null order by c.id"#,
                ids
            )
            .fetch_all(db)
            .await?
        }
    })
}
