//! The invoice run of a month: preview, start, and how far it is.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::rule::{BillingRules, Month, Skip};
use crate::{
    call,
    ids::{InvoiceRunId, ServiceId},
    money::Rupiah,
    problem::{Problem, Problems},
};

/// What becomes of a connection in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunGroup {
    /// Gets its first invoice of a month.
    New,
    /// Gets one over another amount than last month.
    Changed,
    /// Gets one over the same amount.
    Same,
    /// Gets none.
    Skipped(Skip),
}

impl RunGroup {
    /// Whether it has nothing to do with the month: shown only when asked for.
    #[must_use]
    pub fn is_far(self) -> bool {
        matches!(self, RunGroup::Skipped(skip) if !skip.is_left_out())
    }

    /// The word in text keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RunGroup::New => "new",
            RunGroup::Changed => "changed",
            RunGroup::Same => "same",
            RunGroup::Skipped(skip) => skip.name(),
        }
    }
}

/// Why an amount is another one than last month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Package or price.
    Price,
    /// The month is not paid in full.
    PartMonth,
    /// The month before is put right.
    Mended,
    /// A discount began or ended, or is another one.
    Discount,
    /// Something that is paid once.
    Charge,
    /// A late fee.
    LateFee,
    /// Last month had a charge or a discount that this one has not.
    LastMonth,
}

impl Because {
    /// The word in text keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Because::Price => "price",
            Because::PartMonth => "part_month",
            Because::Mended => "mended",
            Because::Discount => "discount",
            Because::Charge => "charge",
            Because::LateFee => "late_fee",
            Because::LastMonth => "last_month",
        }
    }
}

/// A connection in the preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Which.
    pub service: ServiceId,
    /// Customer's code.
    pub code: String,
    /// Customer's name.
    pub customer: String,
    /// Package on the first day that is paid for.
    pub package: String,
    /// What becomes of it.
    pub group: RunGroup,
    /// To pay, tax included; zero where it gets none.
    pub total: Rupiah,
    /// Total of the month before; none where there was none.
    pub before: Option<Rupiah>,
    /// Why it is another amount.
    pub because: Vec<Because>,
    /// Why it was put aside, of one that is.
    pub parked: Option<String>,
    /// What stands on it: lines, then what is taken off as negative amounts.
    pub lines: Vec<(String, Rupiah)>,
    /// Business day.
    pub due_on: Option<NaiveDate>,
}

/// How many connections have one fate, and over how much.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupCount {
    /// Which.
    pub group: RunGroup,
    /// Connections.
    pub count: i64,
    /// Totals, tax included.
    pub total: Rupiah,
}

/// What a run of a month would do at this moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunPreview {
    /// First day of the month.
    pub period: NaiveDate,
    /// Business day of the preview; the day of issue, if it is started now.
    pub today: NaiveDate,
    /// How the company bills.
    pub rules: BillingRules,
    /// Groups that there are, in the order shown.
    pub groups: Vec<GroupCount>,
    /// Invoices that would be issued.
    pub count: i64,
    /// Their totals.
    pub total: Rupiah,
    /// Invoices of the month before, and their totals.
    pub before: (i64, Rupiah),
    /// Invoices of this month that there are already, and their totals.
    pub there: (i64, Rupiah),
    /// Credit that would go to them.
    pub credit: Rupiah,
    /// The connections asked for, those with the largest difference first, at most [`PREVIEW_ROWS`].
    pub rows: Vec<PreviewRow>,
    /// How many there are of these.
    pub matching: i64,
}

/// Connections that a preview shows at once.
pub const PREVIEW_ROWS: usize = 500;

/// Asks what a run would do. Writes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewInvoiceRun {
    /// First day of the month.
    pub period: NaiveDate,
    /// Of these only; none of all.
    pub group: Option<RunGroup>,
    /// Part of customer's name or code, or of the package; may be empty.
    pub search: String,
    /// All connections instead of the first [`PREVIEW_ROWS`].
    pub all: bool,
}
call!(PreviewInvoiceRun => RunPreview; reads [Invoices, Services, Customers, Packages, Settings]; changes []; Staff);

/// Starts the run of a month, or answers the one that is under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartInvoiceRun {
    /// First day of the month.
    pub period: NaiveDate,
    /// Whether customers are sent their invoice.
    pub tell: bool,
}
call!(StartInvoiceRun => InvoiceRunId; reads []; changes [Billing]; Staff);

/// Issues the next invoices of a run, in one transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunInvoices {
    /// Which.
    pub run: InvoiceRunId,
}
call!(RunInvoices => InvoiceRun; reads []; changes [Billing, Invoices, Customers, Payments, Messages]; Staff);

/// Ends a run before its last invoice; what is issued stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopInvoiceRun {
    /// Which.
    pub run: InvoiceRunId,
}
call!(StopInvoiceRun => (); reads []; changes [Billing]; Staff);

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Under way.
    Running,
    /// Went through all connections.
    Done,
    /// Ended by somebody.
    Stopped,
}

impl RunState {
    /// The state a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<RunState> {
        match name {
            "running" => Some(RunState::Running),
            "done" => Some(RunState::Done),
            "stopped" => Some(RunState::Stopped),
            _ => None,
        }
    }

    /// The word in the database and in text keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RunState::Running => "running",
            RunState::Done => "done",
            RunState::Stopped => "stopped",
        }
    }
}

/// A run and how far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceRun {
    /// Record.
    pub id: InvoiceRunId,
    /// First day of the month.
    pub period: NaiveDate,
    /// Business day on its invoices.
    pub issued_on: NaiveDate,
    /// Customers are sent their invoice.
    pub tell: bool,
    /// Where it stands.
    pub state: RunState,
    /// Connections at its start.
    pub services: i32,
    /// Of them gone through.
    pub looked_at: i32,
    /// Invoices.
    pub issued: i32,
    /// Their totals.
    pub total: Rupiah,
    /// Credit that went to them.
    pub credited: Rupiah,
    /// Connections without an invoice, by reason.
    pub skipped: Vec<(Skip, i32)>,
    /// Messages that were queued.
    pub messages: i32,
    /// Who started it: record and name; none for the program without a window.
    pub by: Option<(i64, String)>,
    /// When.
    pub started_at: DateTime<Utc>,
    /// Nobody works on it at this moment, as far as is known.
    pub is_left: bool,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Lists the newest runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListInvoiceRuns {}
call!(ListInvoiceRuns => Vec<InvoiceRun>; reads [Billing, Invoices]; changes []; Staff);

/// Asks how the company bills.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowBillingRules {}
call!(ShowBillingRules => BillingRules; reads [Settings]; changes []; Staff);

/// Changes how the company bills; what is issued stays. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveBillingRules {
    /// All of it.
    pub rules: BillingRules,
}
call!(SaveBillingRules => (); reads []; changes [Settings]; Staff);

/// The most that a late fee may be.
const LATE_FEE_MAX: Rupiah = Rupiah(10_000_000);
/// The most days of a rule.
const DAYS_MAX: u16 = 60;

impl SaveBillingRules {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// Problems by field: `days_to_pay, late_fee, late_fee_after`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        let range = |min: u16| {
            Problem::new("NUMBER_RANGE")
                .with("min", min)
                .with("max", DAYS_MAX)
        };
        if !(1..=DAYS_MAX).contains(&self.rules.days_to_pay) {
            problems.add("days_to_pay", range(1));
        }
        if self.rules.late_fee_after > DAYS_MAX {
            problems.add("late_fee_after", range(0));
        }
        if self.rules.late_fee < Rupiah::ZERO {
            problems.add("late_fee", Problem::new("AMOUNT_NEGATIVE"));
        } else if self.rules.late_fee > LATE_FEE_MAX {
            problems.add("late_fee", Problem::new("AMOUNT_TOO_LARGE"));
        }
        problems.into_result()
    }
}

/// Checks the month of a run: the next one at the latest, because nobody knows prices and taxes of later ones, and the year before at the
/// earliest. The database holds the same rule.
///
/// # Errors
/// `PERIOD_RANGE` at `period`.
pub fn check_period(period: NaiveDate, today: NaiveDate) -> Result<Month, Problems> {
    let month = Month::of(period);
    let far = month > Month::of(today).next() || (today - period).num_days() > 400;
    if month.first() != period || far {
        return Err(Problems::one("period", Problem::new("PERIOD_RANGE")));
    }
    Ok(month)
}
