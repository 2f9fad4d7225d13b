//! Approval: customer, service, installation ticket and first invoice come into being together, or not at all.

use model::{
    ids::{CustomerId, ServiceId, TicketId},
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
        let now = cx.now(db).await?;
        store::lock_at_version(db, self.id, self.version).await?;
        let (customer, contact, customer_code) = match self.customer {
            Some(known) => store::known_customer(db, known).await?,
            None => {
                let code = numbers::next(db, "AGLS", now).await?;
                let (customer, contact) = store::make_customer(db, self.id, &code).await?;
                (customer, contact, code)
            }
        };
        let ticket_number = numbers::next(db, "TKT", now).await?;
        let service =
            store::make_service(db, self.id, customer, contact, i16::from(self.billing_day))
                .await?;
        store::approve(db, self.id, customer, service).await?;
        let ticket = store::make_installation_ticket(db, self.id, &ticket_number).await?;
        let (invoice, invoice_number) =
            billing::first::issue_for(db, now, ServiceId(service)).await?;
        tell::moved(cx, db, self.id).await?;
        billing::tell::issued(cx, db, invoice, CustomerId(customer)).await?;
        Ok(Approved {
            customer: CustomerId(customer),
            customer_code,
            service: ServiceId(service),
            ticket: TicketId(ticket),
            ticket_number,
            invoice,
            invoice_number,
        })
    }
}
