//! Everything that happened with a customer, in one line of time.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{
        CustomerId, FileId, InvoiceId, MessageId, PaymentId, RegistrationId, ServiceId, TicketId,
    },
    money::Rupiah,
    problem::{Problem, Problems},
    states::{
        InvoiceStatus, MessageStatus, PaymentMethod, PaymentStatus, RegistrationStatus,
        ServiceStatus, TicketStatus, TicketType,
    },
};

/// Entries of a page when nothing else is asked for.
pub const STORY_PAGE: u32 = 50;
/// Most entries of a page.
pub const STORY_PAGE_MAX: u32 = 200;

/// What an entry is about; one chip of the page each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryKind {
    /// What a colleague wrote down.
    Note,
    /// Work for a technician.
    Ticket,
    /// What was billed.
    Invoice,
    /// What came in.
    Payment,
    /// A connection.
    Service,
    /// How it began.
    Registration,
    /// What was said to him over WhatsApp.
    Message,
    /// A photo or document of a ticket.
    File,
    /// What the trail tells.
    Change,
}

impl StoryKind {
    /// All, in the order of the chips.
    pub const ALL: [StoryKind; 9] = [
        StoryKind::Note,
        StoryKind::Ticket,
        StoryKind::Invoice,
        StoryKind::Payment,
        StoryKind::Service,
        StoryKind::Registration,
        StoryKind::Message,
        StoryKind::File,
        StoryKind::Change,
    ];

    /// The word on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StoryKind::Note => "note",
            StoryKind::Ticket => "ticket",
            StoryKind::Invoice => "invoice",
            StoryKind::Payment => "payment",
            StoryKind::Service => "service",
            StoryKind::Registration => "registration",
            StoryKind::Message => "message",
            StoryKind::File => "file",
            StoryKind::Change => "change",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryEntry {
    /// When. An invoice of another system stands at the beginning of the day it was issued.
    pub at: DateTime<Utc>,
    /// Who; none for the system, the customer, or where nobody noted it.
    pub by: Option<String>,
    /// What.
    pub item: StoryItem,
}

/// What an entry tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StoryItem {
    /// See [`StoryKind::Note`].
    Note {
        /// As it was written.
        body: String,
    },
    /// See [`StoryKind::Ticket`].
    Ticket {
        /// Record.
        id: TicketId,
        /// `TKT-YYYYMM-NNNNN`.
        number: String,
        /// Kind of work.
        work: TicketType,
        /// Where it stands.
        status: TicketStatus,
        /// Beginning of its description.
        about: String,
    },
    /// See [`StoryKind::Invoice`].
    Invoice {
        /// Record.
        id: InvoiceId,
        /// `INV-YYYYMM-NNNNN`.
        number: String,
        /// Where it stands.
        status: InvoiceStatus,
        /// What is to be paid.
        total: Rupiah,
        /// Until when.
        due_on: Option<NaiveDate>,
    },
    /// See [`StoryKind::Payment`].
    Payment {
        /// Record.
        id: PaymentId,
        /// `PAY-YYYYMM-NNNNN`.
        number: String,
        /// Where it stands.
        status: PaymentStatus,
        /// How it came.
        method: PaymentMethod,
        /// How much.
        amount: Rupiah,
    },
    /// See [`StoryKind::Service`].
    Service {
        /// Record.
        id: ServiceId,
        /// Where it stands.
        status: ServiceStatus,
        /// Package.
        package: String,
        /// Street and places, on one line.
        place: String,
    },
    /// See [`StoryKind::Registration`].
    Registration {
        /// Record.
        id: RegistrationId,
        /// `REG-YYYYMM-NNNNN`.
        number: String,
        /// Where it stands.
        status: RegistrationStatus,
    },
    /// See [`StoryKind::Message`].
    Message {
        /// Record.
        id: MessageId,
        /// How far it came.
        status: MessageStatus,
        /// Beginning of what it says.
        about: String,
    },
    /// See [`StoryKind::File`].
    File {
        /// File.
        id: FileId,
        /// As it was handed in.
        name: String,
        /// Its type, such as `image/jpeg`.
        mime: String,
        /// Bytes.
        size: i64,
        /// Whether it proves the work.
        evidence: bool,
        /// The ticket it belongs to and its number; none for one of the customer himself.
        ticket: Option<(TicketId, String)>,
    },
    /// See [`StoryKind::Change`].
    Change {
        /// Place in the trail.
        id: i64,
        /// Table of the record.
        record: String,
        /// `insert`, `update` or `reveal`.
        action: String,
        /// Columns that changed; empty for a new record.
        columns: Vec<String>,
        /// Why, where a reason was asked for.
        reason: Option<String>,
    },
}

impl StoryItem {
    /// Which chip it belongs to.
    #[must_use]
    pub fn kind(&self) -> StoryKind {
        match self {
            StoryItem::Note { .. } => StoryKind::Note,
            StoryItem::Ticket { .. } => StoryKind::Ticket,
            StoryItem::Invoice { .. } => StoryKind::Invoice,
            StoryItem::Payment { .. } => StoryKind::Payment,
            StoryItem::Service { .. } => StoryKind::Service,
            StoryItem::Registration { .. } => StoryKind::Registration,
            StoryItem::Message { .. } => StoryKind::Message,
            StoryItem::File { .. } => StoryKind::File,
            StoryItem::Change { .. } => StoryKind::Change,
        }
    }
}

/// The last entry of a page. Opaque to the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoryCursor {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: StoryKind,
    /// Which of its kind.
    pub key: String,
}

/// One page of a customer's story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Newest first.
    pub entries: Vec<StoryEntry>,
    /// Where the next page starts; none when this was the last.
    pub next: Option<StoryCursor>,
    /// All there is of each kind, whatever was asked for; kinds without an entry are left out.
    pub counts: Vec<(StoryKind, i64)>,
}

/// Asks for a customer's story, newest first. The trail in it is what the caller may read of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListStory {
    /// Whose.
    pub id: CustomerId,
    /// Only these kinds; empty for all.
    #[serde(default)]
    pub kinds: Vec<StoryKind>,
    /// The page after this entry; none for the first.
    #[serde(default)]
    pub after: Option<StoryCursor>,
    /// Entries wanted; 0 means [`STORY_PAGE`].
    #[serde(default)]
    pub limit: u32,
}
call!(ListStory => Story; reads [Customers, Services, Registrations, Invoices, Payments, Tickets, Messages, Audit]; changes []; Staff);

impl ListStory {
    /// Entries wanted, the default filled in.
    ///
    /// # Errors
    /// `PAGE_RANGE` (`limit`), and `CURSOR` (`after`) for a key that is none of ours.
    pub fn check(&self) -> Result<u32, Problems> {
        if self.limit > STORY_PAGE_MAX {
            let problem = Problem::new("PAGE_RANGE").with("max", STORY_PAGE_MAX);
            return Err(Problems::one("limit", problem));
        }
        let is_key = |key: &str| {
            key.len() <= 40
                && key
                    .bytes()
                    .all(|sign| sign.is_ascii_hexdigit() || sign == b'-')
        };
        if self.after.as_ref().is_some_and(|after| !is_key(&after.key)) {
            return Err(Problems::one("after", Problem::new("CURSOR")));
        }
        Ok(match self.limit {
            0 => STORY_PAGE,
            limit => limit,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{ListStory, STORY_PAGE, StoryCursor, StoryKind};
    use crate::ids::CustomerId;

    #[test]
    fn a_question_is_checked_before_it_reaches_the_database() {
        let asked = |limit, key: Option<&str>| ListStory {
            id: CustomerId(1),
            kinds: Vec::new(),
            after: key.map(|key| StoryCursor {
                at: DateTime::UNIX_EPOCH,
                kind: StoryKind::Note,
                key: key.to_owned(),
            }),
            limit,
        };
        assert_eq!(asked(0, None).check(), Ok(STORY_PAGE));
        assert_eq!(asked(7, Some("0000000000000000012")).check(), Ok(7));
        assert!(asked(201, None).check().is_err());
        assert!(asked(7, Some("12' or true")).check().is_err());
    }

    #[test]
    fn a_kind_is_known_by_its_word() {
        for kind in StoryKind::ALL {
            assert_eq!(StoryKind::from_name(kind.name()), Some(kind));
        }
    }
}
