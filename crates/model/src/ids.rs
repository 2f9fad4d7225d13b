//! Ids as types of their own, so that a ticket's id never reaches a customer's query.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A member of staff.
    StaffId,
    /// A part of the service area with its own staff.
    ZoneId,
    /// An internet package.
    PackageId,
    /// A person with a name and a phone.
    ContactId,
    /// A customer.
    CustomerId,
    /// A connection at an address.
    ServiceId,
    /// An optical distribution point.
    OdpId,
    /// An application for a connection.
    RegistrationId,
    /// A ticket.
    TicketId,
    /// An invoice.
    InvoiceId,
    /// A payment.
    PaymentId,
    /// A promise to pay.
    PaymentPromiseId,
    /// A WhatsApp message.
    MessageId,
    /// Something a person is told in the notification centre.
    NotificationId,
    /// A line of a ticket's checklist.
    ChecklistItemId,
    /// A note on a ticket.
    NoteId,
    /// A text that is written often.
    CannedTextId,
    /// Working hours by name.
    CalendarId,
    /// A day without working hours.
    HolidayId,
    /// A run of the importer.
    ImportRunId,
    /// One action on many records.
    BulkRunId,
    /// A run of a month's invoices.
    InvoiceRunId,
    /// A discount of a connection.
    ServiceDiscountId,
    /// Something that a connection pays once.
    ServiceChargeId,
}

/// A file that was handed in but is not yet part of a record, or a stored file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(pub uuid::Uuid);

impl std::fmt::Display for FileId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
