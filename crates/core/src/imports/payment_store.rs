//! SQL of taking payments over.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, types::Json};

use super::{
    allocate::{Debt, Part},
    payments::NewPayment,
    store::numbers,
};
use crate::error::Result;

/// What stands before the key of a payment of a file. Other systems count invoices and payments apart, and the payment that came
/// with a settled invoice has the key of that invoice.
const OF_FILE: &str = "payment:";

/// The key under which a payment of a file is kept.
pub(crate) fn kept_key(key: &str) -> String {
    format!("{OF_FILE}{key}")
}

/// A payment that came with an earlier file.
#[derive(Debug)]
pub(crate) struct There {
    pub number: String,
    pub customer_id: i64,
    pub amount: i64,
    pub method: String,
    pub status: String,
    pub received_at: DateTime<Utc>,
}

/// Payments of files, by the key they had in the other system.
pub(crate) async fn payments(
    db: &mut PgConnection,
    keys: &[String],
) -> Result<HashMap<String, There>> {
    let kept: Vec<String> = keys.iter().map(|key| kept_key(key)).collect();
    let rows = sqlx::query!(
        r#"select external_id as "external_id!", number, customer_id, amount, method, status, received_at from payments
           where external_id in (select unnest($1::text[]))"#,
        &kept
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let there = There {
                number: row.number,
                customer_id: row.customer_id,
                amount: row.amount,
                method: row.method,
                status: row.status,
                received_at: row.received_at,
            };
            let key = row.external_id.strip_prefix(OF_FILE);
            (key.unwrap_or_default().to_owned(), there)
        })
        .collect())
}

/// Writes payments, with the numbers of the months they came in.
pub(crate) async fn add(db: &mut PgConnection, payments: &mut [NewPayment]) -> Result<()> {
    let days: Vec<NaiveDate> = payments.iter().map(|payment| payment.day).collect();
    for (payment, number) in payments.iter_mut().zip(numbers(db, "PAY", &days).await?) {
        payment.number = number;
    }
    sqlx::query!(
        r#"insert into payments (number, customer_id, zone_id, amount, method, received_at, status, reference, recorded_by, external_id)
           select number, customer_id, zone_id, amount, method, received_at, status, reference, app.staff_id(), external_id
           from jsonb_to_recordset($1) as r (external_id text, number text, customer_id bigint, zone_id bigint, amount bigint, method text,
                                             received_at timestamptz, status text, reference text)
           order by received_at, number"#,
        Json(&*payments) as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Holds what is open of these payers until the end of the transaction, because somebody may record a payment meanwhile.
pub(crate) async fn hold_debts(db: &mut PgConnection, payments: &[NewPayment]) -> Result<()> {
    sqlx::query!(
        r#"select count(*) from (
             select from invoices where customer_id in (select unnest($1::bigint[])) and status in ('issued', 'partial', 'overdue') and total > paid
             order by id for no key update) held"#,
        &payers(payments)
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// What is open, the oldest first.
pub(crate) async fn debts(db: &mut PgConnection, payments: &[NewPayment]) -> Result<Vec<Debt>> {
    let rows = sqlx::query!(
        r#"select id, customer_id, total - paid as "open!" from invoices
           where customer_id in (select unnest($1::bigint[])) and status in ('issued', 'partial', 'overdue') and total > paid
           order by due_on, issued_on, id"#,
        &payers(payments)
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Debt {
            invoice_id: row.id,
            customer_id: row.customer_id,
            open: row.open,
        })
        .collect())
}

fn payers(payments: &[NewPayment]) -> Vec<i64> {
    payments.iter().map(|payment| payment.customer_id).collect()
}

/// Writes which part of a payment goes where; only now, because the rule that settles invoices reads the payments.
pub(crate) async fn give(db: &mut PgConnection, parts: &[Part<'_>]) -> Result<()> {
    let payments: Vec<String> = parts.iter().map(|part| part.payment.to_owned()).collect();
    let invoices: Vec<i64> = parts.iter().map(|part| part.invoice_id).collect();
    let amounts: Vec<i64> = parts.iter().map(|part| part.amount).collect();
    sqlx::query!(
        r#"insert into payment_allocations (payment_id, invoice_id, amount)
           select p.id, u.invoice_id, u.amount from unnest($1::text[], $2::bigint[], $3::bigint[]) u (external_id, invoice_id, amount)
           join payments p using (external_id)"#,
        &payments,
        &invoices,
        &amounts
    )
    .execute(db)
    .await?;
    Ok(())
}
