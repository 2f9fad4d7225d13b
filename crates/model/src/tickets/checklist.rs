//! What has to be checked before a ticket is finished.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{ChecklistItemId, TicketId},
};

/// A line of a ticket's checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    /// Record.
    pub id: ChecklistItemId,
    /// What to check, in Indonesian.
    pub text_id: String,
    /// What to check, in English.
    pub text_en: String,
    /// Without it the ticket is not finished.
    pub required: bool,
    /// Who ticked it.
    pub done_by: Option<String>,
    /// When.
    pub done_at: Option<DateTime<Utc>>,
}

/// Asks for the checklist of a ticket, in its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowChecklist {
    /// Whose.
    pub id: TicketId,
}
call!(ShowChecklist => Vec<ChecklistItem>; reads [Tickets]; changes []; Staff);

/// Ticks a line, or takes the tick away. Who and when is noted by the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TickItem {
    /// Which line.
    pub item: ChecklistItemId,
    /// Ticked or not.
    pub done: bool,
}
call!(TickItem => (); reads []; changes [Tickets]; Staff);
