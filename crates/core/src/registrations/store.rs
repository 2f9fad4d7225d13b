//! SQL of registrations.

mod board;
mod change;
mod twins;

use chrono::NaiveDate;
use model::{
    audit::TimelineEntry,
    ids::{CustomerId, InvoiceId, PackageId, RegistrationId, ServiceId, StaffId, TicketId, ZoneId},
    problem::Problem,
    registrations::{
        Address, CreateRegistration, Plug, RegistrationDetail, RegistrationRow,
        phone::PhoneCodeSent,
    },
    states::{RegistrationStatus, Slot},
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::{Error, LastChange, Result},
    lists::{Kind, List, Place, column, nullable},
    messages::Written,
};

pub use board::{board, cards, stages};
pub use change::{ask_identity, change, correct_identity, planned};
pub use twins::{find_duplicates, find_same_nik};

/// The list of registrations.
pub static LIST: List = List {
    name: "registrations",
    select: "r.id, r.number, r.status, r.name, r.phone, p.name as package, r.kecamatan, z.name as zone, r.created_at, r.status_since, r.preferred_date",
    from: "registrations r join packages p on p.id = r.package_id join zones z on z.id = r.zone_id",
    always: "true",
    counted: ("registrations r", "true"),
    put_away: None,
    id: "r.id",
    columns: &[
        column("number", "r.number", Kind::Text),
        column("status", "r.status", Kind::Word("registration-status")),
        column("name", "r.name", Kind::Text),
        column("phone", "r.phone", Kind::Phone),
        column("package", "p.name", Kind::Text).joined(),
        column("kecamatan", "r.kecamatan", Kind::Text).offered(),
        column("zone", "z.name", Kind::Text).joined(),
        column("created_at", "r.created_at", Kind::Instant),
        column("status_since", "r.status_since", Kind::Instant),
        nullable("preferred_date", "r.preferred_date", Kind::Day),
    ],
    search: &[Place {
        from: "registrations r",
        texts: &["r.name", "r.number", "r.kecamatan"],
    }],
    phone: Some(Place {
        from: "registrations r",
        texts: &["r.phone"],
    }),
    order: ("created_at", true),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<RegistrationRow> {
    Ok(RegistrationRow {
        id: RegistrationId(row.try_get("id")?),
        number: row.try_get("number")?,
        status: RegistrationStatus::from_name(row.try_get("status")?)
            .ok_or_else(|| sqlx::Error::Decode("registration status".into()))?,
        name: row.try_get("name")?,
        phone: row.try_get("phone")?,
        package: row.try_get("package")?,
        kecamatan: row.try_get("kecamatan")?,
        zone: row.try_get("zone")?,
        created_at: row.try_get("created_at")?,
        status_since: row.try_get("status_since")?,
        preferred_date: row.try_get("preferred_date")?,
    })
}

/// Writes a checked registration.
pub async fn insert(
    db: &mut PgConnection,
    new: &CreateRegistration,
    number: &str,
    name: &str,
    phone: &str,
) -> Result<i64> {
    let email = Some(new.email.trim()).filter(|email| !email.is_empty());
    Ok(sqlx::query_scalar!(
        "insert into registrations (number, name, phone, email, street, rt, rw, kelurahan, kecamatan, city, province, zone_id, package_id,
                                    preferred_date, preferred_slot, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning id",
        number,
        name,
        phone,
        email,
        new.address.street.trim(),
        new.address.rt,
        new.address.rw,
        new.address.kelurahan.trim(),
        new.address.kecamatan.trim(),
        new.address.city.trim(),
        new.address.province.trim(),
        new.zone.map_or(0, |zone| zone.0),
        new.package.map_or(0, |package| package.0),
        new.preferred_date,
        new.preferred_slot.map(Slot::name),
        new.note.trim()
    )
    .fetch_one(db)
    .await?)
}

/// Keeps the applicant's identity number.
pub async fn keep_identity(db: &mut PgConnection, registration: i64, nik: &str) -> Result<()> {
    sqlx::query!(
        "insert into registration_identities (registration_id, nik) values ($1, $2)",
        registration,
        nik
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One registration without duplicates and timeline.
pub async fn registration(db: &mut PgConnection, id: RegistrationId) -> Result<RegistrationDetail> {
    let row = sqlx::query!(
        r#"select r.version, r.number, r.status, r.status_reason, r.name, r.phone, r.phone_verified_at, r.email, app.masked_nik(null, r.id) as nik,
                  r.street, r.rt, r.rw, r.kelurahan, r.kecamatan, r.city, r.province, r.zone_id, z.name as zone, r.package_id, p.name as package,
                  r.preferred_date, r.preferred_slot, r.technician_id, y.name as "technician?", r.note, r.created_at, r.status_since, r.customer_id, c.code as "code?", r.service_id,
                  o.code as "odp?", o.ports as "ports?", v.odp_port as "port?",
                  t.id as "ticket_id?", t.number as "ticket?", i.id as "invoice_id?", i.number as "invoice?"
           from registrations r join zones z on z.id = r.zone_id join packages p on p.id = r.package_id
           left join customers c on c.id = r.customer_id left join staff y on y.id = r.technician_id
           left join services v on v.id = r.service_id left join odps o on o.id = v.odp_id
           left join tickets t on t.registration_id = r.id and t.kind = 'installation'
           left join invoices i on i.service_id = r.service_id and i.kind = 'first' and i.status <> 'void'
           where r.id = $1 order by t.id desc limit 1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(RegistrationDetail {
        id,
        version: row.version,
        number: row.number,
        status: RegistrationStatus::from_name(&row.status)
            .ok_or_else(|| Error::Internal(format!("unknown state {}", row.status)))?,
        status_reason: row.status_reason,
        name: row.name,
        phone: row.phone,
        phone_verified_at: row.phone_verified_at,
        email: row.email,
        nik_masked: row.nik,
        address: Address {
            street: row.street,
            rt: row.rt,
            rw: row.rw,
            kelurahan: row.kelurahan,
            kecamatan: row.kecamatan,
            city: row.city,
            province: row.province,
        },
        zone: row.zone,
        zone_id: ZoneId(row.zone_id),
        package: row.package,
        package_id: PackageId(row.package_id),
        preferred_date: row.preferred_date,
        preferred_slot: row.preferred_slot.as_deref().and_then(Slot::from_name),
        technician: row.technician_id.map(StaffId).zip(row.technician),
        note: row.note,
        created_at: row.created_at,
        status_since: row.status_since,
        customer: row.customer_id.map(CustomerId).zip(row.code),
        service: row.service_id.map(ServiceId),
        plug: row.odp.zip(row.ports).map(|(odp, ports)| Plug {
            odp,
            ports,
            port: row.port,
        }),
        ticket: row.ticket_id.map(TicketId).zip(row.ticket),
        invoice: row.invoice_id.map(InvoiceId).zip(row.invoice),
        duplicates: Vec::new(),
        stages: Vec::new(),
        timeline: Vec::new(),
    })
}

/// Events, newest first.
pub async fn timeline(db: &mut PgConnection, id: RegistrationId) -> Result<Vec<TimelineEntry>> {
    Ok(sqlx::query_as!(
        TimelineEntry,
        r#"select e.at, s.name as "actor?", e.event, e.body from timeline e left join staff s on s.id = e.actor_id
           where e.registration_id = $1 order by e.id desc limit 200"#,
        id.0
    )
    .fetch_all(db)
    .await?)
}

/// Takes the row for this transaction if it still is as the person saw it.
pub async fn lock_at_version(
    db: &mut PgConnection,
    id: RegistrationId,
    version: i32,
) -> Result<()> {
    let found = sqlx::query_scalar!(
        "select version from registrations where id = $1 for no key update",
        id.0
    )
    .fetch_one(&mut *db)
    .await?;
    if found == version {
        Ok(())
    } else {
        Err(Error::stale(last_change(db, id).await?))
    }
}

/// Sends a code to the applicant's number.
pub async fn ask_phone_code(
    db: &mut PgConnection,
    id: RegistrationId,
    said: &Written,
) -> Result<PhoneCodeSent> {
    Ok(sqlx::query_as!(
        PhoneCodeSent,
        r#"select expires_at as "expires_at!", wait_s as "wait_s!" from app.ask_phone_code($1, $2, $3, $4)"#,
        id.0,
        said.body,
        said.locale.code(),
        said.version
    )
    .fetch_one(db)
    .await?)
}

/// Takes the code that the applicant told; answers `confirmed`, `invalid` or `locked`.
pub async fn confirm_phone_code(
    db: &mut PgConnection,
    id: RegistrationId,
    code: &str,
) -> Result<String> {
    Ok(sqlx::query_scalar!(
        r#"select app.confirm_phone_code($1, $2) as "said!""#,
        id.0,
        code
    )
    .fetch_one(db)
    .await?)
}

/// State and version of applications, in the order of their ids.
pub async fn steps(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<(i64, String, i32)>> {
    let rows = sqlx::query!(
        "select id, status, version from registrations where id = any ($1) order by id",
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.status, row.version))
        .collect())
}

async fn last_change(db: &mut PgConnection, id: RegistrationId) -> Result<LastChange> {
    let mut found = last_changes(db, &[id.0]).await?;
    found.pop().map(|(_, last)| last).ok_or(Error::NotFound)
}

/// Who changed these applications last, and when; in no order.
pub async fn last_changes(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<(i64, LastChange)>> {
    let rows = sqlx::query!(
        r#"select r.id, to_char(r.updated_at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!",
                  coalesce((select s.name from timeline e join staff s on s.id = e.actor_id
                            where e.registration_id = r.id and e.event <> 'note' order by e.id desc limit 1), 'AGLIS') as "who!"
           from registrations r where r.id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            (
                row.id,
                LastChange {
                    who: row.who,
                    at: row.at,
                },
            )
        })
        .collect())
}

/// Moves a registration on; the database refuses a step that may not follow.
pub async fn move_to(
    db: &mut PgConnection,
    id: RegistrationId,
    version: i32,
    to: RegistrationStatus,
    reason: Option<&str>,
) -> Result<()> {
    lock_at_version(db, id, version).await?;
    move_all(db, &[id.0], to, reason).await
}

/// Moves registrations on that were locked.
pub async fn move_all(
    db: &mut PgConnection,
    ids: &[i64],
    to: RegistrationStatus,
    reason: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        "update registrations set status = $2, status_reason = $3 where id = any ($1)",
        ids,
        to.name(),
        reason
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Plans the visit.
pub async fn schedule_survey(
    db: &mut PgConnection,
    id: RegistrationId,
    version: i32,
    day: NaiveDate,
    slot: Slot,
    who: StaffId,
) -> Result<()> {
    lock_at_version(db, id, version).await?;
    schedule_surveys(db, &[id.0], Some(day), Some(slot), Some(who)).await
}

/// Plans visits to applications that were locked.
pub async fn schedule_surveys(
    db: &mut PgConnection,
    ids: &[i64],
    day: Option<NaiveDate>,
    slot: Option<Slot>,
    who: Option<StaffId>,
) -> Result<()> {
    sqlx::query!(
        "update registrations set status = 'survey_scheduled', preferred_date = $2, preferred_slot = $3, technician_id = $4 where id = any ($1)",
        ids,
        day,
        slot.map(Slot::name),
        who.map(|who| who.0)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives visits that are planned, and locked, to somebody else.
pub async fn assign_surveys(db: &mut PgConnection, ids: &[i64], who: StaffId) -> Result<()> {
    sqlx::query!(
        "update registrations set technician_id = $2 where id = any ($1)",
        ids,
        who.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody who is a customer already: record, contact and code. Nobody ends him meanwhile.
pub async fn known_customer(db: &mut PgConnection, id: CustomerId) -> Result<(i64, i64, String)> {
    let row = sqlx::query!(
        "select id, contact_id, code from customers where id = $1 and deleted_at is null for no key update",
        id.0
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::field("customer", Problem::new("CHOICE_UNKNOWN")))?;
    Ok((row.id, row.contact_id, row.code))
}

/// Contact and customer from the registration's own data.
pub async fn make_customer(
    db: &mut PgConnection,
    id: RegistrationId,
    code: &str,
) -> Result<(i64, i64)> {
    let contact = sqlx::query_scalar!(
        "insert into contacts (name, phone, email) select name, phone, email from registrations where id = $1 returning id",
        id.0
    )
    .fetch_one(&mut *db)
    .await?;
    let customer = sqlx::query_scalar!(
        "insert into customers (code, contact_id, name, zone_id) select $2, $3, name, zone_id from registrations where id = $1 returning id",
        id.0,
        code,
        contact
    )
    .fetch_one(db)
    .await?;
    Ok((customer, contact))
}

/// The service at the registration's address; its identity number goes to a contact who has none.
pub async fn make_service(
    db: &mut PgConnection,
    id: RegistrationId,
    customer: i64,
    contact: i64,
    billing_day: i16,
) -> Result<i64> {
    let service = sqlx::query_scalar!(
        "insert into services (customer_id, package_id, zone_id, street, rt, rw, kelurahan, kecamatan, city, province, billing_day)
         select $2, package_id, zone_id, street, rt, rw, kelurahan, kecamatan, city, province, $3 from registrations where id = $1 returning id",
        id.0,
        customer,
        billing_day
    )
    .fetch_one(&mut *db)
    .await?;
    sqlx::query!("select app.keep_identity($1, $2)", id.0, contact)
        .execute(db)
        .await?;
    Ok(service)
}

/// Marks the registration approved with what it became.
pub async fn approve(
    db: &mut PgConnection,
    id: RegistrationId,
    customer: i64,
    service: i64,
) -> Result<()> {
    sqlx::query!(
        "update registrations set status = 'approved', status_reason = null, customer_id = $2, service_id = $3 where id = $1",
        id.0,
        customer,
        service
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The ticket that installs the service.
pub async fn make_installation_ticket(
    db: &mut PgConnection,
    id: RegistrationId,
    number: &str,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "insert into tickets (number, kind, customer_id, service_id, registration_id, zone_id, description)
         select $2, 'installation', customer_id, service_id, id, zone_id, note from registrations where id = $1 returning id",
        id.0,
        number
    )
    .fetch_one(db)
    .await?)
}
