//! Applications as cards on a board, a column a state.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{RegistrationId, ZoneId},
    problem::{Problem, Problems},
    states::{RegistrationStatus, Slot},
};

/// Cards of a page when nothing else is asked for.
pub const CARDS_PAGE: u32 = 25;
/// Most cards of a page.
pub const CARDS_PAGE_MAX: u32 = 100;

/// The head of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardColumn {
    /// Which.
    pub status: RegistrationStatus,
    /// Applications in it.
    pub count: i64,
    /// Days the longest of them has waited there; none for an empty column and for states nobody waits in.
    pub longest: Option<i64>,
}

/// Asks for the columns of the board, one a state, in the order of the work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowBoard {
    /// Only this zone.
    #[serde(default)]
    pub zone: Option<ZoneId>,
}
call!(ShowBoard => Vec<BoardColumn>; reads [Registrations]; changes []; Staff);

/// One application on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardCard {
    /// Record.
    pub id: RegistrationId,
    /// `REG-YYYYMM-NNNNN`.
    pub number: String,
    /// Applicant.
    pub name: String,
    /// Package wanted.
    pub package: String,
    /// Sub-district.
    pub kecamatan: String,
    /// Zone.
    pub zone: String,
    /// When it reached its state.
    pub since: DateTime<Utc>,
    /// Business days of the calendar since then, as the timeline tells.
    pub days: i64,
    /// Wanted or planned day.
    pub day: Option<NaiveDate>,
    /// Wanted or planned time of day.
    pub slot: Option<Slot>,
    /// Who surveys or installs.
    pub technician: Option<String>,
    /// Whether another application or customer has the same phone, identity number or address.
    pub is_perhaps_here: bool,
}

/// Where the last card of a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardCursor {
    /// Since when it is in its column.
    pub since: DateTime<Utc>,
    /// Which.
    pub id: RegistrationId,
}

/// One page of a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BoardCards {
    /// Who waits longest first; what has ended, newest first.
    pub cards: Vec<BoardCard>,
    /// Where the next page starts; none when this was the last.
    pub next: Option<BoardCursor>,
}

/// Asks for the cards of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListBoardCards {
    /// Which column.
    pub status: RegistrationStatus,
    /// Only this zone.
    #[serde(default)]
    pub zone: Option<ZoneId>,
    /// The page after this card; none for the first.
    #[serde(default)]
    pub after: Option<BoardCursor>,
    /// Cards wanted; 0 means [`CARDS_PAGE`].
    #[serde(default)]
    pub limit: u32,
}
call!(ListBoardCards => BoardCards; reads [Registrations, Customers, Tickets]; changes []; Staff);

impl ListBoardCards {
    /// Cards wanted, the default filled in.
    ///
    /// # Errors
    /// `PAGE_RANGE` (`limit`).
    pub fn check(&self) -> Result<u32, Problems> {
        match self.limit {
            0 => Ok(CARDS_PAGE),
            limit if limit <= CARDS_PAGE_MAX => Ok(limit),
            _ => {
                let problem = Problem::new("PAGE_RANGE").with("max", CARDS_PAGE_MAX);
                Err(Problems::one("limit", problem))
            }
        }
    }
}
