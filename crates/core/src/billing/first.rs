//! The first invoice of a service: set-up fee and first month, taxed as the company charges it, issued at approval.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use model::{
    format::show_month,
    ids::{InvoiceId, ServiceId},
    money::Rupiah,
    problem::Problem,
    tax::Taxed,
    text::Locale,
};
use sqlx::PgConnection;

use super::{run_store, store};
use crate::{
    clock,
    error::{Error, Result},
    numbers,
};

/// An invoice about to be written.
pub struct Bill {
    /// First day of the month.
    pub period: NaiveDate,
    /// Business day.
    pub issued_on: NaiveDate,
    /// Business day.
    pub due_on: NaiveDate,
    /// Description and price.
    pub lines: Vec<(String, Rupiah)>,
    /// What of it is the subscription of the first month.
    pub recurring: Rupiah,
    /// Amounts.
    pub tax: Taxed,
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
    let tax = terms.tax.of(lines.iter().map(|(_, price)| *price).sum());
    let days = run_store::rules(db).await?.days_to_pay;
    let due_on = today
        .checked_add_days(Days::new(u64::from(days)))
        .unwrap_or(today);
    let bill = Bill {
        period,
        issued_on: today,
        due_on,
        lines,
        recurring: Rupiah(price),
        tax,
    };
    let number = numbers::next(db, "INV", now).await?;
    let id = store::issue(db, service, "first", &number, &bill).await?;
    Ok((InvoiceId(id), number))
}
