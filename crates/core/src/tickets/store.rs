//! SQL of tickets.

use chrono::{DateTime, Utc};
use model::{
    audit::TimelineEntry,
    ids::{CustomerId, FileId, OdpId, RegistrationId, ServiceId, StaffId, TicketId},
    registrations::Address,
    states::{Priority, SlaState, TicketStatus, TicketType},
    tickets::{Attachment, CreateTicket, TicketDetail, TicketRow, choices::Worded},
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::{Error, LastChange, Result},
    lists::{Kind, List, Place, column, nullable},
};

/// Whether somebody still has to do something.
macro_rules! open {
    () => {
        "t.status in ('open', 'assigned', 'in_progress', 'on_hold')"
    };
}

/// How the promise of a ticket stands, as a word of `SlaState`; null where nothing is promised.
macro_rules! sla {
    () => {
        concat!(
            "(case when ", open!(), " then case when t.clock_stopped_at is not null then 'stopped' when t.due_at < now() then 'late' \
             when t.warning_at <= now() then 'warning' when t.due_at is not null then 'running' end \
             when t.status <> 'cancelled' and t.due_at is not null then case when t.breached_at is null then 'kept' else 'broken' end end)"
        )
    };
}

/// The list of tickets.
pub static LIST: List = List {
    name: "tickets",
    select: concat!(
        "t.id, t.number, t.kind, t.status, t.priority, t.category, y.text_id as category_id, y.text_en as category_en, coalesce(c.name, '') as customer, \
         o.code as odp, z.name as zone, l.name as lead, t.created_at, t.due_at, t.warning_at, t.clock_stopped_at is not null as stopped, t.rating, ",
        sla!(),
        " as sla, \
         (t.breached_at is not null or (t.due_at < now() and t.clock_stopped_at is null and ",
        open!(),
        ")) as breached"
    ),
    from: "tickets t join ticket_due d on d.id = t.id join zones z on z.id = t.zone_id left join customers c on c.id = t.customer_id \
           left join contacts k on k.id = c.contact_id left join staff l on l.id = t.lead_id left join ticket_categories y on y.code = t.category left join odps o on o.id = t.odp_id",
    always: "true",
    counted: ("tickets t", "true"),
    put_away: None,
    id: "t.id",
    columns: &[
        column("number", "t.number", Kind::Text),
        column("kind", "t.kind", Kind::Word("ticket-type")),
        column("status", "t.status", Kind::Word("ticket-status")),
        column("priority", "t.priority", Kind::Word("priority"))
            .ordered("array_position('{urgent,high,normal,low}'::text[], t.priority)::text"),
        // Where no category was chosen, it is an empty word.
        column("category", "t.category", Kind::Worded).shown("y.text_id || chr(10) || y.text_en"),
        nullable("sla", sla!(), Kind::Word("sla-state"))
            .ordered(concat!(
                "array_position('{late,warning,running,stopped,broken,kept}'::text[], ",
                sla!(),
                ")::text"
            ))
            .narrowed(&["late", "warning", "running", "stopped"], open!()),
        nullable("rating", "t.rating::bigint", Kind::Number),
        nullable("customer", "c.name", Kind::Text).joined(),
        nullable("odp", "o.code", Kind::Text).joined(),
        nullable("customer_id", "t.customer_id", Kind::Number),
        nullable("service_id", "t.service_id", Kind::Number),
        column("zone", "z.name", Kind::Text).joined(),
        nullable("lead", "l.name", Kind::Text).joined(),
        nullable("lead_id", "t.lead_id", Kind::Number),
        column("created_at", "t.created_at", Kind::Instant),
        nullable("due_at", "d.due_at", Kind::Instant).joined(),
    ],
    search: &[
        // A short word is looked for in the row itself, which has the same columns.
        Place {
            from: "ticket_words t",
            texts: &["t.number", "t.description"],
        },
        Place {
            from: "customers c join tickets t on t.customer_id = c.id",
            texts: &["c.name", "c.code"],
        },
        Place {
            from: "odps o join tickets t on t.odp_id = o.id",
            texts: &["o.code"],
        },
    ],
    phone: Some(Place {
        from: "contacts k join customers c on c.contact_id = k.id join tickets t on t.customer_id = c.id",
        texts: &["k.phone"],
    }),
    order: ("created_at", true),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<TicketRow> {
    let unknown = |what: &'static str| sqlx::Error::Decode(what.into());
    Ok(TicketRow {
        id: TicketId(row.try_get("id")?),
        number: row.try_get("number")?,
        kind: TicketType::from_name(row.try_get("kind")?).ok_or_else(|| unknown("ticket kind"))?,
        status: TicketStatus::from_name(row.try_get("status")?)
            .ok_or_else(|| unknown("ticket status"))?,
        priority: Priority::from_name(row.try_get("priority")?)
            .ok_or_else(|| unknown("priority"))?,
        category: row
            .try_get::<Option<String>, _>("category_id")?
            .zip(row.try_get("category_en")?)
            .map(|(text_id, text_en)| -> sqlx::Result<Worded> {
                Ok(Worded {
                    code: row.try_get("category")?,
                    text_id,
                    text_en,
                })
            })
            .transpose()?,
        sla: row
            .try_get::<Option<&str>, _>("sla")?
            .map(|word| SlaState::from_name(word).ok_or_else(|| unknown("state of the clock")))
            .transpose()?,
        rating: row.try_get("rating")?,
        customer: row.try_get("customer")?,
        odp: row.try_get("odp")?,
        zone: row.try_get("zone")?,
        lead: row.try_get("lead")?,
        created_at: row.try_get("created_at")?,
        due_at: row.try_get("due_at")?,
        warning_at: row.try_get("warning_at")?,
        stopped: row.try_get("stopped")?,
        breached: row.try_get::<Option<bool>, _>("breached")?.unwrap_or(false),
    })
}

/// One ticket without attachments and timeline.
pub async fn ticket(db: &mut PgConnection, id: TicketId) -> Result<TicketDetail> {
    let row = sqlx::query!(
        r#"select t.version, t.number, t.kind, t.category, y.text_id as "category_id?", y.text_en as "category_en?", t.status, t.priority, t.description, t.resolution, t.resolution_code, t.reopened, t.status_reason, t.customer_id,
                  c.code as "code?", c.name as "customer?", k.phone as "phone?", t.service_id, t.registration_id, r.number as "registration?",
                  s.street as "street?", s.rt as "rt?", s.rw as "rw?", s.kelurahan as "kelurahan?", s.kecamatan as "kecamatan?", s.city as "city?",
                  s.province as "province?", t.odp_id, o.code as "odp?", o.place as "odp_place?", z.name as zone, t.lead_id, l.name as "lead?", t.created_at, t.due_at, t.warning_at, t.clock_stopped_at, t.breached_at, t.completed_at, t.rating
           from tickets t join zones z on z.id = t.zone_id
           left join customers c on c.id = t.customer_id left join contacts k on k.id = c.contact_id
           left join services s on s.id = t.service_id left join registrations r on r.id = t.registration_id
           left join odps o on o.id = t.odp_id left join staff l on l.id = t.lead_id left join ticket_categories y on y.code = t.category
           where t.id = $1"#,
        id.0
    )
    .fetch_one(&mut *db)
    .await?;
    let helpers = sqlx::query!("select s.id, s.name from ticket_helpers h join staff s on s.id = h.staff_id where h.ticket_id = $1 order by s.name", id.0)
        .fetch_all(db)
        .await?;
    let unknown = |what: &str| Error::Internal(format!("unknown value {what} in ticket {id}"));
    Ok(TicketDetail {
        id,
        version: row.version,
        number: row.number,
        kind: TicketType::from_name(&row.kind).ok_or_else(|| unknown(&row.kind))?,
        category: row
            .category_id
            .zip(row.category_en)
            .map(|(text_id, text_en)| Worded {
                code: row.category,
                text_id,
                text_en,
            }),
        status: TicketStatus::from_name(&row.status).ok_or_else(|| unknown(&row.status))?,
        priority: Priority::from_name(&row.priority).ok_or_else(|| unknown(&row.priority))?,
        description: row.description,
        resolution: row.resolution,
        resolution_code: row.resolution_code,
        reopened: row.reopened,
        hold_reason: row.status_reason,
        customer: row
            .customer_id
            .zip(row.code)
            .zip(row.customer)
            .map(|((id, code), name)| (CustomerId(id), code, name)),
        phone: row.phone,
        service: row.service_id.map(ServiceId),
        registration: row
            .registration_id
            .map(RegistrationId)
            .zip(row.registration),
        address: row.street.map(|street| Address {
            street,
            rt: row.rt.unwrap_or_default(),
            rw: row.rw.unwrap_or_default(),
            kelurahan: row.kelurahan.unwrap_or_default(),
            kecamatan: row.kecamatan.unwrap_or_default(),
            city: row.city.unwrap_or_default(),
            province: row.province.unwrap_or_default(),
        }),
        odp: row
            .odp_id
            .zip(row.odp)
            .zip(row.odp_place)
            .map(|((id, code), place)| (OdpId(id), code, place)),
        zone: row.zone,
        lead: row.lead_id.map(StaffId).zip(row.lead),
        helpers: helpers
            .into_iter()
            .map(|row| (StaffId(row.id), row.name))
            .collect(),
        created_at: row.created_at,
        due_at: row.due_at,
        warning_at: row.warning_at,
        stopped: row.clock_stopped_at.is_some(),
        breached_at: row.breached_at,
        completed_at: row.completed_at,
        rating: row.rating,
        attachments: Vec::new(),
        timeline: Vec::new(),
    })
}

/// Photos of the work, also of duplicates, oldest first.
pub async fn attachments(db: &mut PgConnection, id: TicketId) -> Result<Vec<Attachment>> {
    let rows =
        sqlx::query!("select id, name, mime, size, evidence from files where ticket_id = any (app.with_duplicates($1)) and evidence order by created_at, id", id.0).fetch_all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| Attachment {
            id: FileId(row.id),
            name: row.name,
            mime: row.mime,
            size: row.size,
            evidence: row.evidence,
        })
        .collect())
}

/// Type and bytes of a file.
pub async fn content(db: &mut PgConnection, id: FileId) -> Result<(String, Vec<u8>)> {
    let (_, mime, bytes) = named_content(db, id).await?;
    Ok((mime, bytes))
}

/// Name, type and bytes of a file.
pub async fn named_content(db: &mut PgConnection, id: FileId) -> Result<(String, String, Vec<u8>)> {
    let row = sqlx::query!("select f.name, f.mime, c.content from files f join file_contents c on c.file_id = f.id where f.id = $1", id.0)
        .fetch_one(db)
        .await?;
    Ok((row.name, row.mime, row.content))
}

/// Events, newest first.
pub async fn timeline(db: &mut PgConnection, id: TicketId) -> Result<Vec<TimelineEntry>> {
    Ok(sqlx::query_as!(
        TimelineEntry,
        r#"select e.at, s.name as "actor?", e.event, e.body from timeline e left join staff s on s.id = e.actor_id
           where e.ticket_id = $1 order by e.id desc limit 200"#,
        id.0
    )
    .fetch_all(db)
    .await?)
}

/// Writes a checked ticket in the zone of its distribution point, connection or customer, else the one that was chosen; answers its id and when it must be done.
pub async fn insert(
    db: &mut PgConnection,
    new: &CreateTicket,
    number: &str,
    description: &str,
) -> Result<(TicketId, Option<DateTime<Utc>>)> {
    let row = sqlx::query!(
        "insert into tickets (number, kind, priority, category, customer_id, service_id, odp_id, zone_id, description)
         select $1, $2, $3, $7, c.id, s.id, o.id, coalesce(o.zone_id, s.zone_id, c.zone_id, $9), $6
         from (select) one left join customers c on c.id = $4 left join services s on s.id = $5 and s.customer_id = c.id left join odps o on o.id = $8
         where ($4::bigint is null or c.id is not null) and ($5::bigint is null or s.id is not null) and ($8::bigint is null or o.id is not null)
         returning id, due_at",
        number,
        new.kind.name(),
        new.priority.name(),
        new.customer.map(|customer| customer.0),
        new.service.map(|service| service.0),
        description,
        new.category.as_deref().unwrap_or_default(),
        new.odp.filter(|_| new.customer.is_none()).map(|odp| odp.0),
        new.zone.map(|zone| zone.0)
    )
    .fetch_optional(db)
    .await?
    .ok_or(Error::NotFound)?;
    Ok((TicketId(row.id), row.due_at))
}

/// Takes the row for this transaction if it still is as the person saw it; answers its state.
pub async fn lock_at_version(
    db: &mut PgConnection,
    id: TicketId,
    version: i32,
) -> Result<TicketStatus> {
    let row = sqlx::query!(
        "select version, status from tickets where id = $1 for no key update",
        id.0
    )
    .fetch_one(&mut *db)
    .await?;
    if row.version != version {
        return Err(Error::stale(last_change(db, id).await?));
    }
    TicketStatus::from_name(&row.status)
        .ok_or_else(|| Error::Internal(format!("unknown ticket status {}", row.status)))
}

/// As [`lock_at_version`] without taking the row: for steps that take several rows in the order of their ids.
pub async fn check_version(db: &mut PgConnection, id: TicketId, version: i32) -> Result<()> {
    let found = sqlx::query_scalar!("select version from tickets where id = $1", id.0)
        .fetch_one(&mut *db)
        .await?;
    if found == version {
        Ok(())
    } else {
        Err(Error::stale(last_change(db, id).await?))
    }
}

async fn last_change(db: &mut PgConnection, id: TicketId) -> Result<LastChange> {
    let mut found = last_changes(db, &[id.0]).await?;
    found.pop().map(|(_, last)| last).ok_or(Error::NotFound)
}

/// Who changed these tickets last, and when; in no order.
pub async fn last_changes(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<(i64, LastChange)>> {
    let rows = sqlx::query!(
        r#"select t.id, to_char(t.updated_at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!",
                  coalesce((select s.name from timeline e join staff s on s.id = e.actor_id
                            where e.ticket_id = t.id and e.event <> 'note' order by e.id desc limit 1), 'AGLIS') as "who!"
           from tickets t where t.id = any ($1)"#,
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

/// Gives tickets to a lead; open ones become assigned.
pub async fn assign(
    db: &mut PgConnection,
    ids: &[i64],
    lead: StaffId,
    helpers: &[i64],
) -> Result<()> {
    sqlx::query!("update tickets set lead_id = $2, status = case when status = 'open' then 'assigned' else status end where id = any ($1)", ids, lead.0)
        .execute(&mut *db)
        .await?;
    set_helpers(db, ids, helpers).await
}

/// Lets these people help with tickets, and nobody else.
pub async fn set_helpers(db: &mut PgConnection, ids: &[i64], helpers: &[i64]) -> Result<()> {
    sqlx::query!(
        "delete from ticket_helpers where ticket_id = any ($1) and staff_id <> all ($2)",
        ids,
        helpers
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("insert into ticket_helpers (ticket_id, staff_id) select t, h from unnest($1::bigint[]) t, unnest($2::bigint[]) h on conflict do nothing", ids, helpers)
        .execute(db)
        .await?;
    Ok(())
}

/// Moves tickets on; the database refuses a step that may not follow.
pub async fn move_to(
    db: &mut PgConnection,
    ids: &[i64],
    to: TicketStatus,
    reason: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        "update tickets set status = $2, status_reason = $3 where id = any ($1)",
        ids,
        to.name(),
        reason
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Finishes the ticket.
pub async fn complete(db: &mut PgConnection, id: TicketId, resolution: &str) -> Result<()> {
    sqlx::query!(
        "update tickets set status = 'completed', resolution = $2 where id = $1",
        id.0,
        resolution
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whose a file is.
#[derive(Clone, Copy, Debug)]
pub enum Owner {
    /// A ticket's, perhaps of a note on it.
    Ticket {
        /// Which ticket.
        ticket: TicketId,
        /// Which note.
        note: Option<i64>,
    },
    /// A customer's own.
    Customer(CustomerId),
}

/// Stores a picture or document.
pub async fn add_file(
    db: &mut PgConnection,
    owner: Owner,
    id: FileId,
    name: &str,
    picture: &super::picture::Picture,
    evidence: bool,
) -> Result<()> {
    let (ticket, note, customer) = match owner {
        Owner::Ticket { ticket, note } => (Some(ticket.0), note, None),
        Owner::Customer(customer) => (None, None, Some(customer.0)),
    };
    sqlx::query!(
        "insert into files (id, ticket_id, customer_id, name, mime, size, sha256, evidence, note_id, added_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, app.staff_id())",
        id.0,
        ticket,
        customer,
        name,
        picture.mime,
        i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX),
        picture.sha256,
        evidence,
        note
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into file_contents (file_id, content) values ($1, $2)",
        id.0,
        picture.bytes
    )
    .execute(db)
    .await?;
    Ok(())
}
