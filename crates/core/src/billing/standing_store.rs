//! SQL of what stands on the coming invoices of connections.

use chrono::NaiveDate;
use model::{
    billing::{
        rule::Size,
        standing::{AddServiceCharge, AddServiceDiscount, ServiceCharge, ServiceDiscount},
    },
    ids::{InvoiceId, ServiceChargeId, ServiceDiscountId, ServiceId},
    money::Rupiah,
    states::ServiceStatus,
    tax::Percent,
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// Why the run leaves a connection out, and the last month, if there is one.
pub type Parked = Option<(String, Option<NaiveDate>)>;

/// The version of a connection, and why the run leaves it out.
pub async fn parked(db: &mut PgConnection, id: ServiceId) -> Result<(i32, Parked)> {
    let row = sqlx::query!(
        "select version, parked_reason, parked_until from services where id = $1",
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok((
        row.version,
        row.parked_reason.map(|reason| (reason, row.parked_until)),
    ))
}

/// Where a connection stands.
pub async fn status(db: &mut PgConnection, id: ServiceId) -> Result<ServiceStatus> {
    let status = sqlx::query_scalar!("select status from services where id = $1", id.0)
        .fetch_one(db)
        .await?;
    ServiceStatus::from_name(&status)
        .ok_or_else(|| Error::Internal(format!("unknown state {status}")))
}

/// Discounts, newest first.
pub async fn discounts(db: &mut PgConnection, id: ServiceId) -> Result<Vec<ServiceDiscount>> {
    let rows = sqlx::query!(
        r#"select d.id, d.description, (d.percent * 100)::int as percent, d.amount, d.valid_from, d.valid_until, s.name as "by?"
           from service_discounts d left join staff s on s.id = d.set_by where d.service_id = $1 order by d.id desc limit 50"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let size = match (row.percent, row.amount) {
                (Some(percent), _) => Size::Percent(Percent(percent)),
                (None, Some(amount)) => Size::Amount(Rupiah(amount)),
                (None, None) => {
                    return Err(Error::Internal(format!(
                        "discount {} is of no size",
                        row.id
                    )));
                }
            };
            Ok(ServiceDiscount {
                id: ServiceDiscountId(row.id),
                description: row.description,
                size,
                from: row.valid_from,
                until: row.valid_until,
                by: row.by,
            })
        })
        .collect()
}

/// Charges that were not taken back, newest first.
pub async fn charges(db: &mut PgConnection, id: ServiceId) -> Result<Vec<ServiceCharge>> {
    let rows = sqlx::query!(
        r#"select c.id, c.description, c.amount, c.period, c.invoice_id, i.number as "number?", s.name as "by?"
           from service_charges c left join invoices i on i.id = c.invoice_id left join staff s on s.id = c.set_by
           where c.service_id = $1 and c.removed_at is null order by c.id desc limit 50"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ServiceCharge {
            id: ServiceChargeId(row.id),
            description: row.description,
            amount: Rupiah(row.amount),
            period: row.period,
            invoice: row.invoice_id.map(InvoiceId).zip(row.number),
            by: row.by,
        })
        .collect())
}

/// Gives a discount.
pub async fn add_discount(
    db: &mut PgConnection,
    asked: &AddServiceDiscount,
    description: &str,
) -> Result<()> {
    let (percent, amount) = match asked.size {
        Size::Percent(percent) => (Some(percent.0), None),
        Size::Amount(amount) => (None, Some(amount.0)),
    };
    sqlx::query!(
        "insert into service_discounts (service_id, description, percent, amount, valid_from, valid_until)
         values ($1, $2, $3::int / 100.0, $4, $5, $6)",
        asked.service.0,
        description,
        percent,
        amount,
        asked.from,
        asked.until
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a discount for this transaction; answers its first and its last month.
pub async fn lock_discount(
    db: &mut PgConnection,
    id: ServiceDiscountId,
) -> Result<(NaiveDate, Option<NaiveDate>)> {
    let row = sqlx::query!(
        "select valid_from, valid_until from service_discounts where id = $1 for update",
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok((row.valid_from, row.valid_until))
}

/// Lets a discount end with a month.
pub async fn end_discount(
    db: &mut PgConnection,
    id: ServiceDiscountId,
    until: NaiveDate,
) -> Result<()> {
    sqlx::query!(
        "update service_discounts set valid_until = $2 where id = $1",
        id.0,
        until
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes down something that is paid once.
pub async fn add_charge(
    db: &mut PgConnection,
    asked: &AddServiceCharge,
    description: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into service_charges (service_id, description, amount, period) values ($1, $2, $3, $4)",
        asked.service.0,
        description,
        asked.amount.0,
        asked.period
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes back what stands on no invoice.
///
/// # Errors
/// [`Error::NotFound`] for one that is not there or was taken back; `CHARGE_BILLED` for one that stands on an invoice.
pub async fn remove_charge(db: &mut PgConnection, id: ServiceChargeId) -> Result<()> {
    let gone = sqlx::query!(
        "update service_charges set removed_at = clock_timestamp() where id = $1 and removed_at is null",
        id.0
    )
    .execute(db)
    .await?;
    if gone.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// Puts a connection aside, or takes that back.
pub async fn park(
    db: &mut PgConnection,
    id: ServiceId,
    reason: Option<&str>,
    until: Option<NaiveDate>,
) -> Result<()> {
    sqlx::query!(
        "update services set parked_reason = $2, parked_until = $3 where id = $1",
        id.0,
        reason,
        until
    )
    .execute(db)
    .await?;
    Ok(())
}
