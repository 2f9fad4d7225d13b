//! The palette: one field that finds people, addresses and numbers.

use serde::{Deserialize, Serialize};

use crate::call;

/// The longest text the palette takes, in characters.
pub const TEXT_MAX: usize = 100;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A customer.
    Customer,
    /// A connection at an address.
    Service,
    /// An application.
    Registration,
    /// A ticket.
    Ticket,
    /// An invoice.
    Invoice,
    /// A payment.
    Payment,
    /// A colleague.
    Staff,
    /// A WhatsApp message.
    Message,
}

impl HitKind {
    /// All, in the order in which the palette shows them.
    pub const ALL: [HitKind; 8] = [
        HitKind::Customer,
        HitKind::Registration,
        HitKind::Ticket,
        HitKind::Invoice,
        HitKind::Payment,
        HitKind::Service,
        HitKind::Staff,
        HitKind::Message,
    ];

    /// The word in the database and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            HitKind::Customer => "customer",
            HitKind::Service => "service",
            HitKind::Registration => "registration",
            HitKind::Ticket => "ticket",
            HitKind::Invoice => "invoice",
            HitKind::Payment => "payment",
            HitKind::Staff => "staff",
            HitKind::Message => "message",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One record that was found or opened before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Record.
    pub id: i64,
    /// Name or number.
    pub title: String,
    /// Code, address or the name a number belongs to.
    pub detail: String,
    /// Phone number, E.164.
    pub phone: Option<String>,
    /// State; of a colleague the role.
    pub state: String,
}

/// Finds records by what somebody types. `#` in front asks for numbers only, `@` for people only. Less than two characters find
/// nothing.
///
/// Answers `SEARCH_LENGTH` for more than [`TEXT_MAX`] characters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Find {
    /// What was typed.
    pub text: String,
}
call!(Find => Vec<Hit>; reads []; changes []; Staff);

/// Lists what the caller opened last, newest first, as far as he may still see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRecent {}
call!(ListRecent => Vec<Hit>; reads [Recent]; changes []; Staff);

/// Remembers that the caller opened a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteViewed {
    /// What it is.
    pub kind: HitKind,
    /// Which.
    pub id: i64,
}
call!(NoteViewed => (); reads []; changes [Recent]; Staff);
