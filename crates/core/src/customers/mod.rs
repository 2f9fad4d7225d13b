//! Customers: the list and everything about one of them.

mod store;

use model::{
    customers::{CustomerDetail, CustomerRow, ListCustomers, ShowCustomer},
    list::{Filter, ListQuery, Op, Page, Sort},
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
        let of_customer = |newest: &str| ListQuery {
            filters: vec![Filter {
                column: "customer_id".to_owned(),
                op: Op::Is,
                values: vec![self.id.to_string()],
            }],
            sort: vec![Sort {
                column: newest.to_owned(),
                descending: true,
            }],
            limit: 50,
            ..ListQuery::default()
        };
        customer.invoices = crate::billing::list(db, &of_customer("period")).await?.rows;
        customer.tickets = crate::tickets::list(db, &of_customer("created_at"))
            .await?
            .rows;
        Ok(customer)
    }
}
