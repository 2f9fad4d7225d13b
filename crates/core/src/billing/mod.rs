//! Invoices and payments: the first invoice of a service, the list, one invoice, money that comes in.

pub mod document;
mod drawing;
pub mod first;
pub(crate) mod many;
mod many_store;
mod pay;
mod run;
mod run_store;
mod standing;
mod standing_store;
mod store;
pub(crate) mod tell;

use model::{
    billing::{
        InvoiceDetail, InvoiceRow, ListInvoices, MarkOverdue, MarkedOverdue, ShowInvoice,
        VoidInvoice,
    },
    list::{ListQuery, Page},
    problem::{Problem, Problems},
    states::InvoiceStatus,
    valid,
};
use sqlx::PgConnection;

pub use store::LIST;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
    lists,
};

/// A page of invoices, for other areas that show them.
pub async fn list(db: &mut PgConnection, query: &ListQuery) -> Result<Page<InvoiceRow>> {
    lists::page(db, &LIST, query, store::row).await
}

impl Answer for ListInvoices {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<InvoiceRow>> {
        list(db, &self.query).await
    }
}

impl Answer for ShowInvoice {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<InvoiceDetail> {
        let mut invoice = store::invoice(db, self.id).await?;
        invoice.lines = store::lines(db, self.id).await?;
        invoice.discounts = store::discounts(db, self.id).await?;
        invoice.payments = store::payments(db, self.id).await?;
        invoice.timeline = store::timeline(db, self.id).await?;
        Ok(invoice)
    }
}

impl Answer for VoidInvoice {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let Some(reason) = problems.check("reason", valid::reason(&self.reason)) else {
            return Err(problems.into());
        };
        let open = store::lock(db, self.id).await?;
        if open.version != self.version {
            return Err(Error::stale(store::last_change(db, self.id).await?));
        }
        match kept_by_money(open.is_part_paid) {
            Some(problem) => Err(Error::Conflict(problem)),
            None => store::void(db, &[self.id.0], &reason).await,
        }
    }
}

/// Why an invoice cannot be withdrawn for the money that came in. Also an overdue one may have been paid in part.
fn kept_by_money(is_part_paid: bool) -> Option<Problem> {
    is_part_paid.then(|| {
        Problem::new("WRONG_STATE")
            .with("from", InvoiceStatus::Partial.text_key())
            .with("to", InvoiceStatus::Void.text_key())
    })
}

impl Answer for MarkOverdue {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<MarkedOverdue> {
        let changed = store::mark_overdue(db).await? + crate::services::apply_terms(db).await?;
        Ok(MarkedOverdue { changed })
    }

    fn has_changed(reply: &MarkedOverdue) -> bool {
        reply.changed > 0
    }
}
