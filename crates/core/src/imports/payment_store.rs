//! SQL of taking payments over.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, types::Json};

use super::{payments::NewPayment, store::numbers};
use crate::error::Result;

/// A payment that came with an earlier file.
#[derive(Debug)]
pub(crate) struct There {
    pub number: String,
    pub customer_id: i64,
    pub amount: i64,
    pub method: String,
    pub received_at: DateTime<Utc>,
}

/// Payments by external id.
pub(crate) async fn payments(
    db: &mut PgConnection,
    ids: &[String],
) -> Result<HashMap<String, There>> {
    let rows = sqlx::query!(
        r#"select external_id as "external_id!", number, customer_id, amount, method, received_at from payments
           where external_id in (select unnest($1::text[]))"#,
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
                amount: row.amount,
                method: row.method,
                received_at: row.received_at,
            };
            (row.external_id, there)
        })
        .collect())
}

/// Writes payments, with the numbers of the months they came in, and gives them to invoices.
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
    .execute(&mut *db)
    .await?;
    let customers: Vec<i64> = payments.iter().map(|payment| payment.customer_id).collect();
    // What is still open must not change until it is paid: somebody may record a payment meanwhile.
    sqlx::query!(
        "select id from invoices where customer_id = any ($1) and status in ('issued', 'partial', 'overdue') order by id for no key update",
        &customers
    )
    .fetch_all(&mut *db)
    .await?;
    pay_named(db, payments).await?;
    pay_oldest(db, payments).await
}

/// Money that names its invoice, up to what is open there; what waits to be verified comes after what counts.
async fn pay_named(db: &mut PgConnection, payments: &[NewPayment]) -> Result<()> {
    sqlx::query!(
        r#"insert into payment_allocations (payment_id, invoice_id, amount)
           select id, invoice_id, least(amount, open - before) from (
             select p.id, i.id as invoice_id, p.amount, i.total - i.paid as open,
                    coalesce(sum(p.amount) over (partition by i.id order by p.status = 'pending', p.received_at, p.id
                                                 rows between unbounded preceding and 1 preceding), 0)::bigint as before
             from jsonb_to_recordset($1) as r (external_id text, invoice_id bigint)
             join payments p on p.external_id = r.external_id
             join invoices i on i.id = r.invoice_id and i.status in ('issued', 'partial', 'overdue')) m
           where open > before order by id"#,
        Json(payments) as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Money that names only its customer, to his oldest invoices. The rupiah of the payments and those of the invoices stand in one
/// line each; where a payment and an invoice overlap, one pays the other.
async fn pay_oldest(db: &mut PgConnection, payments: &[NewPayment]) -> Result<()> {
    sqlx::query!(
        r#"with money as materialized (
             select p.id, p.customer_id, p.amount, sum(p.amount) over (partition by p.customer_id order by p.received_at, p.id) as upto
             from jsonb_to_recordset($1) as r (external_id text, invoice_id bigint)
             join payments p on p.external_id = r.external_id
             where r.invoice_id is null and p.status = 'verified'),
           debts as materialized (
             select i.id, i.customer_id, i.total - i.paid as open,
                    sum(i.total - i.paid) over (partition by i.customer_id order by i.due_on, i.issued_on, i.id) as upto
             from invoices i
             where i.customer_id in (select customer_id from money) and i.status in ('issued', 'partial', 'overdue') and i.total > i.paid)
           insert into payment_allocations (payment_id, invoice_id, amount)
           select m.id, d.id, (least(m.upto, d.upto) - greatest(m.upto - m.amount, d.upto - d.open))::bigint
           from money m join debts d on d.customer_id = m.customer_id
           where least(m.upto, d.upto) > greatest(m.upto - m.amount, d.upto - d.open)
           order by m.id, d.id"#,
        Json(payments) as _
    )
    .execute(db)
    .await?;
    Ok(())
}
