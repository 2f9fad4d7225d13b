//! Which messages there are, and what each may and must hold.

use serde::{Deserialize, Serialize};

use super::PlaceHolder;

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
    /// Tells a customer that his service is blocked.
    Isolir,
    /// Tells him that it no longer is.
    IsolirLifted,
    /// Tells a customer how his service stands.
    StatusUpdate,
    /// Goes to many at once.
    Broadcast,
}

impl TemplateName {
    /// All, in the order of the page.
    pub const ALL: [TemplateName; 14] = [
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
        TemplateName::Isolir,
        TemplateName::IsolirLifted,
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
            TemplateName::Isolir => "isolir",
            TemplateName::IsolirLifted => "isolir_lifted",
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
            TemplateName::Isolir => &[
                P::CustomerName,
                P::CustomerCode,
                P::PackageName,
                P::Address,
                P::Outstanding,
                P::DaysLate,
                P::BankAccounts,
                P::PortalLink,
                P::CompanyName,
                P::CompanyPhone,
            ],
            TemplateName::IsolirLifted => &[
                P::CustomerName,
                P::CustomerCode,
                P::PackageName,
                P::Address,
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
            TemplateName::Isolir | TemplateName::IsolirLifted | TemplateName::StatusUpdate => &[],
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
            TemplateName::Otp
            | TemplateName::Isolir
            | TemplateName::IsolirLifted
            | TemplateName::StatusUpdate
            | TemplateName::Broadcast => About::Customer,
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

#[cfg(test)]
mod tests {
    use super::TemplateName;

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
