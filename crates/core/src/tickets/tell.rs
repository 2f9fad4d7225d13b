//! Who is written to when something happens to a ticket.

use std::collections::HashSet;

use model::{
    ids::{StaffId, TicketId},
    states::{MessageCause, MessageClass, Priority, TicketStatus},
    templates::TemplateName,
    tickets::CreatedTicket,
};
use sqlx::PgConnection;

use super::tell_store::{self, Team, Teller};
use crate::{
    context::Cx,
    error::Result,
    messages::{About, NewMessage, Says, To, Told, send},
    registrations,
};

fn about(id: TicketId) -> About {
    About {
        ticket: Some(id),
        ..About::default()
    }
}

/// Alerts the team's group to a ticket that cannot wait.
pub async fn opened(
    cx: &Cx,
    db: &mut PgConnection,
    ticket: &CreatedTicket,
    priority: Priority,
) -> Result<()> {
    if !matches!(priority, Priority::High | Priority::Urgent) {
        return Ok(());
    }
    let alert = NewMessage {
        class: MessageClass::Group,
        about: about(ticket.id),
        dedupe: Some(format!("ticket:{}:opened", ticket.id)),
        ..NewMessage::notification(
            TemplateName::GroupAlert,
            To::Group,
            MessageCause::TicketOpened,
        )
    };
    send(cx, db, &[alert]).await?;
    Ok(())
}

/// Tells the customer who comes, and whoever was not on the ticket before what there is to do.
pub async fn assigned(
    cx: &Cx,
    db: &mut PgConnection,
    id: TicketId,
    before: &Team,
    lead: StaffId,
    helpers: &[i64],
) -> Result<()> {
    let ticket = tell_store::teller(db, id).await?;
    let known: HashSet<i64> = before.lead.iter().chain(&before.helpers).copied().collect();
    let event = |who: &str| Some(format!("ticket:{id}:assigned:{who}:{}", ticket.version));
    let mut messages: Vec<NewMessage> = std::iter::once(lead.0)
        .chain(helpers.iter().copied())
        .filter(|one| !known.contains(one))
        .map(|one| NewMessage {
            about: about(id),
            dedupe: event(&one.to_string()),
            ..NewMessage::notification(
                TemplateName::TeamAssignment,
                To::Staff(StaffId(one)),
                MessageCause::TicketAssigned,
            )
        })
        .collect();
    if before.lead != Some(lead.0) {
        messages.extend(ticket.customer.map(|customer| NewMessage {
            about: about(id),
            dedupe: event("customer"),
            ..NewMessage::notification(
                TemplateName::TicketAssigned,
                To::Customer(customer),
                MessageCause::TicketAssigned,
            )
        }));
    }
    send(cx, db, &messages).await?;
    Ok(())
}

/// Tells the customer how his ticket stands, and the applicant that his connection is there. That a finished ticket was closed
/// is no news to anybody.
pub async fn moved(cx: &Cx, db: &mut PgConnection, id: TicketId) -> Result<()> {
    let ticket = tell_store::teller(db, id).await?;
    let is_news = matches!(
        ticket.status,
        TicketStatus::InProgress
            | TicketStatus::OnHold
            | TicketStatus::Completed
            | TicketStatus::Cancelled
    );
    if !is_news {
        return Ok(());
    }
    let event = format!("ticket:{id}:{}:{}", ticket.status.name(), ticket.version);
    // What was said of it before is no news, so no note stands there.
    let mut messages = to_customer(&ticket, id, MessageCause::TicketMoved, event, "");
    if ticket.has_installed {
        messages.extend(registrations::news(db, ticket.registration, Some(id)).await?);
    }
    send(cx, db, &messages).await?;
    Ok(())
}

/// Sends the customer what was answered on his ticket.
pub async fn replied(
    cx: &Cx,
    db: &mut PgConnection,
    id: TicketId,
    note: i64,
    body: &str,
) -> Result<()> {
    let ticket = tell_store::teller(db, id).await?;
    let event = format!("ticket:{id}:note:{note}");
    let messages = to_customer(&ticket, id, MessageCause::TicketReplied, event, body);
    send(cx, db, &messages).await?;
    Ok(())
}

fn to_customer(
    ticket: &Teller,
    id: TicketId,
    cause: MessageCause,
    event: String,
    note: &str,
) -> Vec<NewMessage> {
    let message = ticket.customer.map(|customer| NewMessage {
        says: Says::Template(
            TemplateName::TicketUpdate,
            vec![Told::Note(note.to_owned())],
        ),
        about: about(id),
        dedupe: Some(event),
        ..NewMessage::notification(TemplateName::TicketUpdate, To::Customer(customer), cause)
    });
    message.into_iter().collect()
}
