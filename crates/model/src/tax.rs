//! Value added tax (PPN): how a company charges it, its rates by date, and the arithmetic.

mod percent;
mod rule;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use percent::Percent;
pub use rule::{TaxRule, Taxed};

use crate::{
    call,
    problem::{Problem, Problems},
};

/// How the tax stands to the prices of the company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxTreatment {
    /// The company charges none.
    None,
    /// On top of the price.
    #[default]
    Added,
    /// The price holds it.
    Included,
}

impl TaxTreatment {
    /// All, in the order shown.
    pub const ALL: [TaxTreatment; 3] = [
        TaxTreatment::Added,
        TaxTreatment::Included,
        TaxTreatment::None,
    ];

    /// The word in the database and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TaxTreatment::None => "none",
            TaxTreatment::Added => "added",
            TaxTreatment::Included => "included",
        }
    }

    /// The treatment a word names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<TaxTreatment> {
        TaxTreatment::ALL
            .into_iter()
            .find(|treatment| treatment.name() == name)
    }

    /// The key of its words.
    #[must_use]
    pub fn text_key(self) -> String {
        format!("tax-treatment-{}", self.name())
    }
}

/// A rate and the day it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRate {
    /// Business day.
    pub valid_from: NaiveDate,
    /// Of what is taxed.
    pub rate: Percent,
    /// The part of the price that is taxed: `(11, 12)` for *DPP nilai lain*, `(1, 1)` for the whole price.
    pub base: (i32, i32),
}

/// How the company charges tax, and all rates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaxSettings {
    /// For invoices from now on.
    pub treatment: TaxTreatment,
    /// Newest first.
    pub rates: Vec<TaxRate>,
}

impl TaxSettings {
    /// The rate of a business day; none before the first.
    #[must_use]
    pub fn rate_on(&self, day: NaiveDate) -> Option<TaxRate> {
        self.rates
            .iter()
            .copied()
            .find(|rate| rate.valid_from <= day)
    }
}

/// Asks how tax is charged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowTax {}
call!(ShowTax => TaxSettings; reads [Settings]; changes []; Staff);

/// Chooses how tax is charged on invoices from now on; those that are written stay as they are. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChooseTax {
    /// The choice.
    pub treatment: TaxTreatment,
}
call!(ChooseTax => (); reads []; changes [Settings]; Staff);

/// Fixes a rate from a future day on. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddTaxRate {
    /// Day, rate and what is taxed.
    pub rate: TaxRate,
}
call!(AddTaxRate => (); reads []; changes [Settings]; Staff);

/// Takes back a rate that has not begun. Admins only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveTaxRate {
    /// The day it was to begin.
    pub valid_from: NaiveDate,
}
call!(RemoveTaxRate => (); reads []; changes [Settings]; Staff);

/// Days ahead a rate may be fixed: a law is rarely older than this before it holds.
const AHEAD_MAX: i64 = 3 * 366;
/// Largest part of a fraction; more is a slip of the fingers.
const PART_MAX: i32 = 1_000;

impl AddTaxRate {
    /// The check that the form makes before sending and the handler makes again. `today` is the business day: a rate that
    /// has begun stands on invoices, so that the earliest is tomorrow.
    ///
    /// # Errors
    /// Problems by field: `valid_from, rate, base`.
    pub fn check(&self, today: NaiveDate) -> Result<(), Problems> {
        let mut problems = Problems::none();
        if self.rate.valid_from <= today {
            problems.add("valid_from", Problem::new("DATE_TOMORROW"));
        } else if (self.rate.valid_from - today).num_days() > AHEAD_MAX {
            problems.add("valid_from", Problem::new("DATE_RANGE"));
        }
        if !(Percent(0)..=Percent::WHOLE).contains(&self.rate.rate) {
            problems.add("rate", Problem::new("PERCENT_FORMAT"));
        }
        let (num, den) = self.rate.base;
        if !(1..=PART_MAX).contains(&den) || !(1..=den).contains(&num) {
            problems.add("base", Problem::new("FRACTION_RANGE").with("max", PART_MAX));
        }
        problems.into_result()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::{AddTaxRate, Percent, TaxRate};

    #[test]
    fn a_rate_begins_tomorrow_at_the_earliest() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let request = |days, rate, base| {
            AddTaxRate {
                rate: TaxRate {
                    valid_from: today.checked_add_days(Days::new(days)).unwrap(),
                    rate: Percent(rate),
                    base,
                },
            }
            .check(today)
        };
        assert_eq!(request(1, 1300, (11, 13)), Ok(()));
        let now = request(0, 1300, (1, 1)).unwrap_err();
        assert_eq!(now.field("valid_from")[0].code, "DATE_TOMORROW");
        let odd = request(4_000, 10_001, (13, 12)).unwrap_err();
        for field in ["valid_from", "rate", "base"] {
            assert_eq!(odd.field(field).len(), 1, "{field}");
        }
    }
}
