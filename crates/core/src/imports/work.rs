//! What a run is going to write, of whichever kind, and the writing in chunks.

use model::imports::ImportKind;
use sqlx::PgConnection;

use super::{
    allocate::{allocate, left_over},
    customers::{self, Options, Record},
    invoice_store, invoices,
    map::Columns,
    payment_store, payments,
    read::Table,
    store::{self, CHUNK},
    tally::Tally,
    ticket_store, tickets,
};
use crate::{context::Cx, error::Result};

/// Decided, not yet written.
pub(crate) enum Work {
    Customers(customers::Work),
    Invoices(invoices::Work),
    Tickets(tickets::Work),
    Payments(payments::Work),
}

impl Work {
    /// Decides what becomes of each row.
    pub(crate) async fn decide(
        db: &mut PgConnection,
        kind: ImportKind,
        table: &Table,
        columns: &Columns,
        options: Options,
    ) -> Result<(Tally, Self)> {
        Ok(match kind {
            ImportKind::Customers => {
                let (tally, work) = customers::decide(db, table, columns, options).await?;
                (tally, Self::Customers(work))
            }
            ImportKind::Invoices => {
                let (tally, work) = invoices::decide(db, table, columns, options).await?;
                (tally, Self::Invoices(work))
            }
            ImportKind::Tickets => {
                let (tally, work) = tickets::decide(db, table, columns, options).await?;
                (tally, Self::Tickets(work))
            }
            ImportKind::Payments => {
                let (tally, work) = payments::decide(db, table, columns, options).await?;
                (tally, Self::Payments(work))
            }
        })
    }

    /// Tells what only the writing shows, without writing: how much money would become credit.
    pub(crate) async fn foresee(&self, db: &mut PgConnection, tally: &mut Tally) -> Result<()> {
        if let Self::Payments(work) = self {
            let debts = payment_store::debts(db, &work.created).await?;
            tally.credit = Some(left_over(&work.created, &allocate(&work.created, debts)));
        }
        Ok(())
    }

    /// Writes it in the transaction it was decided in.
    pub(crate) async fn write(
        self,
        cx: &Cx,
        db: &mut PgConnection,
        tally: &mut Tally,
    ) -> Result<()> {
        match self {
            Self::Customers(work) => write_customers(cx, db, work).await,
            Self::Invoices(work) => write_invoices(db, work).await,
            Self::Tickets(work) => write_tickets(db, work).await,
            Self::Payments(work) => {
                tally.credit = Some(write_payments(db, work).await?);
                Ok(())
            }
        }
    }
}

async fn write_customers(cx: &Cx, db: &mut PgConnection, mut work: customers::Work) -> Result<()> {
    let packages = store::add_packages(db, &work.packages).await?;
    let finish = |records: &mut [Record]| {
        for (place, record) in records.iter_mut().enumerate() {
            // Places count from one within the statement that writes them.
            record.ord = (place % CHUNK + 1).cast_signed() as i64;
            record.package_id = record
                .new_package
                .as_ref()
                .and_then(|name| packages.get(name))
                .copied()
                .or(record.package_id);
        }
    };
    finish(&mut work.created);
    finish(&mut work.updated);
    let now = cx.now(db).await?;
    for chunk in work.created.chunks(CHUNK) {
        store::add_customers(db, chunk, now).await?;
    }
    for chunk in work.updated.chunks(CHUNK) {
        store::change_customers(db, chunk).await?;
    }
    Ok(())
}

async fn write_invoices(db: &mut PgConnection, mut work: invoices::Work) -> Result<()> {
    for chunk in work.created.chunks_mut(CHUNK) {
        invoice_store::add_invoices(db, chunk).await?;
    }
    for chunk in work.moved.chunks(CHUNK) {
        invoice_store::move_invoices(db, chunk).await?;
    }
    for chunk in work.settled.chunks_mut(CHUNK) {
        invoice_store::add_payments(db, chunk).await?;
    }
    Ok(())
}

async fn write_tickets(db: &mut PgConnection, mut work: tickets::Work) -> Result<()> {
    for chunk in work.created.chunks_mut(CHUNK) {
        ticket_store::add(db, chunk).await?;
    }
    for chunk in work.changed.chunks(CHUNK) {
        ticket_store::change(db, chunk).await?;
    }
    Ok(())
}

/// Writes the payments; answers what of them became credit.
async fn write_payments(db: &mut PgConnection, mut work: payments::Work) -> Result<i64> {
    for chunk in work.created.chunks_mut(CHUNK) {
        payment_store::add(db, chunk).await?;
    }
    // Over the whole file at once: a later row may name what an earlier one would take.
    payment_store::hold_debts(db, &work.created).await?;
    let debts = payment_store::debts(db, &work.created).await?;
    let parts = allocate(&work.created, debts);
    for chunk in parts.chunks(CHUNK) {
        payment_store::give(db, chunk).await?;
    }
    Ok(left_over(&work.created, &parts))
}
