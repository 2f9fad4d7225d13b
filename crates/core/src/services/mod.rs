//! Connections at an address: the list, one of them with its invoices and tickets, and its port.

mod change;
mod change_store;
mod plug;
mod store;

use model::{
    list::{Filter, ListQuery, Op, Page, Sort},
    services::{ListServices, ServiceDetail, ServiceRow, ShowService},
};
use sqlx::PgConnection;

pub use change::apply_terms;
pub(crate) use change::change_terms;
pub(crate) use change_store::lock_at_version;
pub use store::LIST;

use crate::{answer::Answer, context::Cx, error::Result, lists};

impl Answer for ListServices {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<ServiceRow>> {
        lists::page(db, &LIST, &self.query, store::row).await
    }
}

impl Answer for ShowService {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<ServiceDetail> {
        let mut service = store::service(db, self.id).await?;
        if store::sees_terms(db).await? {
            service.terms = change_store::terms(db, self.id).await?;
        }
        let of_service = |newest: &str| ListQuery {
            filters: vec![Filter {
                column: "service_id".to_owned(),
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
        service.invoices = crate::billing::list(db, &of_service("period")).await?.rows;
        service.tickets = crate::tickets::list(db, &of_service("created_at"))
            .await?
            .rows;
        Ok(service)
    }
}
