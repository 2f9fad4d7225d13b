//! A customer's account over a span of days, and how he pays.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::CustomerId,
    money::Rupiah,
    problem::{Problem, Problems},
    states::PaymentMethod,
};

/// The longest span of a statement, in days.
pub const SPAN_MAX: i64 = 3_660;
/// The most lines of a statement; a longer one is asked for in parts.
pub const ENTRIES_MAX: usize = 2_000;

/// What happened on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// An invoice was issued.
    Invoice,
    /// An invoice was withdrawn.
    Withdrawal,
    /// Money came in.
    Payment,
    /// Money was taken back.
    Reversal,
}

impl EntryKind {
    /// All, in the order of one day.
    pub const ALL: [Self; 4] = [
        Self::Invoice,
        Self::Withdrawal,
        Self::Payment,
        Self::Reversal,
    ];

    /// The word in code.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Withdrawal => "withdrawal",
            Self::Payment => "payment",
            Self::Reversal => "reversal",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Business day.
    pub day: NaiveDate,
    /// What happened.
    pub kind: EntryKind,
    /// The invoice or the payment.
    pub record: i64,
    /// Its number.
    pub number: String,
    /// How money came.
    pub method: Option<PaymentMethod>,
    /// What the customer owes more by it; below zero what he owes less.
    pub amount: Rupiah,
    /// What he owes after it; below zero his credit.
    pub balance: Rupiah,
}

/// An account over a span of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What he owed before the first day; below zero his credit.
    pub opening: Rupiah,
    /// In their order.
    pub entries: Vec<Entry>,
    /// What he owes after the last day.
    pub closing: Rupiah,
}

/// Asks for a customer's account from a day to a day, both included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowStatement {
    /// Whose.
    pub customer: CustomerId,
    /// First business day.
    pub from: NaiveDate,
    /// Last business day.
    pub to: NaiveDate,
}
call!(ShowStatement => Statement; reads [Payments, Invoices, Customers]; changes []; Staff);

impl ShowStatement {
    /// Whether the days make a span.
    ///
    /// # Errors
    /// `RANGE_ORDER` or `RANGE_MAX` at `to`.
    pub fn check(&self) -> Result<(), Problems> {
        if self.to < self.from {
            return Err(Problems::one("to", Problem::new("RANGE_ORDER")));
        }
        if (self.to - self.from).num_days() > SPAN_MAX {
            let problem = Problem::new("RANGE_MAX").with("max", SPAN_MAX);
            return Err(Problems::one("to", problem));
        }
        Ok(())
    }
}

/// How a customer pays, as of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The business day of this answer.
    pub as_of: NaiveDate,
    /// What is open by age: not due yet, 1–30, 31–60, 61–90 days late, later.
    pub ages: [Rupiah; 5],
    /// Invoices that were paid in full or are late.
    pub judged: i64,
    /// Of them paid by their due day.
    pub on_time: i64,
    /// Days late of the others, on average and rounded; nothing when there is none.
    pub days_late: Option<i64>,
}

/// Asks how a customer pays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowStanding {
    /// Who.
    pub customer: CustomerId,
}
call!(ShowStanding => Standing; reads [Payments, Invoices, Customers]; changes []; Staff);

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::{SPAN_MAX, ShowStatement};
    use crate::ids::CustomerId;

    #[test]
    fn a_span_ends_after_it_begins_and_not_for_ever_later() {
        let from = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let asked = |to| ShowStatement {
            customer: CustomerId(1),
            from,
            to,
        };
        let code = |to| asked(to).check().unwrap_err().field("to")[0].code.clone();
        assert_eq!(asked(from).check(), Ok(()));
        assert_eq!(code(from - Days::new(1)), "RANGE_ORDER");
        let last = from + Days::new(SPAN_MAX.unsigned_abs());
        assert_eq!(asked(last).check(), Ok(()));
        assert_eq!(code(last + Days::new(1)), "RANGE_MAX");
        assert_eq!(code(NaiveDate::MAX), "RANGE_MAX");
    }
}
