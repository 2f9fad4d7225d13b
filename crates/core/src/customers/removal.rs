//! Taking a customer out of sight who left for good, and bringing him back.

use model::customers::{DeleteCustomer, RestoreCustomer};
use sqlx::PgConnection;

use super::store;
use crate::{answer::Answer, context::Cx, error::Result};

impl Answer for DeleteCustomer {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let reason = self.check()?;
        store::lock_for_removal(db, self.id, self.version, false).await?;
        store::delete(db, &[self.id.0], &reason).await
    }
}

impl Answer for RestoreCustomer {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::lock_for_removal(db, self.id, self.version, true).await?;
        store::restore(db, &[self.id.0]).await
    }
}
