//! Invoices and payments: the first invoice of a service, the list, one invoice, money that comes in.

pub mod document;
pub mod first;
mod pay;
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
        // Also an overdue invoice may have been paid in part.
        if open.is_part_paid {
            return Err(Error::Conflict(
                Problem::new("WRONG_STATE")
                    .with("from", InvoiceStatus::Partial.text_key())
                    .with("to", InvoiceStatus::Void.text_key()),
            ));
        }
        store::void(db, self.id, &reason).await
    }
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
