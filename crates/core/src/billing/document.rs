//! Fills the printed invoice from the database.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use model::{
    format::Zone,
    ids::InvoiceId,
    money::Rupiah,
    qris::Qris,
    states::{InvoiceStatus, PaymentMethod, PaymentStatus},
    text::Locale,
};
use sqlx::{PgConnection, PgPool};

use super::store;
use crate::{
    documents::{
        Logo,
        invoice::{
            BankAccount, BilledCustomer, BilledService, Company, InvoiceDocument, Kind, Line,
            Period, ReceivedPayment, Tax, WaysToPay,
        },
    },
    error::{Error, Result},
    settings,
};

/// An invoice as a PDF: its number and the bytes. Drawing runs beside the other work of the program.
///
/// # Errors
/// [`Error::NotFound`] for an invoice the caller may not see; [`Error::Internal`] when it cannot be drawn.
pub async fn invoice_pdf(
    pool: &PgPool,
    id: InvoiceId,
    locale: Locale,
) -> Result<(String, Vec<u8>)> {
    let mut db = pool.acquire().await?;
    let document = invoice_document(&mut db, id, locale).await?;
    drop(db);
    draw(document).await
}

/// Draws a paper beside the other work of the program: its number and the bytes.
///
/// # Errors
/// [`Error::Internal`] when it cannot be drawn.
pub async fn draw(document: InvoiceDocument) -> Result<(String, Vec<u8>)> {
    let number = document.number.clone();
    let drawn = tokio::task::spawn_blocking(move || crate::documents::render_invoice(&document))
        .await
        .map_err(|e| Error::Internal(format!("drawing invoice {number} failed: {e}")))?;
    let bytes = drawn.map_err(|e| Error::Internal(format!("cannot draw invoice {number}: {e}")))?;
    Ok((number, bytes))
}

/// What stands on every paper: who the company is, and its logo. Many papers share one, and so the picture.
pub struct Letterhead {
    company: model::settings::Company,
    logo: Option<Logo>,
}

impl Letterhead {
    /// As it is now.
    ///
    /// # Errors
    /// As the database's.
    pub async fn read(db: &mut PgConnection) -> Result<Self> {
        Ok(Self {
            company: settings::company(db).await?,
            logo: settings::logo(db).await?,
        })
    }

    /// The company as papers print it.
    pub(crate) fn company(&self) -> Company {
        let company = self.company.clone();
        Company {
            name: company.name,
            address: company.address,
            tax_number: company.npwp,
            phone: company.phone,
            email: company.email,
            logo: self.logo.clone(),
        }
    }

    /// The business time zone.
    pub(crate) fn zone(&self) -> Zone {
        Zone::from_name(&self.company.time_zone).unwrap_or_default()
    }
}

/// The id of an invoice by its number, if the caller may see it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find_by_number(db: &mut PgConnection, number: &str) -> Result<InvoiceId> {
    Ok(InvoiceId(
        sqlx::query_scalar!("select id from invoices where number = $1", number)
            .fetch_one(db)
            .await?,
    ))
}

/// Everything that stands on the paper.
///
/// # Errors
/// [`Error::NotFound`] for an invoice the caller may not see.
pub async fn invoice_document(
    db: &mut PgConnection,
    id: InvoiceId,
    locale: Locale,
) -> Result<InvoiceDocument> {
    let head = Letterhead::read(db).await?;
    invoice_under(db, &head, id, locale).await
}

/// As [`invoice_document`], for one of many.
///
/// # Errors
/// [`Error::NotFound`] for an invoice the caller may not see.
pub async fn invoice_under(
    db: &mut PgConnection,
    head: &Letterhead,
    id: InvoiceId,
    locale: Locale,
) -> Result<InvoiceDocument> {
    let row = sqlx::query!(
        r#"select i.number, i.kind, i.status, i.period, i.issued_on, i.due_on, i.subtotal, i.discount, i.dpp, trim_scale(i.tax_rate)::text as "rate!",
                  i.tax_base_num, i.tax_base_den, i.tax_included, i.ppn, i.total, i.paid, c.name, c.code, k.phone, p.name as "package?",
                  concat_ws(', ', nullif(s.street, ''), nullif(concat_ws('/', nullif('RT ' || nullif(s.rt, ''), ''), nullif('RW ' || nullif(s.rw, ''), '')), ''),
                            nullif(s.kelurahan, ''), nullif(s.kecamatan, ''), nullif(s.city, '')) as "address!"
           from invoices i join customers c on c.id = i.customer_id join contacts k on k.id = c.contact_id
           left join services s on s.id = i.service_id left join packages p on p.id = s.package_id where i.id = $1"#,
        id.0
    )
    .fetch_one(&mut *db)
    .await?;
    let (company, zone) = (head.company.clone(), head.zone());
    let lines = store::lines(db, id).await?;
    let discounts = store::discounts(db, id).await?;
    let payments: Vec<_> = store::payments(db, id)
        .await?
        .into_iter()
        .filter(|payment| payment.status == PaymentStatus::Verified)
        .collect();
    let status = InvoiceStatus::from_name(&row.status)
        .ok_or_else(|| Error::Internal(format!("unknown invoice status {}", row.status)))?;
    let balance = Rupiah(row.total - row.paid);
    let qris = Qris::parse(&company.qris)
        .ok()
        .and_then(|qris| qris.with_amount(balance).ok());
    Ok(InvoiceDocument {
        locale,
        company: head.company(),
        kind: Kind::named(&row.kind),
        status,
        issued_on: row.issued_on,
        due_on: row.due_on,
        period: month(row.period),
        paid_on: if status == InvoiceStatus::Paid {
            payments
                .iter()
                .map(|payment| zone.day(payment.received_at))
                .max()
        } else {
            None
        },
        customer: BilledCustomer {
            name: row.name,
            number: row.code,
            address: row.address.clone(),
            phone: row
                .phone
                .map(|phone| model::phone::Phone::stored(&phone).to_string())
                .unwrap_or_default(),
            tax_number: String::new(),
        },
        service: row.package.map(|package| BilledService {
            number: String::new(),
            package,
            address: row.address,
        }),
        lines: lines
            .into_iter()
            .map(|line| Line {
                description: line.description,
                detail: String::new(),
                quantity: line.quantity,
                unit_price: line.unit_price,
                amount: line.amount,
            })
            .collect(),
        subtotal: Rupiah(row.subtotal),
        discount: Rupiah(row.discount),
        discounts,
        tax: (row.ppn > 0).then(|| Tax {
            base: Rupiah(row.dpp),
            rate: row.rate,
            base_fraction: (
                row.tax_base_num.unsigned_abs(),
                row.tax_base_den.unsigned_abs(),
            ),
            amount: Rupiah(row.ppn),
        }),
        tax_included: row.tax_included,
        total: Rupiah(row.total),
        paid: Rupiah(row.paid),
        balance,
        ways_to_pay: WaysToPay {
            accounts: company
                .bank_accounts
                .into_iter()
                .map(|account| BankAccount {
                    bank: account.bank,
                    number: account.number,
                    holder: account.holder,
                })
                .collect(),
            unique_code: None,
            qris,
        },
        payments: payments
            .into_iter()
            .map(|payment| {
                received(
                    zone,
                    payment.received_at,
                    payment.method,
                    payment.reference,
                    payment.amount,
                )
            })
            .collect(),
        ..InvoiceDocument::new(&row.number)
    })
}

fn received(
    zone: Zone,
    at: DateTime<Utc>,
    method: PaymentMethod,
    reference: Option<String>,
    amount: Rupiah,
) -> ReceivedPayment {
    ReceivedPayment {
        received_on: zone.day(at),
        method,
        reference: reference.unwrap_or_default(),
        amount,
    }
}

fn month(first: NaiveDate) -> Option<Period> {
    let to = first
        .checked_add_months(Months::new(1))?
        .checked_sub_days(Days::new(1))?;
    Some(Period { from: first, to })
}
