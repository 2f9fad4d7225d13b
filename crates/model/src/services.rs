//! Connections at an address, as a list of their own.

mod change;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    billing::InvoiceRow,
    call,
    ids::{CustomerId, OdpId, PackageId, ServiceId, ZoneId},
    list::{ListQuery, Page},
    money::Rupiah,
    problem::{Problem, Problems},
    registrations::Address,
    states::ServiceStatus,
    tickets::TicketRow,
};

pub use change::{ChangeService, EndService, Terms, before};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceRow {
    /// Record.
    pub id: ServiceId,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Customer's name; none when his record lies outside the caller's zones.
    pub customer: Option<String>,
    /// `AGLS-12345`.
    pub customer_code: Option<String>,
    /// Package.
    pub package: String,
    /// Rupiah a month, as priced today.
    pub monthly_price: Rupiah,
    /// Street and house number.
    pub street: String,
    /// Sub-district.
    pub kecamatan: String,
    /// Zone.
    pub zone: String,
    /// Distribution point.
    pub odp: Option<String>,
    /// Port of it.
    pub odp_port: Option<i32>,
    /// 1–28.
    pub billing_day: i16,
    /// Since when it runs.
    pub activated_on: Option<NaiveDate>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
}

/// Lists services.
///
/// Columns: `status, customer, customer_code, customer_id, package, monthly_price, street, kelurahan, kecamatan, zone,
/// odp, odp_port, billing_day, activated_on, terminated_on, created_at`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListServices {
    /// What to show.
    pub query: ListQuery,
}
call!(ListServices => Page<ServiceRow>; reads [Services, Customers, Packages]; changes []; Staff);

/// Everything about one connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceDetail {
    /// Record.
    pub id: ServiceId,
    /// For the next change.
    pub version: i32,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Customer: record, code, name.
    pub customer: Option<(CustomerId, String, String)>,
    /// Package.
    pub package: String,
    /// Package record.
    pub package_id: PackageId,
    /// Down and up, Mbps.
    pub speed: (i32, i32),
    /// Rupiah a month, as priced today.
    pub monthly_price: Rupiah,
    /// What was agreed on instead of the price list.
    pub agreed_price: Option<Rupiah>,
    /// Package and price since they were changed first, newest first, a planned change at the head; none for who may not see them.
    pub terms: Vec<Terms>,
    /// Where.
    pub address: Address,
    /// Zone.
    pub zone: String,
    /// Zone record.
    pub zone_id: ZoneId,
    /// Distribution point and its number of ports.
    pub odp: Option<(String, i32)>,
    /// Port of it.
    pub odp_port: Option<i32>,
    /// Latitude and longitude.
    pub place: Option<(f64, f64)>,
    /// 1–28.
    pub billing_day: i16,
    /// Since when it runs.
    pub activated_on: Option<NaiveDate>,
    /// Since when it no longer does.
    pub terminated_on: Option<NaiveDate>,
    /// Why.
    pub end_reason: Option<String>,
    /// Newest first, at most 50.
    pub invoices: Vec<InvoiceRow>,
    /// Newest first, at most 50.
    pub tickets: Vec<TicketRow>,
}

/// Asks for one connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowService {
    /// Which.
    pub id: ServiceId,
}
call!(ShowService => ServiceDetail; reads [Services, Customers, Packages, Invoices, Tickets]; changes []; Staff);

/// A distribution point with its free ports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FreePorts {
    /// Record.
    pub id: OdpId,
    /// `ODP-BDG-01`.
    pub code: String,
    /// Ports it has.
    pub ports: i32,
    /// Ports nobody uses, ascending.
    pub free: Vec<i32>,
}

/// Lists the distribution points of a zone, those with a free port first, then by code. One that is out of use has none, and is
/// there for whoever hangs on it.
///
/// Whoever sees only some zones does not see who uses a port from another one; only admins and the office give ports out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListFreePorts {
    /// Where the connection is.
    pub zone: ZoneId,
}
call!(ListFreePorts => Vec<FreePorts>; reads [Services]; changes []; Staff);

/// Writes down where a connection is plugged in; nothing at all takes it out.
///
/// A port that somebody else has is refused as `TAKEN` (`port`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlugService {
    /// Which.
    pub id: ServiceId,
    /// Distribution point.
    pub odp: Option<OdpId>,
    /// Port of it; may be unknown.
    pub port: Option<i32>,
}
call!(PlugService => (); reads []; changes [Services, Registrations]; Staff);

impl PlugService {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// `CHOICE_REQUIRED` (`odp`) for a port of nothing, `NUMBER_RANGE` (`port`).
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        if self.port.is_some() && self.odp.is_none() {
            problems.add("odp", Problem::new("CHOICE_REQUIRED"));
        }
        // No distribution point has more, see the database.
        if self.port.is_some_and(|port| !(1..=64).contains(&port)) {
            let problem = Problem::new("NUMBER_RANGE").with("min", 1).with("max", 64);
            problems.add("port", problem);
        }
        problems.into_result()
    }
}
