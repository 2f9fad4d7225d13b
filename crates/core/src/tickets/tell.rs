//! Who is written to when something happens to a ticket.

use std::collections::HashMap;

use model::{
    ids::{BulkRunId, StaffId, TicketId},
    states::{MessageCause, MessageClass, Priority, TicketStatus},
    templates::TemplateName,
    tickets::CreatedTicket,
};
use sqlx::PgConnection;

use super::tell_store::{self, Team, Teller};
use crate::{
    context::Cx,
    error::Result,
    messages::{About, NewMessage, Says, Sent, Telling, To, Told, send},
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

/// Tells customers who comes, and whoever was not on a ticket before what there is to do. `before` is who was on each of the tickets
/// until now.
pub async fn assigned(
    cx: &Cx,
    db: &mut PgConnection,
    how: Telling,
    before: &[Team],
    lead: StaffId,
    helpers: &[i64],
) -> Result<Vec<Sent>> {
    if how == Telling::Nobody {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = before.iter().map(|team| team.id).collect();
    let before: HashMap<i64, &Team> = before.iter().map(|team| (team.id, team)).collect();
    let mut messages = Vec::new();
    for ticket in tell_store::tellers(db, &ids).await? {
        let id = ticket.id;
        let team = before.get(&id.0);
        let was_on = |one: &i64| {
            team.is_some_and(|team| team.lead == Some(*one) || team.helpers.contains(one))
        };
        let event = |who: &str| Some(format!("ticket:{id}:assigned:{who}:{}", ticket.version));
        messages.extend(
            std::iter::once(lead.0)
                .chain(helpers.iter().copied())
                .filter(|one| !was_on(one))
                .map(|one| NewMessage {
                    about: about(id),
                    dedupe: event(&one.to_string()),
                    ..NewMessage::notification(
                        TemplateName::TeamAssignment,
                        To::Staff(StaffId(one)),
                        MessageCause::TicketAssigned,
                    )
                }),
        );
        if team.and_then(|team| team.lead) != Some(lead.0) {
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
    }
    how.send(cx, db, messages).await
}

/// Tells colleagues how many tickets a bulk operation gave them: one message each, whatever the number. It is about the first of these.
pub async fn given(
    cx: &Cx,
    db: &mut PgConnection,
    run: BulkRunId,
    first: TicketId,
    count: i32,
    team: &[i64],
) -> Result<()> {
    let messages: Vec<NewMessage> = team
        .iter()
        .map(|one| NewMessage {
            class: MessageClass::Bulk,
            says: Says::Sentence(
                "bulk-team-assignment",
                [("count".to_owned(), count.to_string())].into(),
            ),
            about: about(first),
            dedupe: Some(format!("bulk:{run}:staff:{one}")),
            ..NewMessage::notification(
                TemplateName::TeamAssignment,
                To::Staff(StaffId(*one)),
                MessageCause::TicketAssigned,
            )
        })
        .collect();
    send(cx, db, &messages).await?;
    Ok(())
}

/// Tells customers how their tickets stand, and applicants that their connection is there. That a finished ticket was closed
/// is no news to anybody.
pub async fn moved(cx: &Cx, db: &mut PgConnection, how: Telling, ids: &[i64]) -> Result<Vec<Sent>> {
    if how == Telling::Nobody {
        return Ok(Vec::new());
    }
    let mut messages = Vec::new();
    for ticket in tell_store::tellers(db, ids).await? {
        if !is_news(ticket.status) {
            continue;
        }
        let id = ticket.id;
        let event = format!("ticket:{id}:{}:{}", ticket.status.name(), ticket.version);
        // What was said of it before is no news, so no note stands there.
        messages.extend(to_customer(&ticket, MessageCause::TicketMoved, event, ""));
        if ticket.has_installed {
            messages.extend(registrations::news(db, ticket.registration, Some(id)).await?);
        }
    }
    how.send(cx, db, messages).await
}

/// Whether a customer is told that his ticket is here now.
pub fn is_news(status: TicketStatus) -> bool {
    matches!(
        status,
        TicketStatus::InProgress
            | TicketStatus::OnHold
            | TicketStatus::Completed
            | TicketStatus::Cancelled
    )
}

/// Sends the customer what was answered on his ticket.
pub async fn replied(
    cx: &Cx,
    db: &mut PgConnection,
    id: TicketId,
    note: i64,
    body: &str,
) -> Result<()> {
    let mut messages = Vec::new();
    for ticket in tell_store::tellers(db, &[id.0]).await? {
        let event = format!("ticket:{id}:note:{note}");
        messages.extend(to_customer(
            &ticket,
            MessageCause::TicketReplied,
            event,
            body,
        ));
    }
    send(cx, db, &messages).await?;
    Ok(())
}

fn to_customer(
    ticket: &Teller,
    cause: MessageCause,
    event: String,
    note: &str,
) -> Option<NewMessage> {
    ticket.customer.map(|customer| NewMessage {
        says: Says::Template(
            TemplateName::TicketUpdate,
            vec![Told::Note(note.to_owned())],
        ),
        about: about(ticket.id),
        dedupe: Some(event),
        ..NewMessage::notification(TemplateName::TicketUpdate, To::Customer(customer), cause)
    })
}
