//! Money that came in: the list, one payment with where it went, and what is done with it.

mod likeness;
mod paper;
mod proof_store;
mod proofs;
mod statement;
mod statement_store;
mod store;
mod take;
mod take_store;

use model::{
    list::Page,
    payments::{ListPayments, PaymentDetail, PaymentRow, ShowPayment},
};
use sqlx::PgConnection;

pub use paper::{receipt_pdf, statement_pdf};
pub use store::LIST;
pub(crate) use take::take;

use crate::{answer::Answer, context::Cx, error::Result, lists};

impl Answer for ListPayments {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<PaymentRow>> {
        lists::page(db, &LIST, &self.query, store::row).await
    }
}

impl Answer for ShowPayment {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<PaymentDetail> {
        let mut payment = store::payment(db, self.id).await?;
        payment.allocations = store::allocations(db, self.id).await?;
        Ok(payment)
    }
}
