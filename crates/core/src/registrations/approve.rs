//! Approval: customer, service, installation ticket and first invoice come into being together, or not at all.

use model::{
    ids::{CustomerId, RegistrationId, ServiceId, TicketId},
    problem::Problem,
    registrations::{ApproveRegistration, Approved},
};
use sqlx::PgConnection;

use super::{store, tell};
use crate::{
    answer::Answer,
    billing,
    context::Cx,
    error::{Error, Result},
    messages::{Sent, Telling},
    numbers,
};

impl Answer for ApproveRegistration {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Approved> {
        if !(1..=28).contains(&self.billing_day) {
            return Err(Error::field(
                "billing_day",
                Problem::new("DAY_RANGE").with("min", 1).with("max", 28),
            ));
        }
        store::lock_at_version(db, self.id, self.version).await?;
        let how = Telling::Singly;
        let (approved, _) = approve(cx, db, how, self.id, self.billing_day, self.customer).await?;
        Ok(approved)
    }
}

/// Approves an application that is locked; answers also the messages to its applicant that wait.
///
/// # Errors
/// `WRONG_STATE`, `PRICE_MISSING`, and `CHOICE_UNKNOWN` at `customer`.
pub(super) async fn approve(
    cx: &Cx,
    db: &mut PgConnection,
    how: Telling,
    id: RegistrationId,
    billing_day: u8,
    customer: Option<CustomerId>,
) -> Result<(Approved, Vec<Sent>)> {
    let now = cx.now(db).await?;
    let (customer, contact, customer_code) = match customer {
        Some(known) => store::known_customer(db, known).await?,
        None => {
            let code = numbers::next(db, "AGLS", now).await?;
            let (customer, contact) = store::make_customer(db, id, &code).await?;
            (customer, contact, code)
        }
    };
    let ticket_number = numbers::next(db, "TKT", now).await?;
    let service = store::make_service(db, id, customer, contact, i16::from(billing_day)).await?;
    store::approve(db, id, customer, service).await?;
    let ticket = store::make_installation_ticket(db, id, &ticket_number).await?;
    let (invoice, invoice_number) = billing::first::issue_for(db, now, ServiceId(service)).await?;
    let sent = tell::moved(cx, db, how, &[id.0]).await?;
    billing::tell::issued(cx, db, how, invoice, CustomerId(customer)).await?;
    let approved = Approved {
        customer: CustomerId(customer),
        customer_code,
        service: ServiceId(service),
        ticket: TicketId(ticket),
        ticket_number,
        invoice,
        invoice_number,
    };
    Ok((approved, sent))
}
