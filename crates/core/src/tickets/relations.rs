//! Links between tickets, and who watches them.

use model::{
    problem::Problem,
    tickets::relations::{LinkTickets, Relations, ShowRelations, UnlinkTickets, WatchTicket},
};
use sqlx::PgConnection;

use super::work_store as store;
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ShowRelations {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Relations> {
        store::relations(db, self.id).await
    }
}

impl Answer for LinkTickets {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let to = store::find(db, &self.to)
            .await?
            .filter(|to| *to != self.from)
            .ok_or_else(|| unknown("to", &self.to))?;
        store::link(db, self.from, to, self.kind).await
    }
}

impl Answer for UnlinkTickets {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::unlink(db, self.from, self.to, self.kind).await
    }
}

impl Answer for WatchTicket {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::watch(db, self.id, self.watch).await
    }
}

/// No ticket has this number, or the caller may not know of it.
pub(super) fn unknown(field: &str, number: &str) -> Error {
    let problem = match number.trim() {
        "" => Problem::new("TEXT_REQUIRED"),
        number => Problem::new("VALUE_UNKNOWN").with("value", number),
    };
    Error::field(field, problem)
}
