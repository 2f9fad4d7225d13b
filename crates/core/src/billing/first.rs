//! The first invoice of a service: set-up fee and first month, with tax, issued at approval.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use model::{
    format::show_month,
    ids::{InvoiceId, ServiceId},
    money::Rupiah,
    problem::Problem,
    text::Locale,
};
use sqlx::PgConnection;

use super::store;
use crate::{
    clock,
    error::{Error, Result},
    numbers,
};

/// Days between issue and due date.
const DAYS_TO_PAY: u64 = 10;

/// Tax of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taxed {
    /// Before tax.
    pub subtotal: Rupiah,
    /// What is taxed (DPP).
    pub dpp: Rupiah,
    /// Value added tax.
    pub ppn: Rupiah,
    /// To pay.
    pub total: Rupiah,
}

/// An invoice about to be written.
pub struct Bill {
    /// First day of the month.
    pub period: NaiveDate,
    /// Business day.
    pub issued_on: NaiveDate,
    /// Business day.
    pub due_on: NaiveDate,
    /// Percent.
    pub rate: String,
    /// Fraction of the price that is taxed.
    pub base: (i32, i32),
    /// Description and price.
    pub lines: Vec<(String, Rupiah)>,
    /// Amounts.
    pub tax: Taxed,
}

/// Adds tax: `rate` percent (two decimals at most) of `base` of the amount, each step rounded half up to whole rupiah.
///
/// # Errors
/// [`Error::Internal`] when the rate is not a number.
pub fn add_tax(subtotal: Rupiah, rate: &str, base: (i32, i32)) -> Result<Taxed> {
    let (whole, fraction) = rate.split_once('.').unwrap_or((rate, ""));
    let hundredths: i64 = format!("{whole}{fraction:0<2}")
        .parse()
        .map_err(|_| Error::Internal(format!("tax rate {rate} is not a number")))?;
    let dpp = subtotal.scale(i64::from(base.0), i64::from(base.1));
    let ppn = dpp.scale(hundredths, 10_000);
    Ok(Taxed {
        subtotal,
        dpp,
        ppn,
        total: subtotal + ppn,
    })
}

/// Issues the first invoice of a service at this moment and answers its id and number.
///
/// # Errors
/// [`Error::Conflict`] with `PRICE_MISSING` when the package has no price today; the unique rule (service, period, kind) refuses
/// a second one.
pub async fn issue_for(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    service: ServiceId,
) -> Result<(InvoiceId, String)> {
    let today = clock::business_day(db, now).await?;
    let terms = store::terms(db, service, today).await?;
    let price = terms.monthly_price.ok_or_else(|| {
        Error::Conflict(Problem::new("PRICE_MISSING").with("package", &terms.package))
    })?;
    let period = today.with_day(1).unwrap_or(today);
    let mut lines = Vec::new();
    if terms.set_up_fee > 0 {
        lines.push(("Biaya pemasangan".to_owned(), Rupiah(terms.set_up_fee)));
    }
    lines.push((
        format!("{} – {}", terms.package, show_month(period, Locale::Id)),
        Rupiah(price),
    ));
    let tax = add_tax(
        lines.iter().map(|(_, price)| *price).sum(),
        &terms.rate,
        terms.base,
    )?;
    let due_on = today
        .checked_add_days(Days::new(DAYS_TO_PAY))
        .unwrap_or(today);
    let bill = Bill {
        period,
        issued_on: today,
        due_on,
        rate: terms.rate,
        base: terms.base,
        lines,
        tax,
    };
    let number = numbers::next(db, "INV", now).await?;
    let id = store::issue(db, service, "first", &number, &bill).await?;
    Ok((InvoiceId(id), number))
}

#[cfg(test)]
mod tests {
    use model::money::Rupiah;
    use proptest::prelude::*;

    use super::add_tax;

    #[test]
    fn twelve_percent_of_eleven_twelfths_is_eleven_percent() {
        let taxed = add_tax(Rupiah(400_000), "12", (11, 12)).unwrap();
        assert_eq!(
            (taxed.dpp, taxed.ppn, taxed.total),
            (Rupiah(366_667), Rupiah(44_000), Rupiah(444_000))
        );
    }

    #[test]
    fn a_business_without_tax_adds_none() {
        assert_eq!(
            add_tax(Rupiah(250_000), "0", (1, 1)).unwrap().total,
            Rupiah(250_000)
        );
    }

    proptest! {
        #[test]
        fn tax_is_off_by_less_than_a_rupiah(subtotal in 0i64..1_000_000_000_000) {
            let taxed = add_tax(Rupiah(subtotal), "12", (11, 12)).unwrap();
            let exact = i128::from(subtotal) * 11 * 12;
            let got = i128::from(taxed.ppn.0) * 12 * 100;
            prop_assert!((exact - got).abs() <= 1200);
            prop_assert_eq!(taxed.total, taxed.subtotal + taxed.ppn);
        }
    }
}
