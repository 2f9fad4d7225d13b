//! What customers are told about invoices and their money.

use chrono::NaiveDate;
use model::{
    format::show_day_long,
    ids::{CustomerId, InvoiceId, PaymentId},
    money::Rupiah,
    states::{MessageCause, MessageClass},
    templates::TemplateName,
    text::Locale,
};
use sqlx::PgConnection;

use crate::{
    context::Cx,
    error::Result,
    messages::{About, Fate, NewMessage, Says, Telling, To, Told, send},
};

fn about(invoice: InvoiceId) -> About {
    About {
        invoice: Some(invoice),
        ..About::default()
    }
}

/// Sends the customer his new invoice.
pub async fn issued(
    cx: &Cx,
    db: &mut PgConnection,
    how: Telling,
    invoice: InvoiceId,
    customer: CustomerId,
) -> Result<()> {
    how.send(cx, db, vec![new_invoice(invoice, customer)])
        .await?;
    Ok(())
}

/// Sends customers their new invoices of a month, behind everything that is about one person alone; answers how many messages that are.
pub async fn issued_many(
    cx: &Cx,
    db: &mut PgConnection,
    invoices: &[(InvoiceId, CustomerId)],
) -> Result<i32> {
    let messages: Vec<_> = (invoices.iter())
        .map(|(invoice, customer)| NewMessage {
            class: MessageClass::Bulk,
            ..new_invoice(*invoice, *customer)
        })
        .collect();
    let fates = send(cx, db, &messages).await?;
    let queued = fates.iter().filter(|fate| matches!(fate, Fate::Queued(_)));
    Ok(i32::try_from(queued.count()).unwrap_or(i32::MAX))
}

fn new_invoice(invoice: InvoiceId, customer: CustomerId) -> NewMessage {
    NewMessage {
        about: about(invoice),
        dedupe: Some(format!("invoice:{invoice}:issued")),
        ..NewMessage::notification(
            TemplateName::InvoiceIssued,
            To::Customer(customer),
            MessageCause::InvoiceIssued,
        )
    }
}

/// Money that came in.
pub struct Received {
    pub payment: PaymentId,
    pub customer: CustomerId,
    /// All of it.
    pub amount: Rupiah,
    /// Business day.
    pub day: NaiveDate,
    /// Those that got some of it.
    pub invoices: Vec<(InvoiceId, String)>,
    /// What they still ask for, together.
    pub open: Rupiah,
}

/// So many invoices are named in a message; of more it says how many there are.
const NAMED: usize = 10;

/// Thanks the customer for money that came in, for one invoice, for several or for none.
pub async fn received(cx: &Cx, db: &mut PgConnection, money: Received) -> Result<()> {
    let named: Vec<&str> = money
        .invoices
        .iter()
        .take(NAMED)
        .map(|(_, number)| number.as_str())
        .collect();
    let more = money.invoices.len() - named.len();
    let mut named = named.join(", ");
    if more > 0 {
        named.push_str(&format!(", … (+{more})"));
    }
    let first = money.invoices.first().map(|(invoice, _)| *invoice);
    let says = match first {
        Some(_) => Says::Template(
            TemplateName::PaymentReceived,
            vec![
                Told::Paid(money.amount, money.day),
                Told::Invoices(named, money.open),
            ],
        ),
        // The company's text is about an invoice.
        None => Says::Sentence(
            "payment-as-credit",
            [
                ("amount".to_owned(), money.amount.to_string()),
                (
                    "day".to_owned(),
                    show_day_long(money.day, Locale::default()),
                ),
            ]
            .into(),
        ),
    };
    let message = NewMessage {
        says,
        about: first.map(about).unwrap_or_default(),
        dedupe: Some(format!("payment:{}:received", money.payment)),
        ..NewMessage::notification(
            TemplateName::PaymentReceived,
            To::Customer(money.customer),
            MessageCause::PaymentReceived,
        )
    };
    send(cx, db, &[message]).await?;
    Ok(())
}

/// Tells the customer that his proof was refused: its number, the amount, and why.
pub async fn refused(
    cx: &Cx,
    db: &mut PgConnection,
    payment: PaymentId,
    customer: CustomerId,
    (number, amount, reason): (&str, Rupiah, &str),
) -> Result<()> {
    let message = NewMessage {
        says: Says::Sentence(
            "payment-refused",
            [
                ("number".to_owned(), number.to_owned()),
                ("amount".to_owned(), amount.to_string()),
                ("reason".to_owned(), reason.to_owned()),
            ]
            .into(),
        ),
        dedupe: Some(format!("payment:{payment}:refused")),
        ..NewMessage::notification(
            TemplateName::PaymentReceived,
            To::Customer(customer),
            MessageCause::PaymentRefused,
        )
    };
    send(cx, db, &[message]).await?;
    Ok(())
}
