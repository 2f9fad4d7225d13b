//! Messages that a person asks for. Whoever asked is told why one was not queued.

use model::{
    ids::{CustomerId, InvoiceId, MessageId},
    messages::write::{Addressee, PreviewTemplate, SendInvoice, TestTemplate, WriteMessage},
    problem::Problem,
    states::{InvoiceStatus, MessageCause, MessageClass},
    templates::{LENGTH_MAX, TemplateName},
};
use sqlx::PgConnection;

use super::{
    About, Fate, NewMessage, Says, To,
    send::{send, write_out},
    send_store,
};
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

/// The reminders, in their order.
const REMINDERS: [TemplateName; 3] = [
    TemplateName::Reminder1,
    TemplateName::Reminder2,
    TemplateName::Reminder3,
];

impl Answer for SendInvoice {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<MessageId> {
        let mut dues = send_store::dues(db, &[self.id.0]).await?;
        let due = dues.pop().ok_or(Error::NotFound)?;
        if !InvoiceStatus::from_name(&due.status).is_some_and(InvoiceStatus::is_payable) {
            return Err(Error::Conflict(
                Problem::new("NOTHING_TO_PAY").with("number", due.number),
            ));
        }
        let customer = CustomerId(due.customer);
        let message = if self.reminder {
            reminder(self.id, customer, due.reminders)
        } else {
            about(self.id, customer, TemplateName::InvoiceIssued)
        };
        queued(cx, db, message).await
    }
}

/// Sends the next reminder of each of these invoices, behind what is about one person alone; answers what became of each.
///
/// # Errors
/// As [`send`].
pub(crate) async fn remind(
    cx: &Cx,
    db: &mut PgConnection,
    invoices: &[i64],
) -> Result<Vec<(i64, Fate)>> {
    let dues = send_store::dues(db, invoices).await?;
    let messages: Vec<NewMessage> = dues
        .iter()
        .map(|due| NewMessage {
            class: MessageClass::Bulk,
            ..reminder(InvoiceId(due.id), CustomerId(due.customer), due.reminders)
        })
        .collect();
    let fates = send(cx, db, &messages).await?;
    Ok(dues.iter().map(|due| due.id).zip(fates).collect())
}

/// The code of the reason why there is no message; none when there is one.
pub(crate) fn why_not(fate: Fate) -> Option<&'static str> {
    match fate {
        Fate::Queued(_) => None,
        Fate::OptedOut(_) => Some("OPTED_OUT"),
        Fate::NoPhone => Some("NO_NUMBER"),
        Fate::NoGateway => Some("NO_GATEWAY"),
        Fate::Twice | Fate::Silent => Some("BUSY"),
        Fate::Unwritten => Some("NOT_WRITTEN"),
    }
}

/// The reminder after so many. The third is the last; who asks for more sends it again.
fn reminder(invoice: InvoiceId, customer: CustomerId, before: i64) -> NewMessage {
    let place = usize::try_from(before).unwrap_or(0).min(2);
    NewMessage {
        dedupe: (before < 3).then(|| format!("invoice:{invoice}:reminder:{}", place + 1)),
        ..about(invoice, customer, REMINDERS[place])
    }
}

fn about(invoice: InvoiceId, customer: CustomerId, text: TemplateName) -> NewMessage {
    NewMessage {
        about: About {
            invoice: Some(invoice),
            ..About::default()
        },
        ..NewMessage::notification(text, To::Customer(customer), MessageCause::ByHand)
    }
}

impl Answer for WriteMessage {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<MessageId> {
        let body = self.check()?;
        let (to, ticket) = match self.to {
            Addressee::Customer(id) => (To::Customer(id), None),
            Addressee::Registration(id) => (To::Registration(id), None),
            Addressee::Ticket(id) => {
                let customer = send_store::customer_of(db, id)
                    .await?
                    .ok_or_else(|| Error::conflict("NO_NUMBER"))?;
                (To::Customer(customer), Some(id))
            }
        };
        let message = NewMessage {
            says: Says::Words(body),
            about: About {
                ticket,
                ..About::default()
            },
            ..NewMessage::notification(TemplateName::TicketUpdate, to, MessageCause::ByHand)
        };
        queued(cx, db, message).await
    }
}

impl Answer for TestTemplate {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<MessageId> {
        let phone = self.check()?;
        let message = NewMessage {
            says: Says::Example(self.name, self.language, self.values),
            // Whoever tries a text waits for it.
            exempt: true,
            ..NewMessage::notification(self.name, To::Phone(phone), MessageCause::Test)
        };
        match queued(cx, db, message).await {
            Err(Error::NotFound) => Err(too_long()),
            other => other,
        }
    }
}

impl Answer for PreviewTemplate {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<String> {
        self.check()?;
        let message = NewMessage {
            says: Says::Example(self.name, self.language, self.values),
            ..NewMessage::notification(self.name, To::Group, MessageCause::Test)
        };
        let written = write_out(cx, db, &[message]).await?.pop().flatten();
        Ok(written.ok_or_else(too_long)?.body)
    }
}

/// A text that everybody may see is not written for this reason only.
fn too_long() -> Error {
    Error::field(
        "values",
        Problem::new("TEXT_TOO_LONG").with("max", LENGTH_MAX),
    )
}

/// Queues one message, or says why not; then nothing of it stays.
async fn queued(cx: &Cx, db: &mut PgConnection, message: NewMessage) -> Result<MessageId> {
    match send(cx, db, &[message]).await?.first() {
        Some(Fate::Queued(id)) => Ok(*id),
        Some(Fate::Unwritten) | None => Err(Error::NotFound),
        Some(fate) => Err(Error::conflict(why_not(*fate).unwrap_or("BUSY"))),
    }
}
