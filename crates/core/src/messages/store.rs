//! SQL of the list of messages and of one of them.

use model::{
    ids::{CustomerId, InvoiceId, MessageId, RegistrationId, TicketId},
    messages::{LiveJob, MessageDetail, MessageRow, Try, TryOutcome},
    states::{MessageClass, MessageStatus},
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::{Error, Result},
    lists::{Kind, List, Place, column, nullable},
};

/// The list of messages.
pub static LIST: List = List {
    name: "messages",
    select: "m.id, m.class, m.status, m.template, m.recipient, m.recipient_name, left(m.body, 200) as body, m.queued_at, m.sent_at, m.reason",
    from: "messages m left join staff s on s.id = m.caused_by",
    always: "true",
    counted: ("messages m", "true"),
    put_away: None,
    id: "m.id",
    columns: &[
        column("id", "m.id", Kind::Number),
        column("status", "m.status", Kind::Word("message-status")),
        column("class", "m.class", Kind::Word("message-class")),
        nullable("template", "m.template", Kind::Text),
        column("recipient_name", "m.recipient_name", Kind::Text),
        column("recipient", "m.recipient", Kind::Phone),
        column("body", "m.body", Kind::Text),
        column("queued_at", "m.queued_at", Kind::Instant),
        nullable("scheduled_at", "m.scheduled_at", Kind::Instant),
        nullable("sent_at", "m.sent_at", Kind::Instant),
        nullable("reason", "m.reason", Kind::Text),
        nullable("caused_by", "s.name", Kind::Text).joined(),
        nullable("customer_id", "m.customer_id", Kind::Number),
        nullable("registration_id", "m.registration_id", Kind::Number),
        nullable("ticket_id", "m.ticket_id", Kind::Number),
        nullable("invoice_id", "m.invoice_id", Kind::Number),
    ],
    search: &[Place {
        from: "messages m",
        texts: &["m.recipient_name", "m.body", "m.gateway_ref"],
    }],
    phone: Some(Place {
        from: "messages m",
        texts: &["m.recipient"],
    }),
    order: ("queued_at", true),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<MessageRow> {
    Ok(MessageRow {
        id: MessageId(row.try_get("id")?),
        class: MessageClass::from_name(row.try_get("class")?)
            .ok_or_else(|| sqlx::Error::Decode("message class".into()))?,
        status: MessageStatus::from_name(row.try_get("status")?)
            .ok_or_else(|| sqlx::Error::Decode("message status".into()))?,
        template: row.try_get("template")?,
        recipient: row.try_get("recipient")?,
        recipient_name: row.try_get("recipient_name")?,
        body: row.try_get("body")?,
        queued_at: row.try_get("queued_at")?,
        sent_at: row.try_get("sent_at")?,
        reason: row.try_get("reason")?,
    })
}

/// One message. What it is about is named only to whoever may see that, too.
pub async fn message(db: &mut PgConnection, id: MessageId) -> Result<MessageDetail> {
    let row = sqlx::query!(
        r#"select m.class as "class!", m.status as "status!", m.reason, m.template, m.template_version, m.locale as "locale!", m.recipient as "recipient!",
                  m.recipient_name as "recipient_name!", m.body as "body!", m.cause,
                  c.id as "customer_id?", c.code as "customer_code?", c.name as "customer?", r.id as "registration_id?", r.number as "registration?",
                  t.id as "ticket_id?", t.number as "ticket?", i.id as "invoice_id?", i.number as "invoice?", s.name as "caused_by?",
                  coalesce(g.kind, m.gateway) as gateway, m.gateway_ref, m.attempts as "attempts!", m.scheduled_at, m.queued_at as "queued_at!", m.sent_at, m.delivered_at, m.read_at,
                  m.unknown_at, m.ended_at, m.resends, (select o.id from messages o where o.resends = m.id) as resent_by,
                  case when m.template in ('invoice_issued', 'reminder_1', 'reminder_2', 'reminder_3', 'payment_received', 'ticket_assigned',
                                           'ticket_update', 'status_update', 'isolir', 'isolir_lifted', 'broadcast')
                       then nullif(coalesce(k.phone, r.phone), m.recipient) end as record_phone
           from messages m left join customers c on c.id = m.customer_id left join contacts k on k.id = c.contact_id
             left join registrations r on r.id = m.registration_id left join tickets t on t.id = m.ticket_id
             left join invoices i on i.id = m.invoice_id left join staff s on s.id = m.caused_by left join gateways g on g.id::text = m.gateway
           where m.id = $1"#,
        id.0
    )
    .fetch_one(&mut *db)
    .await?;
    let unknown = |what: &str| Error::Internal(format!("unknown value {what} in message {id}"));
    let customer = row
        .customer_id
        .zip(row.customer_code)
        .zip(row.customer)
        .map(|((id, code), name)| (CustomerId(id), code, name));
    Ok(MessageDetail {
        id,
        class: MessageClass::from_name(&row.class).ok_or_else(|| unknown(&row.class))?,
        status: MessageStatus::from_name(&row.status).ok_or_else(|| unknown(&row.status))?,
        reason: row.reason,
        template: row.template,
        template_version: row.template_version,
        locale: row.locale.parse().map_err(|_| unknown(&row.locale))?,
        recipient: row.recipient,
        recipient_name: row.recipient_name,
        body: row.body,
        cause: row.cause,
        customer,
        registration: row
            .registration_id
            .map(RegistrationId)
            .zip(row.registration),
        ticket: row.ticket_id.map(TicketId).zip(row.ticket),
        invoice: row.invoice_id.map(InvoiceId).zip(row.invoice),
        caused_by: row.caused_by,
        resends: row.resends.map(MessageId),
        resent_by: row.resent_by.map(MessageId),
        record_phone: row.record_phone,
        job: live_job(db, id).await?,
        tries: tries(db, id).await?,
        gateway: row.gateway,
        gateway_ref: row.gateway_ref,
        attempts: row.attempts,
        scheduled_at: row.scheduled_at,
        queued_at: row.queued_at,
        sent_at: row.sent_at,
        delivered_at: row.delivered_at,
        read_at: row.read_at,
        unknown_at: row.unknown_at,
        ended_at: row.ended_at,
    })
}

/// The work that is left with a message.
async fn live_job(db: &mut PgConnection, id: MessageId) -> Result<Option<LiveJob>> {
    let row = sqlx::query!(
        r#"select j.attempt, j.run_at, j.expires_at, w.device as "held_by?", j.wire_at, j.cancel_asked
           from queue_jobs j left join workers w on w.id = j.worker where j.message_id = $1"#,
        id.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| LiveJob {
        // A claim counts the try it begins.
        attempt: row.attempt + i16::from(row.held_by.is_none()),
        run_at: row.run_at,
        expires_at: row.expires_at,
        held_by: row.held_by,
        wire_at: row.wire_at,
        cancel_asked: row.cancel_asked,
    }))
}

/// How a message was tried.
async fn tries(db: &mut PgConnection, id: MessageId) -> Result<Vec<Try>> {
    let rows = sqlx::query!(
        r#"select a.attempt, a.outcome, a.error, w.device as "device?", g.kind as "gateway?", a.claimed_at, a.wire_at, a.ended_at
           from queue_attempts a left join workers w on w.id = a.worker left join gateways g on g.id = a.gateway
           where a.message_id = $1 order by a.ended_at, a.attempt limit 100"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Try {
                attempt: row.attempt,
                outcome: TryOutcome::from_name(&row.outcome)
                    .ok_or_else(|| Error::Internal(format!("unknown outcome {}", row.outcome)))?,
                error: row.error,
                device: row.device,
                gateway: row.gateway,
                claimed_at: row.claimed_at,
                wire_at: row.wire_at,
                ended_at: row.ended_at,
            })
        })
        .collect()
}
