//! Texts of WhatsApp messages with place-holders: what each may hold, how it is checked and filled in, and how it is shown.
//!
//! The rules stand here, so that the form checks and shows while somebody types, the core checks again, and the queue will fill
//! in by the same ones.

mod fill;
mod look;
mod place_holder;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{CustomerId, InvoiceId, TicketId},
    problem::Problems,
    text::Locale,
};

pub use fill::{LENGTH_MAX, Values, check, fill, plain_value};
pub use look::{Piece, pieces};
pub use place_holder::PlaceHolder;

/// A message that is sent by itself, or to many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateName {
    /// A code to sign in with.
    Otp,
    /// Tells a customer who comes.
    TicketAssigned,
    /// Tells a customer how his ticket stands.
    TicketUpdate,
    /// Tells technicians of a job.
    TeamAssignment,
    /// Tells a group of colleagues of a ticket.
    GroupAlert,
    /// Brings an invoice.
    InvoiceIssued,
    /// Before the due day.
    #[serde(rename = "reminder_1")]
    Reminder1,
    /// After the due day.
    #[serde(rename = "reminder_2")]
    Reminder2,
    /// The last one.
    #[serde(rename = "reminder_3")]
    Reminder3,
    /// Thanks for a payment.
    PaymentReceived,
    /// Tells a customer how his service stands.
    StatusUpdate,
    /// Goes to many at once.
    Broadcast,
}

impl TemplateName {
    /// All, in the order of the page.
    pub const ALL: [TemplateName; 12] = [
        TemplateName::Otp,
        TemplateName::TicketAssigned,
        TemplateName::TicketUpdate,
        TemplateName::TeamAssignment,
        TemplateName::GroupAlert,
        TemplateName::InvoiceIssued,
        TemplateName::Reminder1,
        TemplateName::Reminder2,
        TemplateName::Reminder3,
        TemplateName::PaymentReceived,
        TemplateName::StatusUpdate,
        TemplateName::Broadcast,
    ];

    /// The word in the database and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TemplateName::Otp => "otp",
            TemplateName::TicketAssigned => "ticket_assigned",
            TemplateName::TicketUpdate => "ticket_update",
            TemplateName::TeamAssignment => "team_assignment",
            TemplateName::GroupAlert => "group_alert",
            TemplateName::InvoiceIssued => "invoice_issued",
            TemplateName::Reminder1 => "reminder_1",
            TemplateName::Reminder2 => "reminder_2",
            TemplateName::Reminder3 => "reminder_3",
            TemplateName::PaymentReceived => "payment_received",
            TemplateName::StatusUpdate => "status_update",
            TemplateName::Broadcast => "broadcast",
        }
    }

    /// The template of a word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Key of what people call it.
    #[must_use]
    pub fn text_key(self) -> String {
        format!("template-{}", self.name().replace('_', "-"))
    }

    /// What it may hold, in the order in which it is offered.
    #[must_use]
    pub fn place_holders(self) -> &'static [PlaceHolder] {
        use PlaceHolder as P;
        match self {
            TemplateName::Otp => &[P::Code, P::Minutes, P::CompanyName, P::CompanyPhone],
            TemplateName::TicketAssigned => &[
                P::CustomerName,
                P::TicketNumber,
                P::TicketKind,
                P::TechnicianName,
                P::DueAt,
                P::Address,
                P::PortalLink,
                P::CompanyName,
                P::CompanyPhone,
            ],
            TemplateName::TicketUpdate => &[
                P::CustomerName,
                P::TicketNumber,
                P::TicketKind,
                P::TicketStatus,
                P::TechnicianName,
                P::Note,
                P::DueAt,
                P::Address,
                P::PortalLink,
                P::CompanyName,
                P::CompanyPhone,
            ],
            TemplateName::TeamAssignment | TemplateName::GroupAlert => &[
                P::TicketNumber,
                P::TicketKind,
                P::TicketStatus,
                P::Priority,
                P::DueAt,
                P::TechnicianName,
                P::CustomerName,
                P::CustomerPhone,
                P::Address,
                P::Zone,
                P::Description,
            ],
            TemplateName::InvoiceIssued
            | TemplateName::Reminder1
            | TemplateName::Reminder2
            | TemplateName::Reminder3 => &[
                P::CustomerName,
                P::CustomerCode,
                P::InvoiceNumber,
                P::Period,
                P::Amount,
                P::Outstanding,
                P::DueDate,
                P::DaysLate,
                P::BankAccounts,
                P::PortalLink,
                P::CompanyName,
                P::CompanyPhone,
            ],
            TemplateName::PaymentReceived => &[
                P::CustomerName,
                P::CustomerCode,
                P::InvoiceNumber,
                P::Period,
                P::PaidAmount,
                P::PaidOn,
                P::Outstanding,
                P::PortalLink,
                P::CompanyName,
                P::CompanyPhone,
            ],
            TemplateName::StatusUpdate => &[
                P::CustomerName,
                P::CustomerCode,
                P::PackageName,
                P::ServiceStatus,
                P::Address,
                P::PortalLink,
                P::CompanyName,
                P::CompanyPhone,
            ],
            TemplateName::Broadcast => &[
                P::CustomerName,
                P::CustomerCode,
                P::Message,
                P::PortalLink,
                P::CompanyName,
                P::CompanyPhone,
            ],
        }
    }

    /// Without these it is of no use.
    #[must_use]
    pub fn required(self) -> &'static [PlaceHolder] {
        match self {
            TemplateName::Otp => &[PlaceHolder::Code],
            TemplateName::TicketAssigned
            | TemplateName::TicketUpdate
            | TemplateName::TeamAssignment
            | TemplateName::GroupAlert => &[PlaceHolder::TicketNumber],
            TemplateName::InvoiceIssued
            | TemplateName::Reminder1
            | TemplateName::Reminder2
            | TemplateName::Reminder3
            | TemplateName::PaymentReceived => &[PlaceHolder::InvoiceNumber],
            TemplateName::StatusUpdate => &[],
            TemplateName::Broadcast => &[PlaceHolder::Message],
        }
    }

    /// What it is about, and so what it can be tried on.
    #[must_use]
    pub fn about(self) -> About {
        match self {
            TemplateName::TicketAssigned
            | TemplateName::TicketUpdate
            | TemplateName::TeamAssignment
            | TemplateName::GroupAlert => About::Ticket,
            TemplateName::InvoiceIssued
            | TemplateName::Reminder1
            | TemplateName::Reminder2
            | TemplateName::Reminder3
            | TemplateName::PaymentReceived => About::Invoice,
            TemplateName::Otp | TemplateName::StatusUpdate | TemplateName::Broadcast => {
                About::Customer
            }
        }
    }
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A customer.
    Customer,
    /// A ticket.
    Ticket,
    /// An invoice.
    Invoice,
}

/// The record a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A customer.
    Customer(CustomerId),
    /// A ticket.
    Ticket(TicketId),
    /// An invoice.
    Invoice(InvoiceId),
}

/// A version of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
    /// Counts from 1.
    pub version: i32,
    /// The text with its place-holders.
    pub body: String,
    /// Who wrote it; none for the texts that the program brought.
    pub changed_by: Option<String>,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// Lists the texts that count, by name and language. Admins, office and supervisors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTemplates {}
call!(ListTemplates => Vec<Template>; reads [Settings]; changes []; Staff);

/// Lists the versions of a text, the newest first, at most 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTemplateVersions {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
}
call!(ListTemplateVersions => Vec<Template>; reads [Settings]; changes []; Staff);

/// What a message about a record says in its place-holders. What only the moment of sending knows, such as a code, is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowTemplateValues {
    /// In which language.
    pub language: Locale,
    /// About what.
    pub subject: Subject,
}
call!(ShowTemplateValues => Values; reads [Settings, Customers, Services, Packages, Tickets, Invoices, Payments]; changes []; Staff);

/// Writes a new version of a text; answers its number. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveTemplate {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
    /// The version the person saw.
    pub seen: i32,
    /// The new text.
    pub body: String,
}
call!(SaveTemplate => i32; reads []; changes [Settings]; Staff);

impl SaveTemplate {
    /// The check that the form makes before sending and the handler makes again; answers the cleaned text.
    ///
    /// # Errors
    /// Problems at `body`, see [`check`].
    pub fn check(&self) -> Result<String, Problems> {
        check(self.name, &self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::{TemplateName, check};

    /// The texts that the migration brings, as `(name, text)`.
    fn brought() -> Vec<(TemplateName, String)> {
        let sql = include_str!("../../../migrations/0023_templates_odps.sql");
        let mut found = Vec::new();
        for line in sql.lines() {
            let Some((head, text)) = line.trim().split_once(", 1, E'") else {
                continue;
            };
            let name = head.trim_start_matches("('").split('\'').next().unwrap();
            let text = text.trim_end_matches(['\'', ')', ',', ';']);
            let text = text.replace("\\n", "\n").replace("''", "'");
            found.push((TemplateName::from_name(name).unwrap(), text));
        }
        found
    }

    #[test]
    fn the_texts_that_come_along_pass_their_own_check() {
        let brought = brought();
        assert_eq!(brought.len(), 2 * TemplateName::ALL.len());
        for (name, text) in brought {
            assert_eq!(check(name, &text).as_ref(), Ok(&text), "{}", name.name());
        }
    }

    #[test]
    fn what_a_message_needs_is_among_what_it_may_hold() {
        for name in TemplateName::ALL {
            assert_eq!(TemplateName::from_name(name.name()), Some(name));
            for needed in name.required() {
                assert!(name.place_holders().contains(needed), "{}", name.name());
            }
        }
    }
}
