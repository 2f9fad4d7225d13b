//! The directory of colleagues; making and ending their logins belongs to [`crate::access`].

mod store;

use model::{
    list::{Filter, ListQuery, Op, Page, Sort},
    staff::{ListMembers, MemberDetail, MemberRow, ShowMember},
};
use sqlx::PgConnection;

pub use store::LIST;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
    lists,
};

impl Answer for ListMembers {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<MemberRow>> {
        lists::page(db, &LIST, &self.query, store::row).await
    }
}

impl Answer for ShowMember {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<MemberDetail> {
        let is = |column: &str| {
            vec![Filter {
                column: column.to_owned(),
                op: Op::Is,
                values: vec![self.id.to_string()],
            }]
        };
        let one = ListQuery {
            filters: is("staff_id"),
            limit: 1,
            ..ListQuery::default()
        };
        let found = lists::page(db, &LIST, &one, store::row).await?.rows;
        let row = found.into_iter().next().ok_or(Error::NotFound)?;
        let led = ListQuery {
            filters: is("lead_id"),
            sort: vec![Sort {
                column: "created_at".to_owned(),
                descending: true,
            }],
            limit: 50,
            ..ListQuery::default()
        };
        let tickets = crate::tickets::list(db, &led).await?.rows;
        let zones = store::zones(db, self.id).await?;
        Ok(MemberDetail {
            row,
            zones,
            tickets,
        })
    }
}
