//! What stands on the coming invoices of a connection: discounts, charges, and that it is left out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rule::{Month, Size};
use crate::{
    call,
    ids::{InvoiceId, ServiceChargeId, ServiceDiscountId, ServiceId},
    money::Rupiah,
    problem::{Problem, Problems},
    tax::Percent,
    valid,
};

/// A discount of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceDiscount {
    /// Record.
    pub id: ServiceDiscountId,
    /// Why; stands on the invoice.
    pub description: String,
    /// How much.
    pub size: Size,
    /// First month, by its first day.
    pub from: NaiveDate,
    /// Last month; none until it gets one.
    pub until: Option<NaiveDate>,
    /// Who gave it.
    pub by: Option<String>,
}

/// Something that a connection pays once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceCharge {
    /// Record.
    pub id: ServiceChargeId,
    /// What; stands on the invoice.
    pub description: String,
    /// Rupiah.
    pub amount: Rupiah,
    /// On the invoice of this month or the first one after it.
    pub period: NaiveDate,
    /// The invoice that it stands on.
    pub invoice: Option<(InvoiceId, String)>,
    /// Who wrote it down.
    pub by: Option<String>,
}

/// What stands on the coming invoices of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceStanding {
    /// Version of the connection.
    pub version: i32,
    /// Newest first.
    pub discounts: Vec<ServiceDiscount>,
    /// Newest first; those that were taken back are gone.
    pub charges: Vec<ServiceCharge>,
    /// Why the run leaves it out, and the last month, if there is one.
    pub parked: Option<(String, Option<NaiveDate>)>,
}

/// Asks what stands on the coming invoices of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowServiceStanding {
    /// Which.
    pub service: ServiceId,
}
call!(ShowServiceStanding => ServiceStanding; reads [Services, Invoices]; changes []; Staff);

/// Gives a discount for a span of months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddServiceDiscount {
    /// Which connection.
    pub service: ServiceId,
    /// Why; stands on the invoice.
    pub description: String,
    /// How much.
    pub size: Size,
    /// First month, by its first day.
    pub from: NaiveDate,
    /// Last month; none until it gets one.
    pub until: Option<NaiveDate>,
}
call!(AddServiceDiscount => (); reads []; changes [Services]; Staff);

/// Lets a discount end with a month; one before its first takes it away, as far as no invoice has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndServiceDiscount {
    /// Which.
    pub id: ServiceDiscountId,
    /// Last month, by its first day.
    pub until: NaiveDate,
}
call!(EndServiceDiscount => (); reads []; changes [Services]; Staff);

/// Writes down something that is paid once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddServiceCharge {
    /// Which connection.
    pub service: ServiceId,
    /// What; stands on the invoice.
    pub description: String,
    /// Rupiah.
    pub amount: Rupiah,
    /// On the invoice of this month or the first one after it.
    pub period: NaiveDate,
}
call!(AddServiceCharge => (); reads []; changes [Services]; Staff);

/// Takes back something that stands on no invoice yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveServiceCharge {
    /// Which.
    pub id: ServiceChargeId,
}
call!(RemoveServiceCharge => (); reads []; changes [Services]; Staff);

/// Lets the invoice run leave a connection out, or takes that back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParkService {
    /// Which.
    pub service: ServiceId,
    /// Version the person saw.
    pub version: i32,
    /// Why; empty takes it back.
    pub reason: String,
    /// The last month that is left out; none until it is taken back.
    pub until: Option<NaiveDate>,
}
call!(ParkService => (); reads []; changes [Services]; Staff);

/// The most that a discount or a charge may be.
const AMOUNT_MAX: Rupiah = Rupiah(1_000_000_000);
/// Days back and ahead that a discount or a charge may begin.
const DAYS_BACK: i64 = 31;
const DAYS_AHEAD: i64 = 3 * 366;

fn check_amount(problems: &mut Problems, field: &str, amount: Rupiah) {
    let code = if amount < Rupiah::ZERO {
        "AMOUNT_NEGATIVE"
    } else if amount == Rupiah::ZERO {
        "AMOUNT_ZERO"
    } else if amount > AMOUNT_MAX {
        "AMOUNT_TOO_LARGE"
    } else {
        return;
    };
    problems.add(field, Problem::new(code));
}

fn check_description(problems: &mut Problems, text: &str) -> String {
    let text = problems
        .check("description", valid::text(text, 200))
        .unwrap_or_default();
    if text.chars().count() < 3 {
        problems.add("description", Problem::new("REQUIRED"));
    }
    text
}

fn check_month(problems: &mut Problems, field: &str, month: NaiveDate, today: NaiveDate) {
    let away = (month - Month::of(today).first()).num_days();
    if Month::of(month).first() != month || !(-DAYS_BACK..=DAYS_AHEAD).contains(&away) {
        problems.add(field, Problem::new("DATE_RANGE"));
    }
}

impl AddServiceDiscount {
    /// The check that the form makes before sending and the handler makes again; answers the description as it is kept.
    ///
    /// # Errors
    /// Problems by field: `description, size, from, until`.
    pub fn check(&self, today: NaiveDate) -> Result<String, Problems> {
        let mut problems = Problems::none();
        let description = check_description(&mut problems, &self.description);
        match self.size {
            Size::Amount(amount) => check_amount(&mut problems, "size", amount),
            Size::Percent(percent) => {
                if !(Percent(1)..=Percent::WHOLE).contains(&percent) {
                    problems.add("size", Problem::new("PERCENT_FORMAT"));
                }
            }
        }
        check_month(&mut problems, "from", self.from, today);
        let is_no_end = |until: NaiveDate| until < self.from || Month::of(until).first() != until;
        if self.until.is_some_and(is_no_end) {
            problems.add("until", Problem::new("DATE_RANGE"));
        }
        problems.into_result()?;
        Ok(description)
    }
}

impl AddServiceCharge {
    /// The check that the form makes before sending and the handler makes again; answers the description as it is kept.
    ///
    /// # Errors
    /// Problems by field: `description, amount, period`.
    pub fn check(&self, today: NaiveDate) -> Result<String, Problems> {
        let mut problems = Problems::none();
        let description = check_description(&mut problems, &self.description);
        check_amount(&mut problems, "amount", self.amount);
        check_month(&mut problems, "period", self.period, today);
        problems.into_result()?;
        Ok(description)
    }
}

impl ParkService {
    /// The check that the form makes before sending and the handler makes again; answers the reason as it is kept, none to take it back.
    ///
    /// # Errors
    /// Problems by field: `reason, until`.
    pub fn check(&self, today: NaiveDate) -> Result<Option<String>, Problems> {
        if self.reason.trim().is_empty() {
            return Ok(None);
        }
        let mut problems = Problems::none();
        let reason = problems.check("reason", valid::reason(&self.reason));
        if let Some(until) = self.until {
            check_month(&mut problems, "until", until, today);
        }
        problems.into_result()?;
        Ok(reason)
    }
}
