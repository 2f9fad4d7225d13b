//! The work of a day: a technician's own, and how it lies on the shoulders of a zone.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{RegistrationId, StaffId, TicketId, ZoneId},
    registrations::Address,
    states::{Priority, Slot, TicketStatus, TicketType},
};

/// When a ticket's turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// It should be done already.
    Late,
    /// It is due or planned today, or being worked on.
    Today,
    /// Another day.
    Later,
    /// It waits for somebody else.
    Waiting,
}

impl Turn {
    /// All, in the order of the day.
    pub const ALL: [Turn; 4] = [Turn::Late, Turn::Today, Turn::Later, Turn::Waiting];

    /// The word on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Turn::Late => "late",
            Turn::Today => "today",
            Turn::Later => "later",
            Turn::Waiting => "waiting",
        }
    }

    /// The turn a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|turn| turn.name() == name)
    }
}

/// A ticket of the caller's, with what he needs on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MyTicket {
    /// Record.
    pub id: TicketId,
    /// `TKT-YYYYMM-NNNNN`.
    pub number: String,
    /// Kind of work.
    pub work: TicketType,
    /// Where it stands.
    pub status: TicketStatus,
    /// How urgent.
    pub priority: Priority,
    /// When its turn is.
    pub turn: Turn,
    /// Whether he leads; else he helps.
    pub leads: bool,
    /// When it must be done.
    pub due_at: Option<DateTime<Utc>>,
    /// The day the customer was told.
    pub day: Option<NaiveDate>,
    /// The time of day the customer was told.
    pub slot: Option<Slot>,
    /// Customer's name, or the code of the distribution point it is about.
    pub customer: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// Where; of a distribution point its place stands as the street.
    pub address: Option<Address>,
    /// Package of the connection.
    pub package: Option<String>,
    /// What is to be done.
    pub about: String,
}

/// A visit before an approval that the caller makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MySurvey {
    /// Record.
    pub id: RegistrationId,
    /// `REG-YYYYMM-NNNNN`.
    pub number: String,
    /// Applicant.
    pub name: String,
    /// E.164.
    pub phone: String,
    /// Where.
    pub address: Address,
    /// Package wanted.
    pub package: String,
    /// When.
    pub day: Option<NaiveDate>,
    /// Time of day.
    pub slot: Option<Slot>,
    /// Anything else.
    pub note: String,
}

/// What the caller has to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MyDay {
    /// The business day.
    pub today: NaiveDate,
    /// Open tickets he leads or helps with: by turn, then by slot and due time; at most 200.
    pub tickets: Vec<MyTicket>,
    /// Planned surveys, by day and slot; at most 100.
    pub surveys: Vec<MySurvey>,
}

/// Asks for the caller's own day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowMyDay {}
call!(ShowMyDay => MyDay; reads [Tickets, Registrations, Customers, Services]; changes []; Staff);

/// A ticket that nobody has yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unassigned {
    /// Record.
    pub id: TicketId,
    /// `TKT-YYYYMM-NNNNN`.
    pub number: String,
    /// Kind of work.
    pub work: TicketType,
    /// How urgent.
    pub priority: Priority,
    /// Customer's name, or the code of the distribution point it is about.
    pub customer: Option<String>,
    /// Sub-district of the connection.
    pub kecamatan: Option<String>,
    /// Zone.
    pub zone: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it must be done.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether that is over.
    pub is_late: bool,
}

/// What one technician has to do in the zones the caller sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// Who.
    pub id: StaffId,
    /// Name for people.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// Names of his zones.
    pub zones: Vec<String>,
    /// Tickets he leads that are not done; the others are parts of it.
    pub open: i64,
    /// Those that should be done already.
    pub late: i64,
    /// Those that are due today.
    pub today: i64,
    /// Those on hold.
    pub waiting: i64,
}

/// What there is to do in one zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZoneWork {
    /// Which.
    pub id: ZoneId,
    /// Its name.
    pub name: String,
    /// Tickets that are not done.
    pub open: i64,
    /// Those that should be done already.
    pub late: i64,
    /// Those that nobody has.
    pub unassigned: i64,
}

/// How the work lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZoneLoad {
    /// What nobody has yet, the most pressing first; at most 20.
    pub unassigned: Vec<Unassigned>,
    /// All that nobody has yet.
    pub unassigned_count: i64,
    /// Active technicians of these zones and whoever leads a ticket in them, the most laden first.
    pub technicians: Vec<Load>,
    /// All zones the caller looks after, by name, whichever was asked for.
    pub zones: Vec<ZoneWork>,
}

/// Asks how the work lies in the zones the caller sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowZoneLoad {
    /// Only this zone.
    #[serde(default)]
    pub zone: Option<ZoneId>,
}
call!(ShowZoneLoad => ZoneLoad; reads [Tickets, Staff, Customers, Services]; changes []; Staff);
