//! SQL of invoices and payments.

use chrono::NaiveDate;
use model::{
    audit::TimelineEntry,
    billing::{InvoiceDetail, InvoiceLine, InvoicePayment, InvoiceRow},
    ids::{CustomerId, InvoiceId, PaymentId, ServiceId},
    money::Rupiah,
    states::{InvoiceStatus, PaymentMethod, PaymentStatus},
    tax::TaxRule,
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use super::{first::Bill, run_store};
use crate::{
    error::{Error, LastChange, Result},
    lists::{Kind, List, Place, column, nullable},
};

/// The list of invoices.
pub static LIST: List = List {
    name: "invoices",
    select: "i.id, i.number, i.status, c.name as customer, c.code as customer_code, i.period, i.issued_on, i.due_on, i.total, i.paid",
    from: "invoices i join customers c on c.id = i.customer_id",
    always: "true",
    // Whoever sees the company sees every customer; others may see an invoice whose customer has left their zone.
    counted: (
        "invoices i",
        "((select app.sees_all() or app.is_root()) or exists (select from customers c where c.id = i.customer_id))",
    ),
    put_away: None,
    id: "i.id",
    columns: &[
        column("number", "i.number", Kind::Text),
        column("status", "i.status", Kind::Word("invoice-status")),
        column("customer", "c.name", Kind::Text).joined(),
        column("customer_code", "c.code", Kind::Text).joined(),
        column("customer_id", "i.customer_id", Kind::Number),
        nullable("service_id", "i.service_id", Kind::Number),
        column("period", "i.period", Kind::Day),
        nullable("issued_on", "i.issued_on", Kind::Day),
        nullable("due_on", "i.due_on", Kind::Day),
        column("total", "i.total", Kind::Money),
        column("paid", "i.paid", Kind::Money),
        column("balance", "(i.total - i.paid)", Kind::Money),
    ],
    search: &[
        Place {
            from: "invoices i",
            texts: &["i.number", "i.external_id"],
        },
        Place {
            from: "customers c join invoices i on i.customer_id = c.id",
            texts: &["c.name", "c.code"],
        },
    ],
    phone: None,
    order: ("issued_on", true),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<InvoiceRow> {
    Ok(InvoiceRow {
        id: InvoiceId(row.try_get("id")?),
        number: row.try_get("number")?,
        status: InvoiceStatus::from_name(row.try_get("status")?)
            .ok_or_else(|| sqlx::Error::Decode("invoice status".into()))?,
        customer: row.try_get("customer")?,
        customer_code: row.try_get("customer_code")?,
        period: row.try_get("period")?,
        issued_on: row.try_get("issued_on")?,
        due_on: row.try_get("due_on")?,
        total: Rupiah(row.try_get("total")?),
        paid: Rupiah(row.try_get("paid")?),
    })
}

/// One invoice without lines and payments.
pub async fn invoice(db: &mut PgConnection, id: InvoiceId) -> Result<InvoiceDetail> {
    let row = sqlx::query!(
        r#"select i.version, i.number, i.status, i.kind, i.customer_id, c.code, c.name, i.service_id, p.name as "package?", i.period, i.issued_on,
                  i.due_on, i.subtotal, i.discount, i.dpp, trim_scale(i.tax_rate)::text as "rate!", i.tax_included, i.ppn, i.total,
                  i.paid, i.void_reason
           from invoices i join customers c on c.id = i.customer_id left join services s on s.id = i.service_id left join packages p on p.id = s.package_id
           where i.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(InvoiceDetail {
        id,
        version: row.version,
        number: row.number,
        status: InvoiceStatus::from_name(&row.status)
            .ok_or_else(|| Error::Internal(format!("unknown invoice status {}", row.status)))?,
        kind: row.kind,
        customer: (CustomerId(row.customer_id), row.code, row.name),
        service: row.service_id.map(ServiceId).zip(row.package),
        period: row.period,
        issued_on: row.issued_on,
        due_on: row.due_on,
        lines: Vec::new(),
        subtotal: Rupiah(row.subtotal),
        discount: Rupiah(row.discount),
        discounts: Vec::new(),
        dpp: Rupiah(row.dpp),
        tax_rate: row.rate,
        tax_included: row.tax_included,
        ppn: Rupiah(row.ppn),
        total: Rupiah(row.total),
        paid: Rupiah(row.paid),
        void_reason: row.void_reason,
        payments: Vec::new(),
        timeline: Vec::new(),
    })
}

/// Lines in their order.
pub async fn lines(db: &mut PgConnection, id: InvoiceId) -> Result<Vec<InvoiceLine>> {
    let rows = sqlx::query!("select description, quantity, unit_price, amount from invoice_lines where invoice_id = $1 order by position", id.0)
        .fetch_all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| InvoiceLine {
            description: row.description,
            quantity: row.quantity,
            unit_price: Rupiah(row.unit_price),
            amount: Rupiah(row.amount),
        })
        .collect())
}

/// What was taken off and why, in their order.
pub async fn discounts(db: &mut PgConnection, id: InvoiceId) -> Result<Vec<(String, Rupiah)>> {
    let rows = sqlx::query!(
        "select description, amount from invoice_discounts where invoice_id = $1 order by position",
        id.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.description, Rupiah(row.amount)))
        .collect())
}

/// Payments towards the invoice, oldest first.
pub async fn payments(db: &mut PgConnection, id: InvoiceId) -> Result<Vec<InvoicePayment>> {
    let rows = sqlx::query!(
        "select p.id, p.number, p.method, p.status, p.received_at, a.amount, p.reference
         from payment_allocations a join payments p on p.id = a.payment_id where a.invoice_id = $1 order by p.received_at, p.id",
        id.0
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(InvoicePayment {
                id: PaymentId(row.id),
                number: row.number,
                method: PaymentMethod::from_name(&row.method)
                    .ok_or_else(|| Error::Internal(format!("unknown method {}", row.method)))?,
                status: PaymentStatus::from_name(&row.status)
                    .ok_or_else(|| Error::Internal(format!("unknown status {}", row.status)))?,
                received_at: row.received_at,
                amount: Rupiah(row.amount),
                reference: row.reference,
            })
        })
        .collect()
}

/// What the audit trail tells the caller about the invoice, newest first.
pub async fn timeline(db: &mut PgConnection, id: InvoiceId) -> Result<Vec<TimelineEntry>> {
    Ok(sqlx::query_as!(
        TimelineEntry,
        r#"select b.at, s.name as "actor?", case r.action when 'insert' then 'created' else coalesce(r.after ->> 'status', 'changed') end as "event!",
                  r.after ->> 'void_reason' as body
           from audit_rows r join audit_batches b on b.id = r.batch_id left join staff s on s.id = b.staff_id
           where r.record = 'invoices' and r.record_id = $1::bigint::text order by b.id desc limit 100"#,
        id.0
    )
    .fetch_all(db)
    .await?)
}

/// An invoice as a payment or a withdrawal needs it, locked for this transaction.
pub struct Open {
    /// Version now.
    pub version: i32,
    /// State now.
    pub status: InvoiceStatus,
    /// Whose.
    pub customer: i64,
    /// Still to pay.
    pub balance: Rupiah,
    /// Something is paid, but not all.
    pub is_part_paid: bool,
}

/// Takes an invoice for this transaction.
pub async fn lock(db: &mut PgConnection, id: InvoiceId) -> Result<Open> {
    let row =
        sqlx::query!("select version, status, customer_id, total, paid from invoices where id = $1 for no key update", id.0).fetch_one(db).await?;
    Ok(Open {
        version: row.version,
        status: InvoiceStatus::from_name(&row.status)
            .ok_or_else(|| Error::Internal(format!("unknown invoice status {}", row.status)))?,
        customer: row.customer_id,
        balance: Rupiah(row.total - row.paid),
        is_part_paid: row.paid > 0 && row.paid < row.total,
    })
}

/// Who changed an invoice last. Only whoever may read the trail learns the name.
pub async fn last_change(db: &mut PgConnection, id: InvoiceId) -> Result<LastChange> {
    let mut found = last_changes(db, &[id.0]).await?;
    found.pop().map(|(_, last)| last).ok_or(Error::NotFound)
}

/// As [`last_change`], of these, in no order.
pub async fn last_changes(db: &mut PgConnection, ids: &[i64]) -> Result<Vec<(i64, LastChange)>> {
    let rows = sqlx::query!(
        r#"select i.id, to_char(i.updated_at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!",
                  coalesce((select s.name from audit_rows a join staff s on s.id = a.staff_id
                            where a.record = 'invoices' and a.record_id = i.id::text order by a.batch_id desc limit 1), 'AGLIS') as "who!"
           from invoices i where i.id = any ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            (
                row.id,
                LastChange {
                    who: row.who,
                    at: row.at,
                },
            )
        })
        .collect())
}

/// Withdraws invoices.
pub async fn void(db: &mut PgConnection, ids: &[i64], reason: &str) -> Result<()> {
    sqlx::query!(
        "update invoices set status = 'void', void_reason = $2 where id = any ($1)",
        ids,
        reason
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Moves invoices into and out of `overdue` by their due days; answers how many.
pub async fn mark_overdue(db: &mut PgConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar!(r#"select app.mark_overdue() as "changed!""#)
            .fetch_one(db)
            .await?,
    )
}

/// What a service costs on a day, and the tax of that day.
pub struct Terms {
    /// Package name.
    pub package: String,
    /// Rupiah a month; none when the package has no price on that day.
    pub monthly_price: Option<i64>,
    /// Rupiah once.
    pub set_up_fee: i64,
    /// How the company taxes it.
    pub tax: TaxRule,
}

/// Terms of a service on a business day.
pub async fn terms(db: &mut PgConnection, service: ServiceId, day: NaiveDate) -> Result<Terms> {
    let row = sqlx::query!(
        "select p.name, coalesce(s.agreed_price, app.price_on(p.id, $2)) as price, p.set_up_fee
         from services s join packages p on p.id = s.package_id where s.id = $1",
        service.0,
        day
    )
    .fetch_one(&mut *db)
    .await?;
    Ok(Terms {
        package: row.name,
        monthly_price: row.price,
        set_up_fee: row.set_up_fee,
        tax: run_store::tax(db, day).await?,
    })
}

/// Writes an issued invoice with its lines.
pub async fn issue(
    db: &mut PgConnection,
    service: ServiceId,
    kind: &str,
    number: &str,
    bill: &Bill,
) -> Result<i64> {
    let id = sqlx::query_scalar!(
        "insert into invoices (number, kind, customer_id, service_id, zone_id, period, status, issued_on, due_on, subtotal, dpp, tax_rate, tax_base_num,
                               tax_base_den, tax_included, ppn, total, recurring)
         select $2, $3, s.customer_id, s.id, s.zone_id, $4, 'issued', $5, $6, $7, $8, $9::int / 100.0, $10, $11, $12, $13, $14, $15 from services s where s.id = $1
         returning id",
        service.0,
        number,
        kind,
        bill.period,
        bill.issued_on,
        bill.due_on,
        bill.tax.subtotal.0,
        bill.tax.dpp.0,
        bill.tax.rate.0,
        bill.tax.base.0,
        bill.tax.base.1,
        bill.tax.is_included,
        bill.tax.ppn.0,
        bill.tax.total.0,
        bill.recurring.0
    )
    .fetch_one(&mut *db)
    .await?;
    let (descriptions, prices): (Vec<String>, Vec<i64>) = bill
        .lines
        .iter()
        .map(|(text, price)| (text.clone(), price.0))
        .unzip();
    sqlx::query!(
        "insert into invoice_lines (invoice_id, position, description, quantity, unit_price, amount)
         select $1, n, d, 1, p, p from unnest($2::text[], $3::bigint[]) with ordinality l (d, p, n)",
        id,
        &descriptions,
        &prices
    )
    .execute(db)
    .await?;
    Ok(id)
}
