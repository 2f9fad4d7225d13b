//! Ticking what has to be checked.

use model::tickets::checklist::{ChecklistItem, ShowChecklist, TickItem};
use sqlx::PgConnection;

use super::work_store as store;
use crate::{answer::Answer, context::Cx, error::Result};

impl Answer for ShowChecklist {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<ChecklistItem>> {
        store::checklist(db, self.id).await
    }
}

impl Answer for TickItem {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::tick(db, self.item, self.done).await
    }
}
