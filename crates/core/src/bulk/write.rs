//! Words to many people: each is written to once a run, however many of the records are his.

use model::{
    bulk::{BulkChange, BulkField, BulkOutcome, Readers},
    ids::{BulkRunId, CustomerId, RegistrationId, TicketId},
    problem::Problem,
    states::{MessageCause, MessageClass},
    templates::TemplateName,
};
use serde_json::Value;
use sqlx::PgConnection;

use super::{Acted, Judged, write_store};
use crate::{
    context::Cx,
    error::Result,
    messages::{self, About, Fate, NewMessage, Says, Sent, To, Told, by_hand::why_not, send},
};

/// Says of each record that the caller sees whether there is anybody to write to.
///
/// # Errors
/// As the database's.
pub async fn judge(db: &mut PgConnection, to: Readers, ids: &[i64]) -> Result<Vec<Judged>> {
    let has_gateway = messages::has_gateway(db).await?;
    let why = |has_phone: bool| match (has_gateway, has_phone) {
        (false, _) => Some("NO_GATEWAY"),
        (true, false) => Some("NO_NUMBER"),
        (true, true) => None,
    };
    let reached = write_store::reached(db, to, ids).await?;
    Ok(reached
        .into_iter()
        .map(|one| Judged {
            id: one.id,
            zone: one.zone,
            version: one.version,
            refused: why(one.has_phone)
                .map(|code| (BulkOutcome::Refused, Some(Problem::new(code)))),
            has_way_back: false,
            before: Value::Null,
        })
        .collect())
}

/// Writes to the people of records that were judged.
///
/// # Errors
/// As the queue's; then nothing of it counts.
pub async fn act(
    cx: &Cx,
    db: &mut PgConnection,
    run: BulkRunId,
    (to, body): (Readers, &str),
    ids: &[i64],
) -> Result<Acted> {
    let (mut about, mut all) = (Vec::new(), Vec::new());
    for one in write_store::reached(db, to, ids).await? {
        let (recipient, person) = match (to, one.customer) {
            (Readers::Applicants, _) => (
                To::Registration(RegistrationId(one.id)),
                format!("registration:{}", one.id),
            ),
            (Readers::OfTickets | Readers::Customers, Some(id)) => {
                (To::Customer(CustomerId(id)), format!("customer:{id}"))
            }
            (Readers::OfTickets | Readers::Customers, None) => continue,
        };
        let ticket = (to == Readers::OfTickets).then_some(TicketId(one.id));
        about.push(one.id);
        all.push(NewMessage {
            class: MessageClass::Bulk,
            says: Says::Template(
                TemplateName::Broadcast,
                vec![Told::Message(body.to_owned())],
            ),
            about: About {
                ticket,
                ..About::default()
            },
            dedupe: Some(format!("bulk:{run}:{person}")),
            ..NewMessage::notification(TemplateName::Broadcast, recipient, MessageCause::ByHand)
        });
    }
    let mut acted = Acted::default();
    for (id, fate) in about.into_iter().zip(send(cx, db, &all).await?) {
        match fate {
            Fate::Queued(message) => acted.sent.push(Sent {
                about: Some(id),
                message,
            }),
            // Another record of his brought it.
            Fate::Twice => {}
            fate => {
                let code = why_not(fate).unwrap_or("BUSY");
                acted.refused.push((id, Problem::new(code)));
            }
        }
    }
    Ok(acted)
}

/// Before and after, in the order of the ids.
///
/// # Errors
/// As the database's.
pub async fn show(
    db: &mut PgConnection,
    to: Readers,
    body: &str,
    ids: &[i64],
) -> Result<Vec<BulkChange>> {
    let reached = write_store::reached(db, to, ids).await?;
    Ok(reached
        .into_iter()
        .map(|one| BulkChange {
            id: one.id,
            number: one.number,
            name: one.name,
            fields: vec![BulkField {
                field: "message".to_owned(),
                before: String::new(),
                after: body.to_owned(),
            }],
        })
        .collect())
}

/// How many people are written to at most.
///
/// # Errors
/// As the database's.
pub async fn recipients(db: &mut PgConnection, to: Readers, ids: &[i64]) -> Result<i64> {
    let reached = write_store::reached(db, to, ids).await?;
    let mut people: Vec<i64> = (reached.iter())
        .filter(|one| one.has_phone)
        .map(|one| one.customer.unwrap_or(one.id))
        .collect();
    people.sort_unstable();
    people.dedup();
    Ok(i64::try_from(people.len()).unwrap_or(i64::MAX))
}

/// Those that the caller sees. Nothing of them changes, so nothing is locked.
///
/// # Errors
/// As the database's.
pub async fn seen(db: &mut PgConnection, to: Readers, ids: &[i64]) -> Result<Vec<i64>> {
    let reached = write_store::reached(db, to, ids).await?;
    Ok(reached.into_iter().map(|one| one.id).collect())
}
