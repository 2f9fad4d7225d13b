//! SQL of recording money, of credit and of taking payments back.

use chrono::{DateTime, Utc};
use model::{
    ids::{CustomerId, InvoiceId, PaymentId},
    money::Rupiah,
    payments::take::{OpenInvoice, OpenMoney, SHARES_MAX, Share, TakePayment},
    states::{InvoiceStatus, PaymentStatus},
};
use sqlx::PgConnection;

use crate::error::{Error, LastChange, Result};

fn status(name: &str) -> Result<InvoiceStatus> {
    InvoiceStatus::from_name(name)
        .ok_or_else(|| Error::Internal(format!("unknown invoice status {name}")))
}

/// What a customer owes and has, without his invoices.
pub async fn owed(db: &mut PgConnection, id: CustomerId) -> Result<OpenMoney> {
    let row = sqlx::query!(
        "select code, name, balance, outstanding from customers where id = $1 and deleted_at is null",
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(OpenMoney {
        customer: (id, row.code, row.name),
        credit: Rupiah(row.balance),
        invoices: Vec::new(),
        outstanding: Rupiah(row.outstanding),
    })
}

/// The open invoices of a customer, the oldest due first.
pub async fn open(db: &mut PgConnection, id: CustomerId) -> Result<Vec<OpenInvoice>> {
    let rows = sqlx::query!(
        r#"select id, number, period, due_on, status, total, total - paid as "balance!" from invoices
           where customer_id = $1 and status in ('issued', 'partial', 'overdue') and total > paid order by due_on, issued_on, id limit $2"#,
        id.0,
        SHARES_MAX as i64
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(OpenInvoice {
                id: InvoiceId(row.id),
                number: row.number,
                period: row.period,
                due_on: row.due_on,
                status: status(&row.status)?,
                total: Rupiah(row.total),
                balance: Rupiah(row.balance),
            })
        })
        .collect()
}

/// An invoice that is to get money, held for this transaction.
pub struct Debt {
    pub id: InvoiceId,
    pub number: String,
    pub customer: i64,
    pub status: InvoiceStatus,
    pub balance: Rupiah,
}

/// Holds these invoices in the order of their ids, so that two who pay the same ones take turns.
pub async fn hold(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<Debt>> {
    let rows = sqlx::query!(
        r#"select id, number, customer_id, status, total - paid as "balance!" from invoices where id = any ($1) order by id for no key update"#,
        ids
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Debt {
                id: InvoiceId(row.id),
                number: row.number,
                customer: row.customer_id,
                status: status(&row.status)?,
                balance: Rupiah(row.balance),
            })
        })
        .collect()
}

/// Writes a payment of the caller, verified or waiting. It belongs to the zone of its first invoice, or to the customer's.
pub async fn add(
    db: &mut PgConnection,
    money: &TakePayment,
    status: PaymentStatus,
    number: &str,
    received_at: DateTime<Utc>,
    reference: &str,
) -> Result<PaymentId> {
    Ok(PaymentId(
        sqlx::query_scalar!(
            "insert into payments (number, customer_id, zone_id, amount, method, received_at, reference, recorded_by, status)
             select $1, c.id, coalesce((select i.zone_id from invoices i where i.id = $7), c.zone_id), $3, $4, $5, nullif($6, ''), app.staff_id(), $8
             from customers c where c.id = $2 returning id",
            number,
            money.customer.0,
            money.amount.0,
            money.method.name(),
            received_at,
            reference,
            money.shares.first().map(|share| share.invoice.0),
            status.name()
        )
        .fetch_one(db)
        .await?,
    ))
}

fn columns(shares: &[Share]) -> (Vec<i64>, Vec<i64>) {
    shares
        .iter()
        .map(|share| (share.invoice.0, share.amount.0))
        .unzip()
}

/// Writes which part of a payment goes where.
pub async fn give(db: &mut PgConnection, payment: PaymentId, shares: &[Share]) -> Result<()> {
    if shares.is_empty() {
        return Ok(());
    }
    let (invoices, amounts) = columns(shares);
    sqlx::query!(
        "insert into payment_allocations (payment_id, invoice_id, amount) select $1, u.invoice_id, u.amount from unnest($2::bigint[], $3::bigint[]) u (invoice_id, amount)",
        payment.0,
        &invoices,
        &amounts
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Holds the money of a customer and answers what nothing has taken of it.
pub async fn hold_credit(db: &mut PgConnection, id: CustomerId) -> Result<Rupiah> {
    sqlx::query!(
        "select id from payments where customer_id = $1 and status = 'verified' order by id for no key update",
        id.0
    )
    .fetch_all(&mut *db)
    .await?;
    Ok(Rupiah(
        sqlx::query_scalar!(
            "select balance from customers where id = $1 and deleted_at is null",
            id.0
        )
        .fetch_one(db)
        .await?,
    ))
}

/// Gives credit to invoices, the oldest payment first.
pub async fn use_credit(db: &mut PgConnection, id: CustomerId, shares: &[Share]) -> Result<()> {
    let (invoices, amounts) = columns(shares);
    sqlx::query!(
        "select app.use_credit($1, $2, $3)",
        id.0,
        &invoices,
        &amounts
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A payment held for this transaction.
pub struct Held {
    pub version: i32,
    pub status: PaymentStatus,
    /// Whether the caller may take verified money back.
    pub is_admin: bool,
}

/// Takes a payment for this transaction.
pub async fn hold_payment(db: &mut PgConnection, id: PaymentId) -> Result<Held> {
    let row = sqlx::query!(
        r#"select version, status, coalesce(app.staff_role() = 'admin', false) as "is_admin!" from payments where id = $1 for no key update"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(Held {
        version: row.version,
        status: PaymentStatus::from_name(&row.status)
            .ok_or_else(|| Error::Internal(format!("unknown payment status {}", row.status)))?,
        is_admin: row.is_admin,
    })
}

/// The invoices that a payment has paid something of, in the order of their ids.
pub async fn paid_by(db: &mut PgConnection, id: PaymentId) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        "select i.id from payment_allocations a join invoices i on i.id = a.invoice_id where a.payment_id = $1 and i.status <> 'void' order by i.id",
        id.0
    )
    .fetch_all(db)
    .await?)
}

/// Who changed a payment last.
pub async fn last_change(db: &mut PgConnection, id: PaymentId) -> Result<LastChange> {
    Ok(sqlx::query_as!(
        LastChange,
        r#"select to_char(p.updated_at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!",
                  coalesce(app.who_changed('{payments}', array[p.id]), 'AGLIS') as "who!"
           from payments p where p.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?)
}

/// Rejects a payment, or takes a verified one back.
pub async fn reject(db: &mut PgConnection, id: PaymentId, reason: &str) -> Result<()> {
    sqlx::query!(
        "update payments set status = 'rejected', reason = $2 where id = $1",
        id.0,
        reason
    )
    .execute(db)
    .await?;
    Ok(())
}
