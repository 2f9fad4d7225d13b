//! Closing a duplicate into the ticket that goes on, and taking that back.

use model::tickets::relations::{MergeTicket, UndoMerge};
use sqlx::PgConnection;

use super::{relations::unknown, store, work_store};
use crate::{answer::Answer, context::Cx, error::Result};

impl Answer for MergeTicket {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let into = work_store::find(db, &self.into)
            .await?
            .filter(|into| *into != self.id)
            .ok_or_else(|| unknown("into", &self.into))?;
        store::check_version(db, self.id, self.version).await?;
        work_store::merge(db, self.id, into).await
    }
}

impl Answer for UndoMerge {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        work_store::undo_merge(db, self.id).await
    }
}
