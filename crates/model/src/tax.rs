//! Value added tax (PPN): how a company charges it, its rates by date, and the arithmetic.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    call,
    money::Rupiah,
    problem::{Problem, Problems},
    text::Locale,
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

/// A rate in hundredths of a percent: 12 % is `Percent(1200)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(pub i32);

impl Percent {
    /// The whole.
    pub const WHOLE: Percent = Percent(10_000);

    /// Reads `12`, `11,5` or `11.5`, with at most two decimals, from 0 to 100.
    ///
    /// # Errors
    /// `PERCENT_FORMAT`.
    pub fn parse(text: &str) -> Result<Percent, Problem> {
        let wrong = || Problem::new("PERCENT_FORMAT");
        let text = text.trim().trim_end_matches('%').trim_end();
        let (whole, decimals) = text.split_once([',', '.']).unwrap_or((text, "0"));
        let is_number = |digits: &str, most: usize| {
            (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        };
        if !is_number(whole, 3) || !is_number(decimals, 2) {
            return Err(wrong());
        }
        let hundredths = format!("{whole}{decimals:0<2}")
            .parse()
            .map_err(|_| wrong())?;
        Some(Percent(hundredths))
            .filter(|percent| *percent <= Percent::WHOLE)
            .ok_or_else(wrong)
    }

    /// As people write it, without the sign: `12`, `11,5`.
    #[must_use]
    pub fn show(self, locale: Locale) -> String {
        match locale {
            Locale::Id => self.to_string().replace('.', ","),
            Locale::En => self.to_string(),
        }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenths) if tenths % 10 == 0 => write!(f, "{whole}.{}", tenths / 10),
            (whole, hundredths) => write!(f, "{whole}.{hundredths:02}"),
        }
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

/// What decides the tax of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxRule {
    /// How the company charges it.
    pub treatment: TaxTreatment,
    /// Of what is taxed.
    pub rate: Percent,
    /// The part of the price that is taxed.
    pub base: (i32, i32),
}

/// The amounts of an invoice with its tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taxed {
    /// Sum of the lines, as priced.
    pub subtotal: Rupiah,
    /// What is taxed (DPP).
    pub dpp: Rupiah,
    /// Value added tax.
    pub ppn: Rupiah,
    /// To pay.
    pub total: Rupiah,
    /// Rate; zero without tax.
    pub rate: Percent,
    /// The part of the price that is taxed.
    pub base: (i32, i32),
    /// The lines hold the tax.
    pub is_included: bool,
}

impl Taxed {
    /// The price without tax; with the tax it is the total, to the rupiah.
    #[must_use]
    pub fn net(&self) -> Rupiah {
        self.total - self.ppn
    }
}

impl TaxRule {
    /// The tax of a price, each step in whole rupiah, rounded half up.
    ///
    /// Since 2025 what is taxed is *DPP nilai lain*, 11/12 of the price without tax, and the rate is 12 % of that
    /// (PMK 131/2024), which comes to 11 % of the price. A price that holds the tax is therefore net × (1 + 11/12 × 12 %).
    /// Of that only the tax is rounded and the net price is what remains, so that both make up the price exactly: prices
    /// are promised to customers, and none of them may become a rupiah dearer or cheaper by the rounding of its parts.
    #[must_use]
    pub fn of(self, price: Rupiah) -> Taxed {
        let (num, den) = (i64::from(self.base.0), i64::from(self.base.1));
        let (rate, whole) = (i64::from(self.rate.0), i64::from(Percent::WHOLE.0));
        let taxed = Taxed {
            subtotal: price,
            dpp: price,
            ppn: Rupiah::ZERO,
            total: price,
            rate: self.rate,
            base: self.base,
            is_included: false,
        };
        match self.treatment {
            TaxTreatment::None => Taxed {
                rate: Percent(0),
                base: (1, 1),
                ..taxed
            },
            TaxTreatment::Added => {
                let dpp = price.scale(num, den);
                let ppn = dpp.scale(rate, whole);
                Taxed {
                    dpp,
                    ppn,
                    total: price + ppn,
                    ..taxed
                }
            }
            TaxTreatment::Included => {
                let ppn = price.scale(rate * num, whole * den + rate * num);
                Taxed {
                    dpp: (price - ppn).scale(num, den),
                    ppn,
                    is_included: true,
                    ..taxed
                }
            }
        }
    }
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
    use proptest::prelude::*;

    use super::{AddTaxRate, Percent, TaxRate, TaxRule, TaxTreatment};
    use crate::{money::Rupiah, text::Locale};

    /// The rule of 2025.
    fn rule(treatment: TaxTreatment) -> TaxRule {
        TaxRule {
            treatment,
            rate: Percent(1200),
            base: (11, 12),
        }
    }

    #[test]
    fn twelve_percent_of_eleven_twelfths_is_eleven_percent() {
        let taxed = rule(TaxTreatment::Added).of(Rupiah(400_000));
        assert_eq!(
            (taxed.dpp, taxed.ppn, taxed.total),
            (Rupiah(366_667), Rupiah(44_000), Rupiah(444_000))
        );
    }

    #[test]
    fn a_price_that_holds_its_tax_stays_the_price() {
        let taxed = rule(TaxTreatment::Included).of(Rupiah(350_000));
        assert_eq!(
            (taxed.net(), taxed.dpp, taxed.ppn, taxed.total),
            (
                Rupiah(315_315),
                Rupiah(289_039),
                Rupiah(34_685),
                Rupiah(350_000)
            )
        );
    }

    #[test]
    fn a_business_without_tax_adds_none() {
        let taxed = rule(TaxTreatment::None).of(Rupiah(250_000));
        assert_eq!(
            (taxed.total, taxed.ppn, taxed.rate),
            (Rupiah(250_000), Rupiah::ZERO, Percent(0))
        );
    }

    proptest! {
        #[test]
        fn price_and_tax_make_up_the_total_and_the_tax_is_its_rate_of_the_base(
            price in 0i64..1_000_000_000_000, rate in 0i32..=3_000, den in 1i32..=100, part in 1i32..=100, at in 0usize..3,
        ) {
            let (treatment, num) = (TaxTreatment::ALL[at], part.min(den));
            let taxed = TaxRule { treatment, rate: Percent(rate), base: (num, den) }.of(Rupiah(price));
            let (net, dpp, ppn) = (taxed.net(), i128::from(taxed.dpp.0), i128::from(taxed.ppn.0));
            prop_assert_eq!(net + taxed.ppn, taxed.total);
            match treatment {
                TaxTreatment::None => prop_assert_eq!((taxed.total, taxed.ppn), (Rupiah(price), Rupiah::ZERO)),
                TaxTreatment::Added => {
                    prop_assert_eq!(net, Rupiah(price));
                    prop_assert_eq!(taxed.ppn, taxed.dpp.scale(rate.into(), 10_000));
                }
                TaxTreatment::Included => prop_assert_eq!(taxed.total, Rupiah(price)),
            }
            let (num, den) = (i128::from(taxed.base.0), i128::from(taxed.base.1));
            prop_assert!((dpp * den - i128::from(net.0) * num).abs() * 2 <= den, "what is taxed is its part of the net price");
            prop_assert!((ppn * 10_000 - dpp * i128::from(taxed.rate.0)).abs() < 10_000, "off by less than a rupiah");
        }
    }

    #[test]
    fn a_percentage_is_read_and_written_as_people_do() {
        for (text, hundredths) in [
            ("12", 1200),
            ("11,5", 1150),
            (" 1.05 %", 105),
            ("100", 10_000),
        ] {
            assert_eq!(Percent::parse(text), Ok(Percent(hundredths)), "{text}");
        }
        for text in [
            "",
            "dua belas",
            "-1",
            "12,345",
            "100,01",
            "1.000",
            ",5",
            "5,",
        ] {
            assert!(Percent::parse(text).is_err(), "{text}");
        }
        let shown = [1200, 1150, 105, 110].map(|hundredths| Percent(hundredths).show(Locale::Id));
        assert_eq!(shown, ["12", "11,5", "1,05", "1,1"]);
    }

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
