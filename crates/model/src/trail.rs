//! The audit trail as people read it: who changed what, before and after.

mod value;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    list::{ListQuery, Page},
};

pub use value::{Changed, Shown, compare, reference};

/// Tables whose changes the trail tells, in the order in which they are offered; the word of each is `audit-record-` and its name.
pub const RECORDS: [&str; 56] = [
    "staff",
    "staff_zones",
    "devices",
    "settings",
    "company_logo",
    "zones",
    "packages",
    "package_prices",
    "tax_rates",
    "sla_targets",
    "calendars",
    "work_slots",
    "holidays",
    "hold_reasons",
    "ticket_categories",
    "category_items",
    "resolution_codes",
    "canned_texts",
    "contacts",
    "contact_identities",
    "customers",
    "services",
    "service_terms",
    "service_discounts",
    "service_charges",
    "odps",
    "registrations",
    "registration_identities",
    "tickets",
    "ticket_helpers",
    "ticket_notes",
    "ticket_checklist",
    "ticket_watchers",
    "ticket_links",
    "ticket_merges",
    "files",
    "invoices",
    "invoice_lines",
    "invoice_discounts",
    "invoice_runs",
    "payments",
    "payment_allocations",
    "payment_promises",
    "isolirs",
    "messages",
    "message_templates",
    "message_optouts",
    "gateways",
    "queue_rules",
    "queue_lanes",
    "workers",
    "import_runs",
    "import_mappings",
    "exports",
    "saved_views",
    "bulk_runs",
];

/// A line of the list: one record in one transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailRow {
    /// Place in the trail.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none for the database itself.
    pub actor: Option<String>,
    /// For whom he stood in.
    pub on_behalf: Option<String>,
    /// From which computer.
    pub device: Option<String>,
    /// Version of the program.
    pub app_version: Option<String>,
    /// Table of the record; its word is `audit-record-` and this.
    pub record: String,
    /// Key of the record.
    pub record_id: String,
    /// Number or name of the record, as far as the caller may read it.
    pub number: Option<String>,
    /// `insert`, `update`, `delete` or `reveal`; its word is `audit-action-` and this.
    pub action: String,
}

/// Lists the trail. Columns: `at, actor, on_behalf, device, app_version, record, record_id, number, action`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTrail {
    /// What to show.
    pub query: ListQuery,
}
call!(ListTrail => Page<TrailRow>;
    reads [Registrations, Customers, Services, Packages, Tickets, Invoices, Payments, Staff, Settings, Imports, Audit]; changes []; Staff);

/// One line of the trail with what changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailDetail {
    /// As in the list.
    pub row: TrailRow,
    /// The transaction it belongs to.
    pub batch: i64,
    /// Its place in the chain; none while the transaction is open.
    pub sealed: Option<i64>,
    /// Beginning of its hash.
    pub hash: Option<String>,
    /// By the column's name.
    pub changes: Vec<Changed>,
    /// Other records of the same transaction: place in the trail, table, number, action; at most 50.
    pub together: Vec<(i64, String, Option<String>, String)>,
}

/// Asks for one line of the trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowTrail {
    /// Which.
    pub id: i64,
}
call!(ShowTrail => TrailDetail; reads []; changes []; Staff);

/// A place in the chain that was found right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrailPlace {
    /// How many batches lead up to it.
    pub place: i64,
    /// The hash there, in hexadecimal digits.
    pub hash: String,
}

/// Recomputes a stretch of the chain. Admins only. A long chain takes many: each begins where the one before ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyTrail {
    /// Where the stretch before ended; none for the beginning.
    pub after: Option<TrailPlace>,
}
call!(VerifyTrail => TrailStretch; reads []; changes []; Staff);

/// How far the check of the chain came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrailStretch {
    /// All is well up to here, and there is more.
    Going {
        /// Where the next stretch begins.
        at: TrailPlace,
        /// How many batches there are.
        total: i64,
    },
    /// It is over.
    Ended(TrailVerdict),
}

/// What the chain says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrailVerdict {
    /// Every batch follows from the one before.
    Whole {
        /// How many.
        batches: i64,
    },
    /// This one does not.
    Broken {
        /// The first batch that does not fit.
        batch: i64,
        /// When it says it was written; none when it is gone.
        at: Option<DateTime<Utc>>,
        /// A line of it to look at.
        row: Option<i64>,
    },
}
