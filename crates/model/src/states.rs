//! State machines: which step may follow which, and who may take it.
//!
//! The database holds the same table (`app.transitions`) and refuses what it does not list; `tests/database` compares the two.

use serde::{Deserialize, Serialize};

macro_rules! states {
    ($(#[$doc:meta])* $name:ident $key:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant),*
        }

        impl $name {
            /// All of them, in the order of the work.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word in the database and on the wire.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// The value a word names.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }

            /// The key of its word for people in `text`.
            #[must_use]
            pub fn text_key(self) -> String {
                format!(concat!($key, "-{}"), self.name().replace('_', "-"))
            }
        }
    };
}
pub(crate) use states;

/// The keys of the words for people of a step that a state machine refused. The database tells only the two states; a state
/// that several machines know under one name is called alike in all of them.
#[must_use]
pub fn step_text_keys(from: &str, to: &str) -> Option<[String; 2]> {
    macro_rules! look_in {
        ($($machine:ident)*) => {
            $(if let (Some(from), Some(to)) = ($machine::from_name(from), $machine::from_name(to)) {
                return Some([from.text_key(), to.text_key()]);
            })*
        };
    }
    look_in!(RegistrationStatus TicketStatus InvoiceStatus PaymentStatus ServiceStatus);
    None
}

states! {
    /// How far an application for a connection is.
    RegistrationStatus "registration-status" {
        /// Came in, not yet checked.
        PendingVerification = "pending_verification",
        /// Data checked with the applicant.
        Verified = "verified",
        /// A visit is planned.
        SurveyScheduled = "survey_scheduled",
        /// The visit took place.
        SurveyCompleted = "survey_completed",
        /// Customer, service, ticket and first invoice exist.
        Approved = "approved",
        /// The technician finished.
        Installed = "installed",
        /// We said no.
        Rejected = "rejected",
        /// The applicant said no.
        Cancelled = "cancelled",
    }
}

states! {
    /// How far a ticket is.
    TicketStatus "ticket-status" {
        /// Nobody has it yet.
        Open = "open",
        /// A technician has it.
        Assigned = "assigned",
        /// Being worked on.
        InProgress = "in_progress",
        /// Waiting, with a reason; the SLA clock stands.
        OnHold = "on_hold",
        /// The technician is done.
        Completed = "completed",
        /// Confirmed.
        Closed = "closed",
        /// Not needed any more.
        Cancelled = "cancelled",
    }
}

states! {
    /// How the promise of a ticket stands.
    SlaState "sla-state" {
        /// It should be done already.
        Late = "late",
        /// Three quarters of its time are used.
        Warning = "warning",
        /// Its time runs.
        Running = "running",
        /// Its clock waits with it.
        Stopped = "stopped",
        /// Done too late.
        Broken = "broken",
        /// Done in time.
        Kept = "kept",
    }
}

states! {
    /// What kind of work a ticket is.
    TicketType "ticket-type" {
        /// New connection.
        Installation = "installation",
        /// Trouble.
        Repair = "repair",
        /// Planned care.
        Maintenance = "maintenance",
        /// Faster package.
        Upgrade = "upgrade",
        /// Slower package.
        Downgrade = "downgrade",
        /// Help with the customer's own network.
        WifiSetup = "wifi_setup",
        /// Another address.
        Relocation = "relocation",
        /// Taking the equipment back.
        Dismantle = "dismantle",
    }
}

states! {
    /// How two tickets belong together.
    LinkKind "ticket-link" {
        /// The first is the second once more.
        DuplicateOf = "duplicate_of",
        /// The second waits for the first.
        Blocks = "blocks",
        /// They have to do with each other.
        Related = "related",
    }
}

states! {
    /// How urgent a ticket is.
    Priority "priority" {
        /// Can wait.
        Low = "low",
        /// As usual.
        Normal = "normal",
        /// Today.
        High = "high",
        /// Now.
        Urgent = "urgent",
    }
}

states! {
    /// Where a connection stands.
    ServiceStatus "service-status" {
        /// Not installed yet.
        Pending = "pending",
        /// Running.
        Active = "active",
        /// Isolir: blocked for an open invoice.
        Suspended = "suspended",
        /// Ended.
        Terminated = "terminated",
    }
}

states! {
    /// Where a customer stands.
    CustomerStatus "customer-status" {
        /// First installation is on its way.
        Pending = "pending",
        /// Has a running connection.
        Active = "active",
        /// All connections are blocked.
        Suspended = "suspended",
        /// Left.
        Terminated = "terminated",
    }
}

states! {
    /// Where an invoice stands.
    InvoiceStatus "invoice-status" {
        /// Not sent out.
        Draft = "draft",
        /// Sent out, nothing paid.
        Issued = "issued",
        /// Partly paid.
        Partial = "partial",
        /// Paid in full (lunas).
        Paid = "paid",
        /// Due date passed and not paid in full, also when a part is.
        Overdue = "overdue",
        /// Withdrawn; keeps its number.
        Void = "void",
    }
}

states! {
    /// Where a payment stands.
    PaymentStatus "payment-status" {
        /// Waiting for a look at the proof.
        Pending = "pending",
        /// Money is there.
        Verified = "verified",
        /// Not accepted, or taken back.
        Rejected = "rejected",
    }
}

states! {
    /// How money came in.
    PaymentMethod "payment-method" {
        /// Cash at the counter or to the technician.
        Cash = "cash",
        /// Bank transfer.
        BankTransfer = "bank_transfer",
        /// Virtual account.
        VirtualAccount = "virtual_account",
        /// QRIS.
        Qris = "qris",
        /// E-wallet.
        EWallet = "e_wallet",
        /// Card.
        Card = "card",
    }
}

states! {
    /// How urgent a message is; the queue sends the first kinds first.
    MessageClass "message-class" {
        /// A one-time password.
        Otp = "otp",
        /// About one person's affairs.
        Notification = "notification",
        /// To a WhatsApp group.
        Group = "group",
        /// The same to many.
        Bulk = "bulk",
    }
}

states! {
    /// How far a message came. "Accepted" is the gateway's word and says nothing of the phone.
    MessageStatus "message-status" {
        /// Waits for its turn.
        Queued = "queued",
        /// On its way to the gateway.
        Sending = "sending",
        /// The gateway took it.
        Accepted = "accepted",
        /// The gateway sent it.
        Sent = "sent",
        /// It is on the phone.
        Delivered = "delivered",
        /// Somebody opened it.
        Read = "read",
        /// It cannot be sent.
        Failed = "failed",
        /// It may have gone out; nobody can say yet.
        Unknown = "unknown",
        /// Too late to be of use.
        Expired = "expired",
        /// Somebody took it back.
        Cancelled = "cancelled",
        /// The recipient wants no such messages.
        OptedOut = "opted_out",
    }
}

states! {
    /// What happened that somebody is written to.
    MessageCause "message-cause" {
        /// A ticket was opened that cannot wait.
        TicketOpened = "ticket_opened",
        /// A ticket was given to somebody.
        TicketAssigned = "ticket_assigned",
        /// A ticket took a step.
        TicketMoved = "ticket_moved",
        /// The customer was answered on a ticket.
        TicketReplied = "ticket_replied",
        /// An application took a step.
        RegistrationMoved = "registration_moved",
        /// An invoice was issued.
        InvoiceIssued = "invoice_issued",
        /// Money came in for an invoice.
        PaymentReceived = "payment_received",
        /// An invoice is due, or late.
        Reminder = "reminder",
        /// A connection was blocked.
        Isolir = "isolir",
        /// A connection is blocked no more.
        IsolirLifted = "isolir_lifted",
        /// A proof of payment was refused.
        PaymentRefused = "payment_refused",
        /// A telephone number is tried.
        PhoneCheck = "phone_check",
        /// A person wrote it or sent it off.
        ByHand = "by_hand",
        /// An admin tries a text.
        Test = "test",
    }
}

states! {
    /// When the applicant wants the technician.
    Slot "slot" {
        /// 08:00–12:00.
        Morning = "morning",
        /// 12:00–15:00.
        Midday = "midday",
        /// 15:00–18:00.
        Afternoon = "afternoon",
    }
}

impl RegistrationStatus {
    /// Whether nothing was decided yet; only then what stands in the application can be put right.
    #[must_use]
    pub fn may_be_corrected(self) -> bool {
        self.is_open() && self != RegistrationStatus::Approved
    }

    /// Whether the application still moves; only then it can be rejected or cancelled.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(
            self,
            RegistrationStatus::PendingVerification
                | RegistrationStatus::Verified
                | RegistrationStatus::SurveyScheduled
                | RegistrationStatus::SurveyCompleted
                | RegistrationStatus::Approved
        )
    }

    /// Whether the database lets `self` become `next`.
    #[must_use]
    pub fn may_become(self, next: RegistrationStatus) -> bool {
        use RegistrationStatus::{
            Approved, Cancelled, Installed, PendingVerification, Rejected, SurveyCompleted,
            SurveyScheduled, Verified,
        };
        match next {
            PendingVerification => false,
            Verified => self == PendingVerification,
            SurveyScheduled => self == Verified,
            SurveyCompleted => self == SurveyScheduled,
            Approved => matches!(self, Verified | SurveyCompleted),
            Installed => self == Approved,
            Rejected | Cancelled => self.is_open(),
        }
    }
}

impl TicketType {
    /// Whether the work may be about no customer at all.
    #[must_use]
    pub fn needs_no_customer(self) -> bool {
        matches!(self, TicketType::Repair | TicketType::Maintenance)
    }

    /// Whether the work leaves another connection behind than there was, which is then written down.
    #[must_use]
    pub fn changes_service(self) -> bool {
        matches!(
            self,
            TicketType::Upgrade
                | TicketType::Downgrade
                | TicketType::Relocation
                | TicketType::Dismantle
        )
    }
}

impl TicketStatus {
    /// Whether somebody still has to do something.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(
            self,
            TicketStatus::Open
                | TicketStatus::Assigned
                | TicketStatus::InProgress
                | TicketStatus::OnHold
        )
    }

    /// Whether the database lets `self` become `next`.
    #[must_use]
    pub fn may_become(self, next: TicketStatus) -> bool {
        use TicketStatus::{Assigned, Cancelled, Closed, Completed, InProgress, OnHold, Open};
        match next {
            Open => matches!(self, Assigned),
            Assigned => matches!(self, Open),
            InProgress => matches!(self, Assigned | OnHold | Completed),
            OnHold => matches!(self, Assigned | InProgress),
            Completed => matches!(self, InProgress),
            Closed => matches!(self, Completed),
            Cancelled => self.is_open(),
        }
    }
}

impl InvoiceStatus {
    /// Whether money is still expected.
    #[must_use]
    pub fn is_payable(self) -> bool {
        matches!(
            self,
            InvoiceStatus::Issued | InvoiceStatus::Partial | InvoiceStatus::Overdue
        )
    }

    /// Whether the database lets `self` become `next`. People issue and withdraw; the rest are its own rules.
    #[must_use]
    pub fn may_become(self, next: InvoiceStatus) -> bool {
        use InvoiceStatus::{Draft, Issued, Overdue, Paid, Partial, Void};
        match next {
            Draft => false,
            Issued => matches!(self, Draft | Partial | Paid | Overdue),
            Partial => matches!(self, Issued | Paid | Overdue),
            Paid => self.is_payable(),
            Overdue => matches!(self, Issued | Partial),
            Void => matches!(self, Draft | Issued | Overdue),
        }
    }
}
