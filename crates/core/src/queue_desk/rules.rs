//! How the queue works for the whole company.

use model::queue::{QueueRules, SaveQueueRules, ShowQueueRules};
use sqlx::PgConnection;

use super::{rule_store as store, way_store};
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ShowQueueRules {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<QueueRules> {
        store::rules(db).await
    }
}

impl Answer for SaveQueueRules {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.rules.check()?;
        way_store::must_change(db).await?;
        store::lock(db).await?;
        if store::rules(db).await? != self.seen {
            return Err(match store::last_change(db).await? {
                Some(last) => Error::stale(last),
                None => Error::conflict("BUSY"),
            });
        }
        store::change(db, &self.rules).await
    }
}
