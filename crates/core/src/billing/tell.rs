//! What customers are told about invoices and their money.

use chrono::NaiveDate;
use model::{
    ids::{CustomerId, InvoiceId, PaymentId},
    money::Rupiah,
    states::{MessageCause, MessageClass},
    templates::TemplateName,
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

/// Thanks the customer for money that came in on this day.
pub async fn paid(
    cx: &Cx,
    db: &mut PgConnection,
    payment: PaymentId,
    invoice: InvoiceId,
    customer: CustomerId,
    (amount, day): (Rupiah, NaiveDate),
) -> Result<()> {
    let message = NewMessage {
        says: Says::Template(TemplateName::PaymentReceived, vec![Told::Paid(amount, day)]),
        about: about(invoice),
        dedupe: Some(format!("payment:{payment}:received")),
        ..NewMessage::notification(
            TemplateName::PaymentReceived,
            To::Customer(customer),
            MessageCause::PaymentReceived,
        )
    };
    send(cx, db, &[message]).await?;
    Ok(())
}
