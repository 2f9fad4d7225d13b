//! SQL of the list of payments and of one of them.

use model::{
    ids::{CustomerId, InvoiceId, PaymentId},
    money::Rupiah,
    payments::{Allocation, PaymentDetail, PaymentRow},
    states::{InvoiceStatus, PaymentMethod, PaymentStatus},
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::{Error, Result},
    lists::{Kind, List, Place, column, nullable},
};

/// The list of payments.
pub static LIST: List = List {
    name: "payments",
    select: "p.id, p.number, p.status, c.name as customer, c.code as customer_code, p.amount, p.method, p.received_at, p.reference, s.name as recorded_by",
    from: "payments p join customers c on c.id = p.customer_id left join staff s on s.id = p.recorded_by",
    always: "true",
    // Whoever sees the company sees every customer; others may see a payment whose customer has left their zone.
    counted: (
        "payments p",
        "((select app.sees_all() or app.is_root()) or exists (select from customers c where c.id = p.customer_id))",
    ),
    put_away: None,
    id: "p.id",
    columns: &[
        column("number", "p.number", Kind::Text),
        column("status", "p.status", Kind::Word("payment-status")),
        column("customer", "c.name", Kind::Text).joined(),
        column("customer_code", "c.code", Kind::Text).joined(),
        column("customer_id", "p.customer_id", Kind::Number),
        column("amount", "p.amount", Kind::Money),
        column("method", "p.method", Kind::Word("payment-method")),
        column("received_at", "p.received_at", Kind::Instant),
        nullable("reference", "p.reference", Kind::Text),
        nullable("recorded_by", "s.name", Kind::Text).joined(),
    ],
    search: &[
        Place {
            from: "payments p",
            texts: &["p.number", "p.reference", "p.external_id"],
        },
        Place {
            from: "customers c join payments p on p.customer_id = c.id",
            texts: &["c.name", "c.code"],
        },
    ],
    phone: None,
    order: ("received_at", true),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<PaymentRow> {
    Ok(PaymentRow {
        id: PaymentId(row.try_get("id")?),
        number: row.try_get("number")?,
        status: PaymentStatus::from_name(row.try_get("status")?)
            .ok_or_else(|| sqlx::Error::Decode("payment status".into()))?,
        customer: row.try_get("customer")?,
        customer_code: row.try_get("customer_code")?,
        amount: Rupiah(row.try_get("amount")?),
        method: PaymentMethod::from_name(row.try_get("method")?)
            .ok_or_else(|| sqlx::Error::Decode("payment method".into()))?,
        received_at: row.try_get("received_at")?,
        reference: row.try_get("reference")?,
        recorded_by: row.try_get("recorded_by")?,
    })
}

/// One payment without its allocations.
pub async fn payment(db: &mut PgConnection, id: PaymentId) -> Result<PaymentDetail> {
    let row = sqlx::query!(
        r#"select p.version, p.number, p.status, p.reason, p.customer_id, c.code, c.name, p.amount, p.method, p.received_at, p.reference,
                  s.name as "recorded_by?", p.created_at, p.reversed_at
           from payments p join customers c on c.id = p.customer_id left join staff s on s.id = p.recorded_by where p.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    let unknown = |what: &str| Error::Internal(format!("unknown value {what} in payment {id}"));
    Ok(PaymentDetail {
        id,
        version: row.version,
        number: row.number,
        status: PaymentStatus::from_name(&row.status).ok_or_else(|| unknown(&row.status))?,
        reason: row.reason,
        customer: (CustomerId(row.customer_id), row.code, row.name),
        amount: Rupiah(row.amount),
        method: PaymentMethod::from_name(&row.method).ok_or_else(|| unknown(&row.method))?,
        received_at: row.received_at,
        reference: row.reference,
        recorded_by: row.recorded_by,
        created_at: row.created_at,
        reversed_at: row.reversed_at,
        allocations: Vec::new(),
    })
}

/// Where the payment went, by month and number.
pub async fn allocations(db: &mut PgConnection, id: PaymentId) -> Result<Vec<Allocation>> {
    let rows = sqlx::query!(
        "select i.id, i.number, i.status, i.period, a.amount from payment_allocations a join invoices i on i.id = a.invoice_id
         where a.payment_id = $1 order by i.period, i.number",
        id.0
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Allocation {
                invoice: InvoiceId(row.id),
                number: row.number,
                status: InvoiceStatus::from_name(&row.status)
                    .ok_or_else(|| Error::Internal(format!("unknown status {}", row.status)))?,
                period: row.period,
                amount: Rupiah(row.amount),
            })
        })
        .collect()
}
