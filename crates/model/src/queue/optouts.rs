//! Numbers that are not written to about something.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{call, phone::Phone, problem::Problems};

/// What somebody does not want to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptoutCategory {
    /// Invoices, reminders, payments.
    Billing,
    /// Tickets and the state of the service.
    Service,
    /// Broadcasts.
    Broadcast,
}

impl OptoutCategory {
    /// All of them.
    pub const ALL: [OptoutCategory; 3] = [
        OptoutCategory::Billing,
        OptoutCategory::Service,
        OptoutCategory::Broadcast,
    ];

    /// The word in the database and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            OptoutCategory::Billing => "billing",
            OptoutCategory::Service => "service",
            OptoutCategory::Broadcast => "broadcast",
        }
    }

    /// The category of a word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptoutSource {
    /// The person answered STOP.
    Reply,
    /// Somebody of ours wrote it down.
    Staff,
    /// The gateway said so.
    Gateway,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Optout {
    /// About what.
    pub category: OptoutCategory,
    /// How we know.
    pub source: OptoutSource,
    /// Who wrote it down.
    pub by: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
}

fn phone(text: &str) -> Result<Phone, Problems> {
    Phone::parse(text).map_err(|problem| Problems::one("phone", problem.into()))
}

/// Asks what a number is not written to about. Admins, office, supervisors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListOptouts {
    /// The number, however it is written.
    pub phone: String,
}
call!(ListOptouts => Vec<Optout>; reads [Messages]; changes []; Staff);

/// Writes down that a number wants none; one that is known stays as it is. Admins and office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddOptout {
    /// The number, however it is written.
    pub phone: String,
    /// About what.
    pub category: OptoutCategory,
}
call!(AddOptout => (); reads []; changes [Messages]; Staff);

/// Writes to a number again. Admins and office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveOptout {
    /// The number, however it is written.
    pub phone: String,
    /// About what.
    pub category: OptoutCategory,
}
call!(RemoveOptout => (); reads []; changes [Messages]; Staff);

macro_rules! with_phone {
    ($($request:ident)*) => {$(
        impl $request {
            /// The number.
            ///
            /// # Errors
            /// Problems at `phone`.
            pub fn number(&self) -> Result<Phone, Problems> {
                phone(&self.phone)
            }
        }
    )*};
}
with_phone! { ListOptouts AddOptout RemoveOptout }
