//! SQL of taking invoices and their payments over.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::{PgConnection, types::Json};

use super::{
    invoices::{MovedInvoice, NewInvoice, Settled},
    store::numbers,
};
use crate::error::Result;

/// An invoice that came with an earlier file.
#[derive(Debug)]
pub(crate) struct There {
    pub number: String,
    pub customer_id: i64,
    pub issued_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub total: i64,
    pub paid: i64,
    /// Money is still expected.
    pub payable: bool,
    /// A file has settled it before; what became of that payment is not ours to change.
    pub has_payment: bool,
}

/// Invoices by external id.
pub(crate) async fn invoices(
    db: &mut PgConnection,
    ids: &[String],
) -> Result<HashMap<String, There>> {
    let rows = sqlx::query!(
        r#"select i.external_id as "external_id!", i.number, i.customer_id, i.issued_on, i.due_on, i.total, i.paid,
                  i.status in ('issued', 'partial', 'overdue') as "payable!",
                  exists (select from payment_allocations a join payments p on p.id = a.payment_id
                          where a.invoice_id = i.id and p.external_id = i.external_id) as "has_payment!"
           from invoices i where i.external_id in (select unnest($1::text[]))"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let there = There {
                number: row.number,
                customer_id: row.customer_id,
                issued_on: row.issued_on,
                due_on: row.due_on,
                total: row.total,
                paid: row.paid,
                payable: row.payable,
                has_payment: row.has_payment,
            };
            (row.external_id, there)
        })
        .collect())
}

/// Writes issued invoices of one line each; the amounts hold their tax already.
pub(crate) async fn add_invoices(db: &mut PgConnection, invoices: &mut [NewInvoice]) -> Result<()> {
    let days: Vec<NaiveDate> = invoices.iter().map(|invoice| invoice.issued_on).collect();
    for (invoice, number) in invoices.iter_mut().zip(numbers(db, "INV", &days).await?) {
        invoice.number = number;
    }
    sqlx::query!(
        r#"with r as (
             select * from jsonb_to_recordset($1) as r (external_id text, number text, customer_id bigint, zone_id bigint, period date, issued_on date,
                                                        due_on date, total bigint)),
           made as (
             insert into invoices (number, kind, customer_id, zone_id, period, status, issued_on, due_on, subtotal, discount, dpp, tax_rate,
                                   tax_base_num, tax_base_den, ppn, total, external_id)
             select number, 'manual', customer_id, zone_id, period, 'issued', issued_on, due_on, total, 0, total, 0, 1, 1, 0, total, external_id
             from r order by number returning id, external_id, total)
           insert into invoice_lines (invoice_id, position, description, quantity, unit_price, amount)
           select id, 1, 'Tagihan ' || external_id, 1, total, total from made"#,
        Json(&*invoices) as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Moves days of invoices on which nothing is paid.
pub(crate) async fn move_invoices(db: &mut PgConnection, moved: &[MovedInvoice]) -> Result<()> {
    sqlx::query_scalar!("select app.move_invoices($1)", Json(moved) as _)
        .fetch_one(db)
        .await?;
    Ok(())
}

/// Writes a payment for each settled invoice and allocates it fully; its key is that of the invoice.
pub(crate) async fn add_payments(db: &mut PgConnection, settled: &mut [Settled]) -> Result<()> {
    let days: Vec<NaiveDate> = settled.iter().map(|payment| payment.day).collect();
    for (payment, number) in settled.iter_mut().zip(numbers(db, "PAY", &days).await?) {
        payment.number = number;
    }
    sqlx::query!(
        r#"insert into payments (number, customer_id, zone_id, amount, method, received_at, status, recorded_by, external_id)
           select number, customer_id, zone_id, amount, 'bank_transfer', (day + time '12:00') at time zone app.business_zone(), 'verified',
                  app.staff_id(), external_id
           from jsonb_to_recordset($1) as r (external_id text, number text, customer_id bigint, zone_id bigint, amount bigint, day date)
           order by number"#,
        Json(&*settled) as _
    )
    .execute(&mut *db)
    .await?;
    // Only now: the rule that settles invoices reads the payments.
    sqlx::query!(
        r#"insert into payment_allocations (payment_id, invoice_id, amount)
           select p.id, i.id, p.amount from unnest($1::text[]) u (external_id) join payments p using (external_id) join invoices i using (external_id)"#,
        &settled.iter().map(|payment| payment.external_id.clone()).collect::<Vec<_>>()
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
