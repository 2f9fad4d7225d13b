//! Money that comes in for an invoice.

use model::{
    billing::{Paid, RecordPayment},
    format::Zone,
    ids::{CustomerId, PaymentId},
    problem::{Problem, Problems},
    states::InvoiceStatus,
    valid,
};
use sqlx::PgConnection;

use super::{store, tell};
use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
    numbers,
};

impl Answer for RecordPayment {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Paid> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        let mut problems = Problems::none();
        if self.amount.0 <= 0 {
            problems.add(
                "amount",
                Problem::new(if self.amount.0 < 0 {
                    "AMOUNT_NEGATIVE"
                } else {
                    "AMOUNT_ZERO"
                }),
            );
        }
        if self.received_on > today {
            problems.add("received_on", Problem::new("DATE_FUTURE"));
        } else if (today - self.received_on).num_days() > 366 {
            problems.add("received_on", Problem::new("DATE_RANGE"));
        }
        let reference = problems
            .check("reference", valid::text(&self.reference, 200))
            .unwrap_or_default();
        problems.into_result()?;

        let open = store::lock(db, self.invoice).await?;
        if !open.status.is_payable() {
            return Err(Error::Conflict(
                Problem::new("WRONG_STATE")
                    .with("from", open.status.text_key())
                    .with("to", InvoiceStatus::Paid.text_key()),
            ));
        }
        if self.amount > open.balance {
            let problem = Problem::new("PAY_OVER")
                .with("balance", open.balance)
                .with("amount", self.amount);
            return Err(Error::field("amount", problem));
        }
        // Money of today came now; of an earlier day, at that day's start.
        let zone = crate::settings::zone(db).await.unwrap_or(Zone::Wib);
        let received_at = if self.received_on == today {
            now
        } else {
            zone.start_of(self.received_on)
        };
        let number = numbers::next(db, "PAY", now).await?;
        let reference = (!reference.is_empty()).then_some(reference.as_str());
        let payment = store::pay(
            db,
            self.invoice,
            &open,
            &number,
            self.amount,
            self.method,
            received_at,
            reference,
        )
        .await?;
        let payment = PaymentId(payment);
        let money = (self.amount, self.received_on);
        let customer = CustomerId(open.customer);
        tell::paid(cx, db, payment, self.invoice, customer, money).await?;
        let after = store::lock(db, self.invoice).await?;
        Ok(Paid {
            payment,
            number,
            status: after.status,
            balance: after.balance,
        })
    }
}
