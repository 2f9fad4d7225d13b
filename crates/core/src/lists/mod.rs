//! The one engine behind every list page: known columns, filters, several sort columns, keyset paging, search.
//!
//! A list says which columns it has and what they are in SQL; nothing that a caller sends becomes part of the statement's
//! text. Every expression is prepared against the real schema by a test.

mod cells;
mod filter;
mod order;
mod page;
mod search;
mod selection;
mod shape;
mod values;

use model::{list::ListValues, problem::Problem};
use sqlx::PgConnection;

pub use cells::{Cells, cells, columns};
pub use page::page;
pub use search::Place;
pub use selection::{count, ids};
pub use shape::{Column, Kind, List, PutAway, column, nullable};

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};
pub(crate) use filter::takes;
pub(crate) use search::{escape_like, phone_digits};

/// All lists of the core, for the test that prepares each of their columns.
#[must_use]
pub fn all() -> Vec<&'static List> {
    vec![
        &crate::customers::LIST,
        &crate::registrations::LIST,
        &crate::tickets::LIST,
        &crate::billing::LIST,
        &crate::services::LIST,
        &crate::odps::LIST,
        &crate::payments::LIST,
        &crate::messages::LIST,
        &crate::staff::LIST,
        &crate::trail::LIST,
        &crate::bulk::RESULTS,
    ]
}

/// The list of a name.
///
/// # Errors
/// [`Error::Invalid`] with `LIST_UNKNOWN` at `list`.
pub fn named(name: &str) -> Result<&'static List> {
    all()
        .into_iter()
        .find(|list| list.name == name)
        .ok_or_else(|| Error::field("list", Problem::new("LIST_UNKNOWN").with("list", name)))
}

impl Answer for ListValues {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<String>> {
        self.check()?;
        values::offered(db, named(&self.list)?, &self).await
    }
}
