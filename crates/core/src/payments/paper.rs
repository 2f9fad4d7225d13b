//! Fills the printed receipt and the printed statement from the database.

use model::{
    ids::PaymentId,
    money::Rupiah,
    payments::statement::ShowStatement,
    phone::Phone,
    problem::Problem,
    states::{InvoiceStatus, PaymentStatus},
    text::Locale,
};
use sqlx::{PgConnection, PgPool};

use super::{statement, statement_store};
use crate::{
    billing::document::Letterhead,
    clock,
    documents::{
        self, DocumentError, ReceiptDocument, StatementDocument,
        invoice::{BilledCustomer, Period},
        receipt::PaidInvoice,
    },
    error::{Error, Result},
};

/// The receipt of a payment as a PDF: its number and the bytes.
///
/// # Errors
/// [`Error::NotFound`] for a payment the caller may not see; `PAYMENT_UNCHECKED` for one that nobody verified, of which there is
/// no receipt.
pub async fn receipt_pdf(
    pool: &PgPool,
    id: PaymentId,
    locale: Locale,
) -> Result<(String, Vec<u8>)> {
    let mut db = pool.acquire().await?;
    let head = Letterhead::read(&mut db).await?;
    let receipt = receipt_under(&mut db, &head, id, locale).await?;
    drop(db);
    let number = receipt.number.clone();
    let bytes = draw(&number, move || {
        documents::render_receipts(std::slice::from_ref(&receipt))
    })
    .await?;
    Ok((number, bytes))
}

/// A customer's account as a PDF: the name of its file and the bytes.
///
/// # Errors
/// [`Error::NotFound`] for a customer the caller may not see; [`Error::Invalid`] for days that make no span.
pub async fn statement_pdf(
    pool: &PgPool,
    asked: &ShowStatement,
    locale: Locale,
) -> Result<(String, Vec<u8>)> {
    let mut db = pool.acquire().await?;
    let head = Letterhead::read(&mut db).await?;
    let account = statement::read(&mut db, asked).await?;
    let today = clock::business_day(&mut db, chrono::Utc::now()).await?;
    let standing = statement_store::standing(&mut db, asked.customer, today).await?;
    let customer = customer(&mut db, asked.customer.0).await?;
    drop(db);
    let name = format!("{}-{}-{}", customer.number, asked.from, asked.to);
    let paper = StatementDocument {
        locale,
        company: head.company(),
        customer,
        period: Period {
            from: asked.from,
            to: asked.to,
        },
        opening: account.opening,
        entries: account.entries,
        closing: account.closing,
        as_of: standing.as_of,
        ages: standing.ages,
    };
    let bytes = draw(&name, move || documents::render_statement(&paper)).await?;
    Ok((name, bytes))
}

/// Draws beside the other work of the program.
async fn draw(
    name: &str,
    draw: impl FnOnce() -> std::result::Result<Vec<u8>, DocumentError> + Send + 'static,
) -> Result<Vec<u8>> {
    let drawn = tokio::task::spawn_blocking(draw)
        .await
        .map_err(|e| Error::Internal(format!("drawing {name} failed: {e}")))?;
    drawn.map_err(|e| Error::Internal(format!("cannot draw {name}: {e}")))
}

async fn customer(db: &mut PgConnection, id: i64) -> Result<BilledCustomer> {
    let row = sqlx::query!(
        r#"select c.name, c.code, k.phone,
                  coalesce((select concat_ws(', ', nullif(s.street, ''), nullif(s.kelurahan, ''), nullif(s.kecamatan, ''), nullif(s.city, ''))
                            from services s where s.customer_id = c.id order by s.id desc limit 1), '') as "address!"
           from customers c join contacts k on k.id = c.contact_id where c.id = $1"#,
        id
    )
    .fetch_one(db)
    .await?;
    Ok(BilledCustomer {
        name: row.name,
        number: row.code,
        address: row.address,
        phone: row
            .phone
            .map(|phone| Phone::stored(&phone).to_string())
            .unwrap_or_default(),
        tax_number: String::new(),
    })
}

/// Everything that stands on a receipt.
async fn receipt_under(
    db: &mut PgConnection,
    head: &Letterhead,
    id: PaymentId,
    locale: Locale,
) -> Result<ReceiptDocument> {
    let payment = super::store::payment(db, id).await?;
    let was_verified = match payment.status {
        PaymentStatus::Verified => true,
        PaymentStatus::Rejected => payment.reversed_at.is_some(),
        PaymentStatus::Pending => false,
    };
    if !was_verified {
        return Err(Error::Conflict(Problem::new("PAYMENT_UNCHECKED")));
    }
    let rows = sqlx::query!(
        r#"select i.number, i.status, i.period, a.amount, i.total - i.paid as "left!" from payment_allocations a join invoices i on i.id = a.invoice_id
           where a.payment_id = $1 order by i.due_on, i.id"#,
        id.0
    )
    .fetch_all(&mut *db)
    .await?;
    let void = InvoiceStatus::Void.name();
    let invoices: Vec<PaidInvoice> = rows
        .into_iter()
        .filter(|row| row.status != void)
        .map(|row| PaidInvoice {
            number: row.number,
            period: row.period,
            amount: Rupiah(row.amount),
            left: Rupiah(row.left),
        })
        .collect();
    let given: Rupiah = invoices.iter().map(|paid| paid.amount).sum();
    let company = head.company();
    Ok(ReceiptDocument {
        locale,
        number: payment.number,
        received_on: head.zone().day(payment.received_at),
        is_taken_back: payment.status == PaymentStatus::Rejected,
        customer: customer(db, payment.customer.0.0).await?,
        amount: payment.amount,
        method: payment.method,
        reference: payment.reference.unwrap_or_default(),
        received_by: payment.recorded_by.unwrap_or_default(),
        credit: payment.amount - given,
        company,
        invoices,
    })
}
