//! Recording money of a customer, using what is left of it, and taking it back.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use model::{
    format::Zone,
    ids::{InvoiceId, PaymentId},
    money::Rupiah,
    payments::take::{
        CreditUsed, OpenMoney, ReversePayment, Share, ShowOpenMoney, TakePayment, Taken, UseCredit,
        share_field,
    },
    problem::{Problem, Problems},
    states::{InvoiceStatus, PaymentStatus},
    valid,
};
use sqlx::PgConnection;

use super::take_store::{self, Debt};
use crate::{
    answer::Answer,
    billing::tell,
    clock,
    context::Cx,
    error::{Error, Result},
    numbers,
};

impl Answer for ShowOpenMoney {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<OpenMoney> {
        let mut money = take_store::owed(db, self.customer).await?;
        money.invoices = take_store::open(db, self.customer).await?;
        Ok(money)
    }
}

impl Answer for TakePayment {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Taken> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        let reference = self.check(today)?;
        take(cx, db, now, &self, &reference).await
    }
}

/// Writes money down and gives it to its invoices; what was checked before is not checked again.
pub(crate) async fn take(
    cx: &Cx,
    db: &mut PgConnection,
    now: DateTime<Utc>,
    money: &TakePayment,
    reference: &str,
) -> Result<Taken> {
    let debts = hold(db, money.customer.0, &money.shares).await?;
    let today = clock::business_day(db, now).await?;
    // Money of today came now; of an earlier day, at that day's start.
    let zone = crate::settings::zone(db).await.unwrap_or(Zone::Wib);
    let received_at = if money.received_on == today {
        now
    } else {
        zone.start_of(money.received_on)
    };
    let number = numbers::next(db, "PAY", now).await?;
    let payment = take_store::add(
        db,
        money,
        PaymentStatus::Verified,
        &number,
        received_at,
        reference,
    )
    .await?;
    take_store::give(db, payment, &money.shares).await?;
    let given: Rupiah = money.shares.iter().map(|share| share.amount).sum();
    let open = debts.iter().map(|debt| debt.balance).sum::<Rupiah>() - given;
    let told = tell::Received {
        payment,
        customer: money.customer,
        amount: money.amount,
        day: money.received_on,
        invoices: debts
            .iter()
            .map(|debt| (debt.id, debt.number.clone()))
            .collect(),
        open,
    };
    tell::received(cx, db, told).await?;
    Ok(Taken {
        payment,
        number,
        credit: money.amount - given,
    })
}

/// Takes the invoices for this transaction, in the order of the shares, and looks whether each takes so much.
pub(super) async fn hold(
    db: &mut PgConnection,
    customer: i64,
    shares: &[Share],
) -> Result<Vec<Debt>> {
    let ids: Vec<i64> = shares.iter().map(|share| share.invoice.0).collect();
    let mut found: HashMap<InvoiceId, Debt> = take_store::hold(db, &ids)
        .await?
        .into_iter()
        .map(|debt| (debt.id, debt))
        .collect();
    let mut problems = Problems::none();
    let mut held = Vec::with_capacity(shares.len());
    for share in shares {
        let debt = found.remove(&share.invoice).ok_or(Error::NotFound)?;
        if debt.customer != customer {
            return Err(Error::NotFound);
        }
        if !debt.status.is_payable() {
            problems.add(
                &share_field(debt.id),
                Problem::new("WRONG_STATE")
                    .with("from", debt.status.text_key())
                    .with("to", InvoiceStatus::Paid.text_key()),
            );
        } else if share.amount > debt.balance {
            problems.add(
                &share_field(debt.id),
                Problem::new("PAY_OVER")
                    .with("balance", debt.balance)
                    .with("amount", share.amount),
            );
        }
        held.push(debt);
    }
    problems.into_result()?;
    Ok(held)
}

impl Answer for UseCredit {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<CreditUsed> {
        self.check()?;
        // Payments before invoices, as the rule that settles them takes them.
        let credit = take_store::hold_credit(db, self.customer).await?;
        hold(db, self.customer.0, &self.shares).await?;
        let used = self.total();
        if used > credit {
            let problem = Problem::new("CREDIT_OVER")
                .with("credit", credit)
                .with("amount", used);
            return Err(Error::field("shares", problem));
        }
        take_store::use_credit(db, self.customer, &self.shares).await?;
        Ok(CreditUsed {
            used,
            credit: credit - used,
        })
    }
}

impl Answer for ReversePayment {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let Some(reason) = problems.check("reason", valid::reason(&self.reason)) else {
            return Err(problems.into());
        };
        let held = take_store::hold_payment(db, self.id).await?;
        if !held.is_admin {
            return Err(Error::Forbidden(None));
        }
        if held.status != PaymentStatus::Verified {
            return Err(Error::Conflict(
                Problem::new("WRONG_STATE")
                    .with("from", held.status.text_key())
                    .with("to", PaymentStatus::Rejected.text_key()),
            ));
        }
        // What is left of a payment may have gone to another invoice meanwhile, without a change of the payment itself.
        let mut opens: Vec<i64> = self.opens.iter().map(|invoice| invoice.0).collect();
        opens.sort_unstable();
        if held.version != self.version || take_store::paid_by(db, self.id).await? != opens {
            return Err(Error::stale(take_store::last_change(db, self.id).await?));
        }
        take_store::reject(db, PaymentId(self.id.0), &reason).await
    }
}
