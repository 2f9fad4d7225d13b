//! Taking a customer out of sight who left for good, and bringing him back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::CustomerId,
    problem::{Problem, Problems},
    valid,
};

/// That a customer is out of sight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// Takes a customer out of sight; his invoices, payments, tickets and connections stay where they are. Admins only.
///
/// Refused while something of his is going on: `CUSTOMER_CONNECTED`, `CUSTOMER_TICKETS`, `CUSTOMER_INVOICES`, `CUSTOMER_PAYMENTS`,
/// `CUSTOMER_CREDIT`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeleteCustomer {
    /// Whom.
    pub id: CustomerId,
    /// Version the person saw; see `STALE`.
    pub version: i32,
    /// Why.
    pub reason: String,
}
call!(DeleteCustomer => (); reads []; changes [Customers, Audit]; Staff);

impl DeleteCustomer {
    /// The reason as it is kept.
    ///
    /// # Errors
    /// Those of [`valid::reason`] (`reason`).
    pub fn check(&self) -> Result<String, Problems> {
        valid::reason(&self.reason).map_err(|problem| Problems::one("reason", problem))
    }
}

/// Brings a customer back who was deleted. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreCustomer {
    /// Whom.
    pub id: CustomerId,
    /// Version the person saw; see `STALE`.
    pub version: i32,
}
call!(RestoreCustomer => (); reads []; changes [Customers, Audit]; Staff);

/// Why a customer cannot be deleted: a code of the database and how many records keep him.
#[must_use]
pub fn stays(why: &str, records: impl std::fmt::Display) -> Problem {
    Problem::new(why).with("count", records)
}
