//! What people choose from on a ticket, kept by admins: categories, reasons to wait, ways to end.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::TicketId,
    states::{Priority, TicketType},
};

/// A word in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worded {
    /// In the database.
    pub code: String,
    /// In Indonesian.
    pub text_id: String,
    /// In English.
    pub text_en: String,
}

/// A reason to wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldReason {
    /// The reason.
    pub word: Worded,
    /// Whether the clock waits too.
    pub stops_clock: bool,
}

/// What a ticket is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// The category.
    pub word: Worded,
    /// The kind of work it usually is.
    pub kind: Option<TicketType>,
    /// How urgent it usually is.
    pub priority: Priority,
}

/// What is offered, each in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketChoices {
    /// Categories.
    pub categories: Vec<Category>,
    /// Reasons to wait.
    pub hold_reasons: Vec<HoldReason>,
    /// Ways to end.
    pub resolution_codes: Vec<Worded>,
}

/// Asks what is offered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowTicketChoices {}
call!(ShowTicketChoices => TicketChoices; reads [Settings]; changes []; Staff);

/// A line of a category's checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryItem {
    /// In Indonesian.
    pub text_id: String,
    /// In English.
    pub text_en: String,
    /// Without it a ticket is not finished.
    pub required: bool,
}

/// Keeps a category with its checklist. Admins. Tickets that have their list already keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveTicketCategory {
    /// The category; a code that is not there yet makes a new one.
    pub category: Category,
    /// Whether it is offered.
    pub active: bool,
    /// In order; what was there and is not here is asked for no more.
    pub items: Vec<CategoryItem>,
}
call!(SaveTicketCategory => (); reads []; changes [Settings]; Staff);

/// Puts a ticket on hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldTicket {
    /// Which.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// Why, as a code of [`TicketChoices::hold_reasons`].
    pub reason_code: String,
    /// Why, in words.
    pub reason: String,
}
call!(HoldTicket => (); reads []; changes [Tickets]; Staff);

/// Takes a finished ticket up again; a closed one stays closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReopenTicket {
    /// Which.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// Why.
    pub reason: String,
}
call!(ReopenTicket => (); reads []; changes [Tickets]; Staff);

/// Says what a ticket is about and how it was solved. A new category brings its checklist along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifyTicket {
    /// Which.
    pub id: TicketId,
    /// Version the person saw.
    pub version: i32,
    /// A category; none leaves it as it is.
    pub category: Option<String>,
    /// Takes the category's priority as well.
    pub take_priority: bool,
    /// How it was solved; none leaves it as it is.
    pub resolution_code: Option<String>,
}
call!(ClassifyTicket => (); reads []; changes [Tickets]; Staff);
