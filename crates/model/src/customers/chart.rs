//! What a customer was billed and what he paid, month by month, as a picture.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{call, ids::CustomerId, money::Rupiah, text::Locale};

/// Money of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthMoney {
    /// Its first day.
    pub month: NaiveDate,
    /// Totals of the invoices issued in it, withdrawn ones left out.
    pub billed: Rupiah,
    /// Verified payments received in it.
    pub paid: Rupiah,
}

/// Where a month stands in the picture, as parts of its width from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartColumn {
    /// Left edge.
    pub left: f64,
    /// Width.
    pub width: f64,
}

/// A picture whose colours come from the style sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// SVG, drawn by the core from numbers and its own words only.
    pub svg: String,
    /// One a month, for what the page lays over it.
    pub columns: Vec<ChartColumn>,
}

/// Twelve months of a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MoneyOfMonths {
    /// Oldest first, the running month last.
    pub months: Vec<MonthMoney>,
    /// The same as a picture; none while there is nothing to see.
    pub chart: Option<Chart>,
}

/// Asks what was billed and paid in the last twelve months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowCustomerMoney {
    /// Whose.
    pub id: CustomerId,
    /// Language of the names of months.
    pub locale: Locale,
}
call!(ShowCustomerMoney => MoneyOfMonths; reads [Invoices, Payments]; changes []; Staff);
