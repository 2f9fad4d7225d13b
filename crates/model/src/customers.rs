//! Customers and their services.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    audit::TimelineEntry,
    billing::InvoiceRow,
    call,
    ids::{CustomerId, ServiceId},
    list::{ListQuery, Page},
    money::Rupiah,
    registrations::Address,
    states::{CustomerStatus, ServiceStatus},
    tickets::TicketRow,
};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerRow {
    /// Record.
    pub id: CustomerId,
    /// `AGLS-12345`.
    pub code: String,
    /// Contact's name.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// Where he stands.
    pub status: CustomerStatus,
    /// Package of the newest service.
    pub package: Option<String>,
    /// Sub-district of the newest service.
    pub kecamatan: Option<String>,
    /// Zone.
    pub zone: String,
    /// What he still owes on issued invoices.
    pub outstanding: Rupiah,
    /// Tags, sorted.
    pub tags: Vec<String>,
    /// Since when he is a customer.
    pub created_at: DateTime<Utc>,
}

/// Lists customers. Columns: `code, name, phone, status, package, kecamatan, zone, outstanding, created_at`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListCustomers {
    /// What to show.
    pub query: ListQuery,
}
call!(ListCustomers => Page<CustomerRow>; reads [Customers, Services, Invoices]; changes []; Staff);

/// A connection of a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Record.
    pub id: ServiceId,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Package.
    pub package: String,
    /// Rupiah a month, as priced.
    pub monthly_price: Rupiah,
    /// Where.
    pub address: Address,
    /// 1–28.
    pub billing_day: u8,
    /// Since when it runs.
    pub activated_on: Option<NaiveDate>,
}

/// Everything about one customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerDetail {
    /// Record.
    pub id: CustomerId,
    /// For the next change.
    pub version: i32,
    /// `AGLS-12345`.
    pub code: String,
    /// Where he stands.
    pub status: CustomerStatus,
    /// Contact's name.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Masked identity number.
    pub nik_masked: Option<String>,
    /// Zone.
    pub zone: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Credit from overpayments.
    pub credit: Rupiah,
    /// What he still owes.
    pub outstanding: Rupiah,
    /// Since when he is a customer.
    pub created_at: DateTime<Utc>,
    /// Newest first.
    pub services: Vec<Service>,
    /// Newest first, at most 50.
    pub invoices: Vec<InvoiceRow>,
    /// Newest first, at most 50.
    pub tickets: Vec<TicketRow>,
    /// Newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Asks for one customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowCustomer {
    /// Which.
    pub id: CustomerId,
}
call!(ShowCustomer => CustomerDetail; reads [Customers, Services, Invoices, Tickets, Payments]; changes []; Staff);
