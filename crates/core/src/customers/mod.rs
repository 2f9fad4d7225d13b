//! Customers: the list, one of them, and everything that happened with him.

mod change;
pub(crate) mod many;
mod many_package;
mod many_package_store;
mod many_removal;
mod many_store;
mod many_tags;
mod removal;
mod store;
mod story;
mod upkeep;

use model::{
    customers::{CustomerDetail, CustomerRow, ListCustomers, ShowCustomer},
    list::Page,
};
use sqlx::PgConnection;

pub use store::LIST;

use crate::{answer::Answer, clock, context::Cx, error::Result, lists};

impl Answer for ListCustomers {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<CustomerRow>> {
        lists::page(db, &LIST, &self.query, store::row).await
    }
}

impl Answer for ShowCustomer {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<CustomerDetail> {
        let mut customer = store::customer(db, self.id).await?;
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        customer.services = store::list_services(db, self.id, today).await?;
        Ok(customer)
    }
}
