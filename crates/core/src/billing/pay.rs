//! Money that comes in for one invoice alone.

use model::{
    billing::{Paid, RecordPayment},
    ids::CustomerId,
    payments::take::{Share, TakePayment, check_money},
    problem::{Problem, Problems},
    states::InvoiceStatus,
};
use sqlx::PgConnection;

use super::store;
use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
    payments,
};

impl Answer for RecordPayment {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Paid> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        let mut problems = Problems::none();
        let (amount, day) = (self.amount, self.received_on);
        let reference = check_money(&mut problems, amount, day, &self.reference, today);
        problems.into_result()?;

        let open = store::lock(db, self.invoice).await?;
        if !open.status.is_payable() {
            return Err(Error::Conflict(
                Problem::new("WRONG_STATE")
                    .with("from", open.status.text_key())
                    .with("to", InvoiceStatus::Paid.text_key()),
            ));
        }
        if amount > open.balance {
            let problem = Problem::new("PAY_OVER")
                .with("balance", open.balance)
                .with("amount", amount);
            return Err(Error::field("amount", problem));
        }
        let money = TakePayment {
            customer: CustomerId(open.customer),
            amount,
            method: self.method,
            received_on: day,
            reference: String::new(),
            shares: vec![Share {
                invoice: self.invoice,
                amount,
            }],
        };
        let taken = payments::take(cx, db, now, &money, &reference).await?;
        let after = store::lock(db, self.invoice).await?;
        Ok(Paid {
            payment: taken.payment,
            number: taken.number,
            status: after.status,
            balance: after.balance,
        })
    }
}
