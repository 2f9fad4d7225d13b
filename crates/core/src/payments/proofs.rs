//! Proofs of payment: taken in, looked at beside what the customer owes, accepted or refused.

use model::{
    format::Zone,
    ids::InvoiceId,
    money::Rupiah,
    payments::{
        proofs::{
            ListProofs, Proof, ProofRecorded, Proofs, RecordProof, RejectProof, ShowProof,
            VerifyProof,
        },
        take::TakePayment,
    },
    problem::Problem,
    states::PaymentStatus,
};
use sqlx::PgConnection;

use super::{likeness, proof_store, take::hold, take_store};
use crate::{
    answer::Answer,
    billing::tell,
    clock,
    context::Cx,
    error::{Error, Result},
    numbers, tickets,
};

impl Answer for ListProofs {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Proofs> {
        Ok(Proofs {
            rows: proof_store::waiting(db).await?,
            count: proof_store::count(db).await?,
        })
    }
}

impl Answer for ShowProof {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Proof> {
        let payment = super::store::payment(db, self.id).await?;
        let mut money = take_store::owed(db, payment.customer.0).await?;
        money.invoices = take_store::open(db, payment.customer.0).await?;
        Ok(Proof {
            id: self.id,
            version: payment.version,
            number: payment.number,
            status: payment.status,
            amount: payment.amount,
            given: proof_store::given(db, self.id).await?,
            method: payment.method,
            received_at: payment.received_at,
            reference: payment.reference,
            recorded_by: payment.recorded_by,
            file: proof_store::file(db, self.id).await?,
            money,
            doubles: proof_store::doubles(db, self.id, likeness::ALIKE).await?,
        })
    }
}

impl Answer for RecordProof {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<ProofRecorded> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        let reference = self.check(today)?;
        // Decoded before anything is written: this takes longest, and may be refused.
        let (name, document) = tickets::checked(cx, self.file, false).await?;
        let bytes = document.bytes.clone();
        let looks = tokio::task::spawn_blocking(move || likeness::of(&bytes))
            .await
            .map_err(|e| Error::Internal(format!("looking at a proof failed: {e}")))?;
        let zone = crate::settings::zone(db).await.unwrap_or(Zone::Wib);
        let received_at = if self.received_on == today {
            now
        } else {
            zone.start_of(self.received_on)
        };
        let number = numbers::next(db, "PAY", now).await?;
        let money = TakePayment {
            customer: self.customer,
            amount: self.amount,
            method: self.method,
            received_on: self.received_on,
            reference: String::new(),
            shares: Vec::new(),
        };
        let pending = PaymentStatus::Pending;
        let payment =
            take_store::add(db, &money, pending, &number, received_at, &reference).await?;
        proof_store::add_file(db, payment, self.file, &name, &document, looks).await?;
        Ok(ProofRecorded {
            payment,
            number,
            doubles: proof_store::doubles(db, payment, likeness::ALIKE).await?,
        })
    }
}

/// Takes a payment that still waits, in the version that was seen.
async fn hold_waiting(
    db: &mut PgConnection,
    id: model::ids::PaymentId,
    version: i32,
    to: PaymentStatus,
) -> Result<()> {
    let held = take_store::hold_payment(db, id).await?;
    if held.status != PaymentStatus::Pending {
        return Err(Error::Conflict(
            Problem::new("WRONG_STATE")
                .with("from", held.status.text_key())
                .with("to", to.text_key()),
        ));
    }
    if held.version != version {
        return Err(Error::stale(take_store::last_change(db, id).await?));
    }
    Ok(())
}

impl Answer for VerifyProof {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        hold_waiting(db, self.id, self.version, PaymentStatus::Verified).await?;
        let payment = super::store::payment(db, self.id).await?;
        let given = proof_store::given(db, self.id).await?;
        self.check(payment.amount - given)?;
        let customer = payment.customer.0;
        let debts = hold(db, customer.0, &self.shares).await?;
        proof_store::verify(db, self.id).await?;
        take_store::give(db, self.id, &self.shares).await?;
        let shared: Rupiah = self.shares.iter().map(|share| share.amount).sum();
        let zone = crate::settings::zone(db).await.unwrap_or(Zone::Wib);
        let mut invoices: Vec<(InvoiceId, String)> = debts
            .iter()
            .map(|debt| (debt.id, debt.number.clone()))
            .collect();
        let open = if invoices.is_empty() {
            // What an import gave it to is what it is thanked for.
            let paid = super::store::allocations(db, self.id).await?;
            invoices.extend(paid.into_iter().map(|part| (part.invoice, part.number)));
            proof_store::still_open(db, self.id).await?
        } else {
            debts.iter().map(|debt| debt.balance).sum::<Rupiah>() - shared
        };
        let told = tell::Received {
            payment: self.id,
            customer,
            amount: payment.amount,
            day: zone.day(payment.received_at),
            invoices,
            open,
        };
        tell::received(cx, db, told).await
    }
}

impl Answer for RejectProof {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let reason = self.check()?;
        hold_waiting(db, self.id, self.version, PaymentStatus::Rejected).await?;
        let payment = super::store::payment(db, self.id).await?;
        take_store::reject(db, self.id, &reason).await?;
        let refused = (payment.number.as_str(), payment.amount, reason.as_str());
        tell::refused(cx, db, self.id, payment.customer.0, refused).await
    }
}
