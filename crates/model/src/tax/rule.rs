//! The arithmetic: from a price to what is taxed, the tax and the total.

use super::{Percent, TaxTreatment};
use crate::money::Rupiah;

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::TaxRule;
    use crate::{
        money::Rupiah,
        tax::{Percent, TaxTreatment},
    };

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
}
