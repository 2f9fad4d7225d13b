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

/// Lists messages. Columns: `status, class, template, recipient_name, recipient, body, queued_at, sent_at, reason, caused_by,
/// customer_id, registration_id, ticket_id, invoice_id`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListMessages {
    /// What to show.
    pub query: ListQuery,
}
call!(ListMessages => Page<MessageRow>; reads [Messages]; changes []; Staff);

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
    /// Which way it goes out.
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
    /// When it was given up.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Asks for one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowMessage {
    /// Which.
    pub id: MessageId,
}
call!(ShowMessage => MessageDetail; reads [Messages]; changes []; Staff);
