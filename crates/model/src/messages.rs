//! Messages to people over WhatsApp, as a list and one by one.

mod reason;
pub mod write;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{CustomerId, InvoiceId, MessageId, RegistrationId, TicketId},
    list::{ListQuery, Page},
    states::{MessageClass, MessageStatus},
    text::Locale,
};

pub use reason::Reason;

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageRow {
    /// Record.
    pub id: MessageId,
    /// How urgent.
    pub class: MessageClass,
    /// How far it came.
    pub status: MessageStatus,
    /// Name of the text it was made from; none for a text written for it alone.
    pub template: Option<String>,
    /// Phone as E.164, or the address of a group.
    pub recipient: String,
    /// Whose it is; empty when nobody knows.
    pub recipient_name: String,
    /// Beginning of what it says.
    pub body: String,
    /// When it was asked for.
    pub queued_at: DateTime<Utc>,
    /// When the gateway sent it.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why it did not arrive.
    pub reason: Option<String>,
}

/// Lists messages.
///
/// Columns: `id, status, class, template, recipient_name, recipient, body, queued_at, scheduled_at, sent_at, reason,
/// caused_by, customer_id, registration_id, ticket_id, invoice_id`. A search for `#123` finds the message of that number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListMessages {
    /// What to show.
    pub query: ListQuery,
}
call!(ListMessages => Page<MessageRow>; reads [Messages]; changes []; Staff);

/// The work that is left with a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveJob {
    /// Which try comes next, or is under way; counts from 1.
    pub attempt: i16,
    /// Not before this; for one that a machine holds, how long its claim lasts.
    pub run_at: DateTime<Utc>,
    /// Not worth sending after this.
    pub expires_at: Option<DateTime<Utc>>,
    /// The machine that holds it.
    pub held_by: Option<String>,
    /// Since when it may have left that machine.
    pub wire_at: Option<DateTime<Utc>>,
    /// Whether somebody called it off meanwhile.
    pub cancel_asked: bool,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TryOutcome {
    /// A gateway took it.
    Accepted,
    /// Not taken; once more later.
    Retry,
    /// It will never be taken, or the tries are used up.
    Failed,
    /// Nobody knows.
    Unknown,
    /// Too late.
    Expired,
    /// Called off.
    Cancelled,
    /// Programs died of it.
    Poison,
    /// The person wants none.
    OptedOut,
    /// Somebody said what became of it.
    Resolved,
}

impl TryOutcome {
    /// The word in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TryOutcome::Accepted => "accepted",
            TryOutcome::Retry => "retry",
            TryOutcome::Failed => "failed",
            TryOutcome::Unknown => "unknown",
            TryOutcome::Expired => "expired",
            TryOutcome::Cancelled => "cancelled",
            TryOutcome::Poison => "poison",
            TryOutcome::OptedOut => "opted_out",
            TryOutcome::Resolved => "resolved",
        }
    }

    /// The outcome of a word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            TryOutcome::Accepted,
            TryOutcome::Retry,
            TryOutcome::Failed,
            TryOutcome::Unknown,
            TryOutcome::Expired,
            TryOutcome::Cancelled,
            TryOutcome::Poison,
            TryOutcome::OptedOut,
            TryOutcome::Resolved,
        ]
        .into_iter()
        .find(|one| one.name() == name)
    }

    /// Key of its words.
    #[must_use]
    pub fn text_key(self) -> String {
        format!("message-try-{}", self.name().replace('_', "-"))
    }
}

/// One try to send a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Try {
    /// Counts from 1.
    pub attempt: i16,
    /// How it ended.
    pub outcome: TryOutcome,
    /// Why, as a name and perhaps the gateway's words.
    pub error: Option<String>,
    /// The machine that tried.
    pub device: Option<String>,
    /// The kind of gateway it was tried with.
    pub gateway: Option<String>,
    /// When a machine took it.
    pub claimed_at: Option<DateTime<Utc>>,
    /// When it went on the wire.
    pub wire_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
}

/// Everything about one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageDetail {
    /// Record.
    pub id: MessageId,
    /// How urgent.
    pub class: MessageClass,
    /// How far it came.
    pub status: MessageStatus,
    /// Why it did not arrive.
    pub reason: Option<String>,
    /// Name of the text it was made from.
    pub template: Option<String>,
    /// Language it speaks.
    pub locale: Locale,
    /// Phone as E.164, or the address of a group.
    pub recipient: String,
    /// Whose it is; empty when nobody knows.
    pub recipient_name: String,
    /// What it says; a one-time password stands in it as dots.
    pub body: String,
    /// Customer it is about: record, code, name.
    pub customer: Option<(CustomerId, String, String)>,
    /// Application it is about.
    pub registration: Option<(RegistrationId, String)>,
    /// Ticket it is about.
    pub ticket: Option<(TicketId, String)>,
    /// Invoice it is about.
    pub invoice: Option<(InvoiceId, String)>,
    /// Who did what caused it; none for the program itself.
    pub caused_by: Option<String>,
    /// What happened that somebody was written to; a name, see `message-cause-` in the texts.
    pub cause: Option<String>,
    /// Version of the text it was made from.
    pub template_version: Option<i32>,
    /// The message that this one takes the place of.
    pub resends: Option<MessageId>,
    /// The message that takes the place of this one.
    pub resent_by: Option<MessageId>,
    /// The number that the record says today, where that is another one and the text is for the customer.
    pub record_phone: Option<String>,
    /// The work that is left; none once it is settled.
    pub job: Option<LiveJob>,
    /// How it was tried, the first try first. Kept 30 days.
    pub tries: Vec<Try>,
    /// The kind of gateway it went out by.
    pub gateway: Option<String>,
    /// The gateway's own number of it.
    pub gateway_ref: Option<String>,
    /// How often it was tried.
    pub attempts: i16,
    /// Not before this.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// When it was asked for.
    pub queued_at: DateTime<Utc>,
    /// When the gateway sent it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it reached the phone.
    pub delivered_at: Option<DateTime<Utc>>,
    /// When somebody opened it.
    pub read_at: Option<DateTime<Utc>>,
    /// Since when nobody knows whether it arrived.
    pub unknown_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub ended_at: Option<DateTime<Utc>>,
}

impl MessageDetail {
    /// Whether it may be sent once more as it is. A password never is: the person asks for another.
    #[must_use]
    pub fn may_retry(&self) -> bool {
        self.class != MessageClass::Otp
            && self.resent_by.is_none()
            && matches!(
                self.status,
                MessageStatus::Failed | MessageStatus::Expired | MessageStatus::Cancelled
            )
    }

    /// Whether it can still be called off.
    #[must_use]
    pub fn may_cancel(&self) -> bool {
        self.job.as_ref().is_some_and(|job| !job.cancel_asked)
    }
}

/// Asks for one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowMessage {
    /// Which.
    pub id: MessageId,
}
call!(ShowMessage => MessageDetail; reads [Messages]; changes []; Staff);
