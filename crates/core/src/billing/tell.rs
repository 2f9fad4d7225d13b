//! What customers are told about invoices and their money.

use chrono::NaiveDate;
use model::{
    ids::{CustomerId, InvoiceId, PaymentId},
    money::Rupiah,
    states::MessageCause,
    templates::TemplateName,
};
use sqlx::PgConnection;

use crate::{
    context::Cx,
    error::Result,
    messages::{About, NewMessage, Says, Telling, To, Told, send},
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
    let message = NewMessage {
        about: about(invoice),
        dedupe: Some(format!("invoice:{invoice}:issued")),
        ..NewMessage::notification(
            TemplateName::InvoiceIssued,
            To::Customer(customer),
            MessageCause::InvoiceIssued,
        )
    };
    how.send(cx, db, vec![message]).await?;
    Ok(())
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
