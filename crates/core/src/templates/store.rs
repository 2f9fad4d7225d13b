//! SQL of message templates.

use chrono::{DateTime, NaiveDate, Utc};
use model::{
    ids::{CustomerId, InvoiceId, TicketId},
    registrations::Address,
    templates::{Template, TemplateName},
    text::Locale,
};
use sqlx::PgConnection;

use crate::error::{Error, LastChange, Result};

struct Row {
    name: String,
    language: String,
    version: i32,
    body: String,
    changed_by: Option<String>,
    changed_at: DateTime<Utc>,
}

fn read(rows: Vec<Row>) -> Result<Vec<Template>> {
    rows.into_iter()
        .map(|row| {
            let unknown = |what: &str| Error::Internal(format!("unknown template {what}"));
            Ok(Template {
                name: TemplateName::from_name(&row.name).ok_or_else(|| unknown(&row.name))?,
                language: row.language.parse().map_err(|_| unknown(&row.language))?,
                version: row.version,
                body: row.body,
                changed_by: row.changed_by,
                changed_at: row.changed_at,
            })
        })
        .collect()
}

/// The texts that count.
pub async fn newest(db: &mut PgConnection) -> Result<Vec<Template>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select distinct on (t.name, t.language) t.name, t.language, t.version, t.body, s.name as "changed_by?", t.changed_at
           from message_templates t left join staff s on s.id = t.changed_by order by t.name, t.language, t.version desc"#
    )
    .fetch_all(db)
    .await?;
    read(rows)
}

/// The versions of a text, the newest first, at most 100.
pub async fn versions(
    db: &mut PgConnection,
    name: TemplateName,
    language: Locale,
) -> Result<Vec<Template>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select t.name, t.language, t.version, t.body, s.name as "changed_by?", t.changed_at
           from message_templates t left join staff s on s.id = t.changed_by
           where t.name = $1 and t.language = $2 order by t.version desc limit 100"#,
        name.name(),
        language.code()
    )
    .fetch_all(db)
    .await?;
    read(rows)
}

/// Writes the version after the one that was seen; answers its number.
pub async fn save(
    db: &mut PgConnection,
    name: TemplateName,
    language: Locale,
    seen: i32,
    body: &str,
) -> Result<i32> {
    // What others wrote meanwhile cannot be read any more once the statement has failed.
    let last = sqlx::query!(
        r#"select t.version, to_char(t.changed_at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!", coalesce(s.name, 'AGLIS') as "who!"
           from message_templates t left join staff s on s.id = t.changed_by
           where t.name = $1 and t.language = $2 order by t.version desc limit 1"#,
        name.name(),
        language.code()
    )
    .fetch_optional(&mut *db)
    .await?;
    if let Some(last) = last.filter(|last| last.version != seen) {
        return Err(Error::stale(LastChange {
            who: last.who,
            at: last.at,
        }));
    }
    let saved = sqlx::query_scalar!(
        r#"select app.save_template($1, $2, $3, $4) as "version!""#,
        name.name(),
        language.code(),
        seen,
        body
    )
    .fetch_one(db)
    .await;
    saved.map_err(|error| match Error::from(error) {
        // Somebody wrote one at the very same moment.
        Error::Conflict(problem) if problem.code == "TAKEN" => Error::conflict("BUSY"),
        other => other,
    })
}

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

/// Reads it.
pub async fn customer(db: &mut PgConnection, id: CustomerId) -> Result<AboutCustomer> {
    let row = sqlx::query!(
        r#"select c.name, c.code, k.phone as "phone?", p.name as "package?", s.status as "status?", s.street as "street?", s.rt as "rt?", s.rw as "rw?",
                  s.kelurahan as "kelurahan?", s.kecamatan as "kecamatan?", s.city as "city?", s.province as "province?"
           from customers c left join contacts k on k.id = c.contact_id
           left join lateral (select v.* from services v where v.customer_id = c.id order by v.status = 'terminated', v.id desc limit 1) s on true
           left join packages p on p.id = s.package_id
           where c.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(AboutCustomer {
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
    })
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

/// Reads it.
pub async fn ticket(db: &mut PgConnection, id: TicketId) -> Result<AboutTicket> {
    let row = sqlx::query!(
        r#"select t.number, t.kind, t.status, t.priority, t.due_at, t.description, z.name as zone, l.name as "lead?", c.name as "name?", c.code as "code?",
                  k.phone as "phone?", s.street as "street?", s.rt as "rt?", s.rw as "rw?", s.kelurahan as "kelurahan?", s.kecamatan as "kecamatan?",
                  s.city as "city?", s.province as "province?",
                  (select n.body from ticket_notes n where n.ticket_id = t.id and n.is_public order by n.id desc limit 1) as note
           from tickets t join zones z on z.id = t.zone_id left join staff l on l.id = t.lead_id
           left join customers c on c.id = t.customer_id left join contacts k on k.id = c.contact_id left join services s on s.id = t.service_id
           where t.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(AboutTicket {
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
    })
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

/// Reads it.
pub async fn invoice(db: &mut PgConnection, id: InvoiceId) -> Result<AboutInvoice> {
    let row = sqlx::query!(
        r#"select i.number, i.period, i.total, i.paid, i.due_on, c.name, c.code, k.phone as "phone?", p.amount as "amount?", p.received_at as "received_at?"
           from invoices i join customers c on c.id = i.customer_id left join contacts k on k.id = c.contact_id
           left join lateral (select a.amount, y.received_at from payment_allocations a join payments y on y.id = a.payment_id
                              where a.invoice_id = i.id and y.status = 'verified' order by y.received_at desc, y.id desc limit 1) p on true
           where i.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(AboutInvoice {
        number: row.number,
        period: row.period,
        total: row.total,
        paid: row.paid,
        due_on: row.due_on,
        last_paid: row.amount.zip(row.received_at),
        name: row.name,
        code: row.code,
        phone: row.phone,
    })
}
