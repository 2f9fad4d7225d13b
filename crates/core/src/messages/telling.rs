//! How what happens to records is told: one by one as it happens, as part of a bulk operation, or to nobody.

use model::{
    ids::{BulkRunId, MessageId},
    states::MessageClass,
};
use sqlx::PgConnection;

use super::{Fate, NewMessage, To, send};
use crate::{context::Cx, error::Result};

/// How.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// A message for each event.
    Singly,
    /// One message of the run for each customer or applicant, behind everything that is about one person alone. Colleagues are told
    /// at the end of the run how much there was.
    Bulk(BulkRunId),
    /// By no message.
    Nobody,
}

/// A message that was queued, and the record that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Ticket, else invoice, else application.
    pub about: Option<i64>,
    /// The message.
    pub message: MessageId,
}

impl Telling {
    /// Queues these messages in its way; answers those that wait now.
    ///
    /// # Errors
    /// As [`send`].
    pub async fn send(
        self,
        cx: &Cx,
        db: &mut PgConnection,
        messages: Vec<NewMessage>,
    ) -> Result<Vec<Sent>> {
        let messages = self.put(messages);
        let fates = send(cx, db, &messages).await?;
        Ok(messages
            .iter()
            .zip(fates)
            .filter_map(|(message, fate)| match fate {
                Fate::Queued(id) => {
                    let about = &message.about;
                    let ticket = about.ticket.map(|id| id.0);
                    let invoice = about.invoice.map(|id| id.0);
                    let registration = about.registration.map(|id| id.0);
                    Some(Sent {
                        about: ticket.or(invoice).or(registration),
                        message: id,
                    })
                }
                _ => None,
            })
            .collect())
    }

    fn put(self, messages: Vec<NewMessage>) -> Vec<NewMessage> {
        let run = match self {
            Telling::Singly => return messages,
            Telling::Nobody => return Vec::new(),
            Telling::Bulk(run) => run,
        };
        messages
            .into_iter()
            .filter_map(|message| {
                let person = match &message.to {
                    To::Customer(id) => format!("customer:{id}"),
                    To::Registration(id) => format!("registration:{id}"),
                    To::Staff(_) | To::Group | To::Phone(_) => return None,
                };
                Some(NewMessage {
                    class: MessageClass::Bulk,
                    dedupe: Some(format!("bulk:{run}:{person}")),
                    ..message
                })
            })
            .collect()
    }
}
