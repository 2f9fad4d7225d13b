//! SQL of what messages say of records: of many of a kind with one statement, only of those that the caller may see.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use model::{ids::CustomerId, registrations::Address};
use sqlx::PgConnection;

use crate::error::Result;

/// What messages say of a customer and the service that he has, the newest that has not ended first.
pub struct AboutCustomer {
    /// Name.
    pub name: String,
    /// `AGLS-12345`.
    pub code: String,
    /// E.164.
    pub phone: Option<String>,
    /// Package of the service.
    pub package: Option<String>,
    /// State of the service.
    pub status: Option<String>,
    /// Where the service is.
    pub address: Option<Address>,
}

/// Reads them, by id.
pub async fn customers(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, AboutCustomer>> {
    let rows = sqlx::query!(
        r#"select c.id as "id!", c.name as "name!", c.code as "code!", k.phone as "phone?", p.name as "package?", s.status as "status?", s.street as "street?", s.rt as "rt?", s.rw as "rw?",
                  s.kelurahan as "kelurahan?", s.kecamatan as "kecamatan?", s.city as "city?", s.province as "province?"
           from customers c left join contacts k on k.id = c.contact_id
           left join lateral (select v.* from services v where v.customer_id = c.id order by v.status = 'terminated', v.id desc limit 1) s on true
           left join packages p on p.id = s.package_id
           where c.id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    let about = rows.into_iter().map(|row| {
        let about = AboutCustomer {
            name: row.name,
            code: row.code,
            phone: row.phone,
            package: row.package,
            status: row.status,
            address: row.street.map(|street| Address {
                street,
                rt: row.rt.unwrap_or_default(),
                rw: row.rw.unwrap_or_default(),
                kelurahan: row.kelurahan.unwrap_or_default(),
                kecamatan: row.kecamatan.unwrap_or_default(),
                city: row.city.unwrap_or_default(),
                province: row.province.unwrap_or_default(),
            }),
        };
        (row.id, about)
    });
    Ok(about.collect())
}

/// What a customer is late with: rupiah, and when the oldest of it was due; none where nothing is.
///
/// # Errors
/// [`crate::error::Error::Forbidden`] for whoever sees no invoices.
pub async fn late(
    db: &mut PgConnection,
    id: CustomerId,
    today: NaiveDate,
) -> Result<Option<(i64, NaiveDate)>> {
    let row = sqlx::query!(
        r#"select sum(i.total - i.paid)::bigint as late, min(i.due_on) as oldest from invoices i
           where i.customer_id = $1 and i.status in ('issued', 'partial', 'overdue') and i.due_on < $2"#,
        id.0,
        today
    )
    .fetch_one(db)
    .await?;
    Ok(row.late.zip(row.oldest))
}

/// What messages say of an application.
pub struct AboutRegistration {
    /// The applicant.
    pub name: String,
    /// His phone, E.164.
    pub phone: String,
    /// The customer's code, once he is one.
    pub code: Option<String>,
    /// Package he wants.
    pub package: String,
    /// State.
    pub status: String,
    /// Where.
    pub address: Address,
}

/// Reads them, by id.
pub async fn registrations(
    db: &mut PgConnection,
    ids: &[i64],
) -> Result<HashMap<i64, AboutRegistration>> {
    let rows = sqlx::query!(
        r#"select r.id, r.name, r.phone, r.status, r.street, r.rt, r.rw, r.kelurahan, r.kecamatan, r.city, r.province, p.name as package, c.code as "code?"
           from registrations r join packages p on p.id = r.package_id left join customers c on c.id = r.customer_id
           where r.id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    let about = rows.into_iter().map(|row| {
        let about = AboutRegistration {
            name: row.name,
            phone: row.phone,
            code: row.code,
            package: row.package,
            status: row.status,
            address: Address {
                street: row.street,
                rt: row.rt,
                rw: row.rw,
                kelurahan: row.kelurahan,
                kecamatan: row.kecamatan,
                city: row.city,
                province: row.province,
            },
        };
        (row.id, about)
    });
    Ok(about.collect())
}

/// What messages say of a ticket.
pub struct AboutTicket {
    /// `TKT-202511-00042`.
    pub number: String,
    /// Kind of work.
    pub kind: String,
    /// State.
    pub status: String,
    /// How urgent.
    pub priority: String,
    /// Until when.
    pub due_at: Option<DateTime<Utc>>,
    /// What is to be done.
    pub description: String,
    /// What the customer was told last.
    pub note: Option<String>,
    /// Who does it.
    pub lead: Option<String>,
    /// Zone.
    pub zone: String,
    /// Customer.
    pub name: Option<String>,
    /// His code.
    pub code: Option<String>,
    /// His phone, E.164.
    pub phone: Option<String>,
    /// Where.
    pub address: Option<Address>,
}

/// Reads them, by id.
pub async fn tickets(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, AboutTicket>> {
    let rows = sqlx::query!(
        r#"select t.id, t.number, t.kind, t.status, t.priority, t.due_at, t.description, z.name as zone, l.name as "lead?", c.name as "name?", c.code as "code?",
                  k.phone as "phone?", s.street as "street?", s.rt as "rt?", s.rw as "rw?", s.kelurahan as "kelurahan?", s.kecamatan as "kecamatan?",
                  s.city as "city?", s.province as "province?",
                  (select n.body from ticket_notes n where n.ticket_id = t.id and n.is_public order by n.id desc limit 1) as note
           from tickets t join zones z on z.id = t.zone_id left join staff l on l.id = t.lead_id
           left join customers c on c.id = t.customer_id left join contacts k on k.id = c.contact_id left join services s on s.id = t.service_id
           where t.id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    let about = rows.into_iter().map(|row| {
        let about = AboutTicket {
            number: row.number,
            kind: row.kind,
            status: row.status,
            priority: row.priority,
            due_at: row.due_at,
            description: row.description,
            note: row.note,
            lead: row.lead,
            zone: row.zone,
            name: row.name,
            code: row.code,
            phone: row.phone,
            address: row.street.map(|street| Address {
                street,
                rt: row.rt.unwrap_or_default(),
                rw: row.rw.unwrap_or_default(),
                kelurahan: row.kelurahan.unwrap_or_default(),
                kecamatan: row.kecamatan.unwrap_or_default(),
                city: row.city.unwrap_or_default(),
                province: row.province.unwrap_or_default(),
            }),
        };
        (row.id, about)
    });
    Ok(about.collect())
}

/// What messages say of an invoice.
pub struct AboutInvoice {
    /// `INV-202511-00042`.
    pub number: String,
    /// First day of its month.
    pub period: NaiveDate,
    /// Rupiah.
    pub total: i64,
    /// Rupiah.
    pub paid: i64,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// The last verified payment: rupiah and when it came in.
    pub last_paid: Option<(i64, DateTime<Utc>)>,
    /// Customer.
    pub name: String,
    /// His code.
    pub code: String,
    /// His phone, E.164.
    pub phone: Option<String>,
}

/// Reads them, by id.
pub async fn invoices(db: &mut PgConnection, ids: &[i64]) -> Result<HashMap<i64, AboutInvoice>> {
    let rows = sqlx::query!(
        r#"select i.id, i.number, i.period, i.total, i.paid, i.due_on, c.name, c.code, k.phone as "phone?", p.amount as "amount?", p.received_at as "received_at?"
           from invoices i join customers c on c.id = i.customer_id left join contacts k on k.id = c.contact_id
           left join lateral (select a.amount, y.received_at from payment_allocations a join payments y on y.id = a.payment_id
                              where a.invoice_id = i.id and y.status = 'verified' order by y.received_at desc, y.id desc limit 1) p on true
           where i.id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    let about = rows.into_iter().map(|row| {
        let about = AboutInvoice {
            number: row.number,
            period: row.period,
            total: row.total,
            paid: row.paid,
            due_on: row.due_on,
            last_paid: row.amount.zip(row.received_at),
            name: row.name,
            code: row.code,
            phone: row.phone,
        };
        (row.id, about)
    });
    Ok(about.collect())
}
