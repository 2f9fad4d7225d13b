//! Which record of ours a cell means: by our code or number, by the key it had in the other system, by a phone number.

use std::collections::{BTreeSet, HashMap};

use model::problem::Problem;
use sqlx::PgConnection;

use super::{lookup_store as store, repair};
use crate::error::Result;

/// A customer whom a row means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    /// Record.
    pub id: i64,
    /// Where he lives.
    pub zone_id: i64,
}

/// The customers whom the cells of a file mean.
#[derive(Debug)]
pub(crate) struct Customers {
    by_key: HashMap<String, Vec<Customer>>,
    by_phone: HashMap<String, Vec<Customer>>,
}

impl Customers {
    /// Looks all of them up at once.
    pub(crate) async fn named(
        db: &mut PgConnection,
        cells: impl Iterator<Item = &str>,
    ) -> Result<Self> {
        let cells: BTreeSet<&str> = cells.collect();
        let keys: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        let phones: Vec<String> = cells.iter().filter_map(|cell| phone(cell)).collect();
        Ok(Self {
            by_key: store::customers(db, &keys).await?,
            by_phone: store::customers_by_phone(db, &phones).await?,
        })
    }

    /// The customer a cell means; a phone number counts where it is nobody's key.
    ///
    /// # Errors
    /// `CUSTOMER_UNKNOWN`, and `VALUE_AMBIGUOUS` when the cell means two of them.
    pub(crate) fn find(&self, cell: &str) -> std::result::Result<Customer, Problem> {
        let found = self
            .by_key
            .get(cell)
            .or_else(|| self.by_phone.get(&phone(cell)?));
        only(found, cell, "CUSTOMER_UNKNOWN")
    }
}

/// An invoice that a row means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invoice {
    /// Record.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Who owes it.
    pub customer: Customer,
    /// Issued and not void.
    pub takes_money: bool,
    /// The file it came with said when it was settled, and that payment still counts.
    pub came_settled: bool,
}

/// The invoices that the cells of a file mean.
#[derive(Debug)]
pub(crate) struct Invoices(HashMap<String, Vec<Invoice>>);

impl Invoices {
    /// Looks all of them up at once.
    pub(crate) async fn named(
        db: &mut PgConnection,
        cells: impl Iterator<Item = &str>,
    ) -> Result<Self> {
        let cells: BTreeSet<&str> = cells.collect();
        let keys: Vec<String> = cells.into_iter().map(str::to_owned).collect();
        Ok(Self(store::invoices(db, &keys).await?))
    }

    /// The invoice a cell means.
    ///
    /// # Errors
    /// `INVOICE_UNKNOWN`, and `VALUE_AMBIGUOUS` when the cell means two of them.
    pub(crate) fn find(&self, cell: &str) -> std::result::Result<Invoice, Problem> {
        only(self.0.get(cell), cell, "INVOICE_UNKNOWN")
    }
}

fn phone(cell: &str) -> Option<String> {
    repair::phone(cell)
        .ok()
        .map(|(phone, _)| phone.e164().to_owned())
}

fn only<T: Clone>(
    found: Option<&Vec<T>>,
    cell: &str,
    unknown: &str,
) -> std::result::Result<T, Problem> {
    match found.map(Vec::as_slice) {
        Some([one]) => Ok(one.clone()),
        None | Some([]) => Err(Problem::new(unknown)),
        Some(_) => Err(Problem::new("VALUE_AMBIGUOUS").with("value", cell)),
    }
}
