//! What people are told about.

use serde::{Deserialize, Serialize};

use crate::{access::Role, states::states};

states! {
    /// What a notification is about; decides its icon and colour.
    NotificationKind "notification-kind" {
        /// A ticket.
        Ticket = "ticket",
        /// An application.
        Registration = "registration",
        /// An invoice or a payment.
        Invoice = "invoice",
        /// A WhatsApp message, or a colleague who names one in a note.
        Message = "message",
        /// The program itself.
        System = "system",
    }
}

states! {
    /// What happened. Its text key is the line in the settings; the words of a notification are those of [`super::says`].
    NotificationEvent "notification-event" {
        /// A ticket was given to the reader.
        TicketAssigned = "ticket_assigned",
        /// The reader is to help with a ticket.
        TicketHelping = "ticket_helping",
        /// A ticket that he holds or watches took a step.
        TicketStatus = "ticket_status",
        /// Such a ticket got another priority.
        TicketPriority = "ticket_priority",
        /// Somebody wrote on such a ticket.
        TicketComment = "ticket_comment",
        /// Somebody named the reader in a note.
        Mentioned = "mentioned",
        /// Three quarters of a ticket's time are used.
        SlaWarning = "sla_warning",
        /// A ticket is late.
        SlaBreached = "sla_breached",
        /// An application came in.
        RegistrationNew = "registration_new",
        /// An application took a step.
        RegistrationStatus = "registration_status",
        /// An invoice was issued.
        InvoiceIssued = "invoice_issued",
        /// An invoice is paid in full.
        InvoicePaid = "invoice_paid",
        /// A payment waits for a look at its proof.
        PaymentPending = "payment_pending",
        /// A connection was blocked.
        Isolir = "isolir",
        /// A connection is blocked no more.
        IsolirLifted = "isolir_lifted",
        /// A message did not arrive and is not tried again.
        MessageFailed = "message_failed",
        /// A way out for messages does not work.
        GatewayDown = "gateway_down",
        /// It works again.
        GatewayUp = "gateway_up",
        /// A computer that sends messages has not been seen for a while.
        WorkerGone = "worker_gone",
        /// There is no backup of today.
        BackupMissing = "backup_missing",
        /// The database was restored from a backup.
        DatabaseRestored = "database_restored",
        /// More than a person can read one by one.
        Burst = "burst",
        /// Something that newer programs have words for.
        Unknown = "unknown",
    }
}

impl NotificationEvent {
    /// Those about which a person chooses how he is told, in the order of the settings.
    pub const CHOOSABLE: [NotificationEvent; 21] = [
        NotificationEvent::TicketAssigned,
        NotificationEvent::TicketHelping,
        NotificationEvent::TicketStatus,
        NotificationEvent::TicketPriority,
        NotificationEvent::TicketComment,
        NotificationEvent::Mentioned,
        NotificationEvent::SlaWarning,
        NotificationEvent::SlaBreached,
        NotificationEvent::RegistrationNew,
        NotificationEvent::RegistrationStatus,
        NotificationEvent::InvoiceIssued,
        NotificationEvent::InvoicePaid,
        NotificationEvent::PaymentPending,
        NotificationEvent::Isolir,
        NotificationEvent::IsolirLifted,
        NotificationEvent::MessageFailed,
        NotificationEvent::GatewayDown,
        NotificationEvent::GatewayUp,
        NotificationEvent::WorkerGone,
        NotificationEvent::BackupMissing,
        NotificationEvent::DatabaseRestored,
    ];

    /// Whether somebody of this role is ever told of it; others need no line of it in their settings.
    #[must_use]
    pub fn concerns(self, role: Role) -> bool {
        use NotificationEvent as E;
        match self {
            E::TicketAssigned | E::TicketHelping => role == Role::Technician,
            E::TicketStatus
            | E::TicketPriority
            | E::TicketComment
            | E::Mentioned
            | E::SlaWarning
            | E::SlaBreached
            | E::Burst
            | E::Unknown => true,
            E::RegistrationNew | E::RegistrationStatus => {
                matches!(role, Role::Office | Role::Supervisor)
            }
            E::InvoiceIssued | E::InvoicePaid | E::PaymentPending | E::Isolir | E::IsolirLifted => {
                role == Role::Office
            }
            E::MessageFailed => role != Role::Technician,
            E::GatewayDown | E::GatewayUp => matches!(role, Role::Admin | Role::Office),
            E::WorkerGone | E::BackupMissing | E::DatabaseRestored => role == Role::Admin,
        }
    }
}
