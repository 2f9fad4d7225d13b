//! Customers and their services.

mod change;
mod chart;
mod removal;
mod story;
mod upkeep;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{ContactId, CustomerId, ServiceId, ZoneId},
    list::{ListQuery, Page},
    money::Rupiah,
    registrations::Address,
    states::{CustomerStatus, ServiceStatus},
};

pub use change::{ChangeCustomer, CheckedContact};
pub use chart::{Chart, ChartColumn, MoneyOfMonths, MonthMoney, ShowCustomerMoney};
pub use removal::{DeleteCustomer, Deleted, RestoreCustomer, stays};
pub use story::{
    ListStory, STORY_PAGE, STORY_PAGE_MAX, Story, StoryCursor, StoryEntry, StoryItem, StoryKind,
};
pub use upkeep::{
    AskIdentity, FileCustomer, ListTags, NoteCustomer, RevealIdentity, TAGS_MAX, TagCount,
    TagCustomer, tag,
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
    /// A second number, E.164.
    pub other_phone: Option<String>,
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
    /// Since when he is out of sight.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// Lists customers. Columns: `code, name, phone, other_phone, status, package, kecamatan, zone, outstanding, created_at,
/// deleted`.
///
/// Of deleted customers only admins are told, and only when they ask for `deleted` = `yes`.
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
    /// A second number, E.164.
    pub other_phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// The person behind the customer.
    pub contact: ContactId,
    /// Masked identity number; none when there is none or the caller may not ask.
    pub nik_masked: Option<String>,
    /// Zone.
    pub zone: String,
    /// Zone record.
    pub zone_id: ZoneId,
    /// Tags.
    pub tags: Vec<String>,
    /// Credit from overpayments.
    pub credit: Rupiah,
    /// What he still owes.
    pub outstanding: Rupiah,
    /// Since when he is a customer.
    pub created_at: DateTime<Utc>,
    /// That he is out of sight; admins only.
    pub deleted: Option<Deleted>,
    /// Newest first.
    pub services: Vec<Service>,
}

/// Asks for one customer; what happened with him is a question of its own, see [`ListStory`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowCustomer {
    /// Which.
    pub id: CustomerId,
}
call!(ShowCustomer => CustomerDetail; reads [Customers, Services, Invoices, Payments]; changes []; Staff);
