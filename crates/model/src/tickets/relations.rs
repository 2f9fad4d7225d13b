//! How tickets belong together, and who watches them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{StaffId, TicketId},
    states::{LinkKind, TicketStatus},
};

/// A ticket that belongs to the one asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Linked {
    /// The other ticket.
    pub id: TicketId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// How they belong together.
    pub kind: LinkKind,
    /// Whether the one asked for is the first of the two: it blocks, it is the duplicate.
    pub outgoing: bool,
}

/// The merging of a duplicate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    /// The other ticket: the survivor of a duplicate, or a duplicate of the survivor.
    pub id: TicketId,
    /// Its number.
    pub number: String,
    /// When they were merged.
    pub at: DateTime<Utc>,
    /// Whether it can still be undone.
    pub undoable: bool,
}

/// What belongs to a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relations {
    /// Links, by number.
    pub links: Vec<Linked>,
    /// The ticket that goes on instead of this one.
    pub merged_into: Option<Merged>,
    /// Duplicates that were closed into this one.
    pub duplicates: Vec<Merged>,
    /// Who watches it or one of its duplicates, by name.
    pub watchers: Vec<(StaffId, String)>,
    /// Whether the caller watches this one.
    pub watching: bool,
}

/// Asks what belongs to a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowRelations {
    /// Which.
    pub id: TicketId,
}
call!(ShowRelations => Relations; reads [Tickets, Staff]; changes []; Staff);

/// Links two tickets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkTickets {
    /// The one that blocks, or is the duplicate.
    pub from: TicketId,
    /// Number of the other, as typed.
    pub to: String,
    /// How they belong together.
    pub kind: LinkKind,
}
call!(LinkTickets => (); reads []; changes [Tickets]; Staff);

/// Takes a link away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnlinkTickets {
    /// The one that blocks, or is the duplicate.
    pub from: TicketId,
    /// The other.
    pub to: TicketId,
    /// How they belonged together.
    pub kind: LinkKind,
}
call!(UnlinkTickets => (); reads []; changes [Tickets]; Staff);

/// Watches a ticket, or stops watching it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchTicket {
    /// Which.
    pub id: TicketId,
    /// Watching or not.
    pub watch: bool,
}
call!(WatchTicket => (); reads []; changes [Tickets]; Staff);

/// Closes a duplicate into another ticket of the same customer; undoable for ten minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeTicket {
    /// The duplicate.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// Number of the ticket that goes on, as typed.
    pub into: String,
}
call!(MergeTicket => (); reads []; changes [Tickets]; Staff);

/// Takes a merging back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoMerge {
    /// The duplicate.
    pub id: TicketId,
}
call!(UndoMerge => (); reads []; changes [Tickets]; Staff);
