//! Taking over data from another system: look at a file, map its columns, try it, do it.

pub mod mappings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::mappings::Remembered;
use crate::{
    call,
    ids::{FileId, ImportRunId, ZoneId},
    money::Rupiah,
    problem::Problem,
};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Customers, each with at most one service.
    Customers,
    /// Invoices of customers already there, with what was paid.
    Invoices,
    /// Tickets of customers already there, open ones and those that are over.
    Tickets,
    /// Money that customers or invoices already there got.
    Payments,
}

impl ImportKind {
    /// All of them, in the order in which a company takes its data over.
    pub const ALL: [ImportKind; 4] = [
        Self::Customers,
        Self::Invoices,
        Self::Payments,
        Self::Tickets,
    ];

    /// The word in the database and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Invoices => "invoices",
            Self::Tickets => "tickets",
            Self::Payments => "payments",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A field of ours that a column can fill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportField {
    /// Name, such as `external_id`; the text key is `import-field-` and this with hyphens.
    pub name: String,
    /// Whether a column or a fixed value must be given.
    pub required: bool,
}

/// Where a field's value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A column, by its head.
    Column(String),
    /// The same text for every row.
    Fixed(String),
}

/// Which column fills which field.
pub type Mapping = BTreeMap<String, Source>;

/// Asks what is in an uploaded file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InspectImport {
    /// Uploaded file.
    pub file: FileId,
    /// What it should be; none lets the heads decide.
    pub kind: Option<ImportKind>,
    /// Sheet of a workbook; none takes the first that is shown and not empty.
    #[serde(default)]
    pub sheet: Option<String>,
}
call!(InspectImport => Inspection; reads []; changes []; Staff);

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// Given or guessed.
    pub kind: ImportKind,
    /// Heads, in their order.
    pub columns: Vec<String>,
    /// The first rows, at most 5, each with a value per column.
    pub sample: Vec<Vec<String>>,
    /// Data rows in the file.
    pub rows: u64,
    /// `utf-8`, `utf-16le`, `windows-1252` …, or `xlsx` for a workbook.
    pub encoding: String,
    /// `,` `;` or tab; for a workbook, of the file of refused rows.
    pub delimiter: char,
    /// The sheet that was read; none in a text file.
    pub sheet: Option<String>,
    /// All sheets of a workbook, in their order.
    pub sheets: Vec<String>,
    /// Fields that can be filled.
    pub fields: Vec<ImportField>,
    /// Our guess.
    pub mapping: Mapping,
    /// How a file with these heads was read last, where there was one.
    pub remembered: Option<Remembered>,
}

/// Options of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportPlan {
    /// Uploaded file.
    pub file: FileId,
    /// What it holds.
    pub kind: ImportKind,
    /// Sheet of a workbook; none takes the first that is shown and not empty.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Which column fills which field.
    pub mapping: Mapping,
    /// Zone for rows that name none.
    pub zone: ZoneId,
    /// Amounts are in another currency: rupiah for one unit of it (1 for rupiah).
    pub rupiah_per_unit: i64,
    /// How days are written where they are text: `ymd`, `dmy` or `mdy`.
    pub date_order: String,
}

/// Tries a run and changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TryImport {
    /// With these options.
    pub plan: ImportPlan,
}
call!(TryImport => ImportResult; reads []; changes []; Staff);

/// Does it, all in one transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunImport {
    /// With these options.
    pub plan: ImportPlan,
}
call!(RunImport => ImportResult; reads []; changes [Customers, Services, Invoices, Payments, Tickets, Imports]; Staff);

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Line in the file or row of the sheet, the first being 1.
    pub line: u64,
    /// Field, when one is to blame.
    pub field: Option<String>,
    /// Why.
    pub problem: Problem,
    /// The row as it stood.
    pub cells: Vec<String>,
}

/// A value that was repaired on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repair {
    /// Line in the file.
    pub line: u64,
    /// Field.
    pub field: String,
    /// As it stood.
    pub from: String,
    /// As it is taken.
    pub to: String,
}

/// What a run did, or would do. `created + updated + unchanged + refused = rows`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportResult {
    /// The run, when it was not a trial.
    pub run: Option<ImportRunId>,
    /// Data rows in the file.
    pub rows: u64,
    /// New records.
    pub created: u64,
    /// Records with other values than before.
    pub updated: u64,
    /// Records that are as the file says.
    pub unchanged: u64,
    /// Rows left out.
    pub refused: u64,
    /// Number of repaired values.
    pub repaired: u64,
    /// What the new payments amount to; none for other kinds.
    pub total: Option<Rupiah>,
    /// The part of it that no open invoice takes, which becomes the customers' credit; none for other kinds. Money that waits to be
    /// verified is no credit yet.
    pub credit: Option<Rupiah>,
    /// The first 200 refused rows.
    pub refusals: Vec<RefusedRow>,
    /// The first 50 repairs.
    pub repairs: Vec<Repair>,
    /// First created rows as name and external id, at most 10.
    pub examples: Vec<String>,
    /// How long it took.
    pub milliseconds: u64,
}

/// Asks for all refused rows of a trial or run as a CSV (UTF-8), with the reason in a last column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedRowsFile {
    /// With these options.
    pub plan: ImportPlan,
}
call!(RefusedRowsFile => String; reads []; changes []; Staff);
