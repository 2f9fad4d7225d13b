//! What passes between the desktop and its page about notifications: news to show, where the person is, a trial.
//!
//! The desktop tells two events beside its others: `news` with [`News`], and `opened` with an `Option<Record>` when somebody
//! clicked on what the system showed; none opens the notification centre itself.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    notifications::{Notification, Record},
};

/// Many at once, or what came while the person could not hear of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// How many lines of the notification centre are new.
    pub count: usize,
    /// How many of them are urgent.
    pub urgent: usize,
    /// The connection was lost or the computer slept meanwhile.
    pub is_away: bool,
}

/// What just came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// A few, each told by itself, oldest first.
    Rows(Vec<Notification>),
    /// More than anybody reads one by one.
    Many(Summary),
}

/// Tells the desktop which record the page shows, so that the system is silent about what is in front of the person's eyes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteShown {
    /// None for lists and for records that nobody is told about.
    pub record: Option<Record>,
}
call!(NoteShown => (); reads []; changes []; Desk);

/// Shows a message through the system, with its sound, as the next notification will be shown. Answers whether the system
/// says that it plays sounds; none where it cannot be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TryAlert {}
call!(TryAlert => Option<bool>; reads []; changes []; Desk);
