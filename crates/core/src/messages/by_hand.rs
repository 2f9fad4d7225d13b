//! Messages that a person asks for. Whoever asked is told why one was not queued.

use model::{
    ids::{CustomerId, InvoiceId, MessageId},
    messages::write::{Addressee, PreviewTemplate, SendInvoice, TestTemplate, WriteMessage},
    problem::Problem,
    states::{InvoiceStatus, MessageCause},
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
        let due = send_store::due(db, self.id).await?;
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
        Some(Fate::OptedOut(_)) => Err(Error::conflict("OPTED_OUT")),
        Some(Fate::NoPhone) => Err(Error::conflict("NO_NUMBER")),
        Some(Fate::NoGateway) => Err(Error::conflict("NO_GATEWAY")),
        Some(Fate::Twice | Fate::Silent) => Err(Error::conflict("BUSY")),
        Some(Fate::Unwritten) | None => Err(Error::NotFound),
    }
}
