//! SQL of proofs of payment.

use model::{
    ids::{FileId, PaymentId},
    money::Rupiah,
    payments::proofs::{Double, PROOFS_MAX, ProofRow},
    states::PaymentStatus,
    tickets::Attachment,
};
use sqlx::PgConnection;

use crate::{
    error::{Error, Result},
    tickets::Picture,
};

/// What waits, the longest first.
pub async fn waiting(db: &mut PgConnection) -> Result<Vec<ProofRow>> {
    let rows = sqlx::query!(
        "select p.id, p.number, c.name, c.code, p.amount, p.received_at, p.created_at from payments p join customers c on c.id = p.customer_id
         where p.status = 'pending' order by p.id limit $1",
        PROOFS_MAX as i64
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ProofRow {
            id: PaymentId(row.id),
            number: row.number,
            customer: row.name,
            customer_code: row.code,
            amount: Rupiah(row.amount),
            received_at: row.received_at,
            created_at: row.created_at,
        })
        .collect())
}

/// How many wait.
pub async fn count(db: &mut PgConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar!(
            r#"select count(*) as "count!" from payments where status = 'pending'"#
        )
        .fetch_one(db)
        .await?,
    )
}

/// What of a payment was given to invoices that stand.
pub async fn given(db: &mut PgConnection, id: PaymentId) -> Result<Rupiah> {
    Ok(Rupiah(
        sqlx::query_scalar!(
            r#"select coalesce(sum(a.amount), 0)::bigint as "sum!" from payment_allocations a join invoices i on i.id = a.invoice_id
               where a.payment_id = $1 and i.status <> 'void'"#,
            id.0
        )
        .fetch_one(db)
        .await?,
    ))
}

/// What the invoices of a payment still ask for.
pub async fn still_open(db: &mut PgConnection, id: PaymentId) -> Result<Rupiah> {
    Ok(Rupiah(
        sqlx::query_scalar!(
            r#"select coalesce(sum(i.total - i.paid), 0)::bigint as "sum!" from payment_allocations a join invoices i on i.id = a.invoice_id
               where a.payment_id = $1 and i.status <> 'void'"#,
            id.0
        )
        .fetch_one(db)
        .await?,
    ))
}

/// The proof of a payment.
pub async fn file(db: &mut PgConnection, id: PaymentId) -> Result<Option<Attachment>> {
    let row = sqlx::query!(
        "select id, name, mime, size from files where payment_id = $1",
        id.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Attachment {
        id: FileId(row.id),
        name: row.name,
        mime: row.mime,
        size: row.size,
        evidence: false,
    }))
}

/// Other payments whose proof is the same file or looks the same, newest first.
pub async fn doubles(db: &mut PgConnection, id: PaymentId, alike: i32) -> Result<Vec<Double>> {
    let rows = sqlx::query!(
        r#"select p.id, p.number, p.status, c.name, o.sha256 = f.sha256 as "is_same!"
           from files f join files o on o.payment_id <> f.payment_id
             and (o.sha256 = f.sha256 or (o.likeness is not null and f.likeness is not null and bit_count((o.likeness # f.likeness)::bit(64)) <= $2))
           join payments p on p.id = o.payment_id join customers c on c.id = p.customer_id
           where f.payment_id = $1 order by p.id desc limit 10"#,
        id.0,
        i64::from(alike)
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Double {
                payment: PaymentId(row.id),
                number: row.number,
                customer: row.name,
                status: PaymentStatus::from_name(&row.status).ok_or_else(|| {
                    Error::Internal(format!("unknown payment status {}", row.status))
                })?,
                is_same: row.is_same,
            })
        })
        .collect()
}

/// Keeps a proof with its payment.
pub async fn add_file(
    db: &mut PgConnection,
    payment: PaymentId,
    id: FileId,
    name: &str,
    picture: &Picture,
    looks: Option<i64>,
) -> Result<()> {
    sqlx::query!(
        "insert into files (id, payment_id, name, mime, size, sha256, likeness, added_by) values ($1, $2, $3, $4, $5, $6, $7, app.staff_id())",
        id.0,
        payment.0,
        name,
        picture.mime,
        i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX),
        picture.sha256,
        looks
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into file_contents (file_id, content) values ($1, $2)",
        id.0,
        picture.bytes
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Lets a payment count.
pub async fn verify(db: &mut PgConnection, id: PaymentId) -> Result<()> {
    sqlx::query!(
        "update payments set status = 'verified' where id = $1",
        id.0
    )
    .execute(db)
    .await?;
    Ok(())
}
