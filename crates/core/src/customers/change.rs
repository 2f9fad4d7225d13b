//! Putting right who a customer is and how he is reached.

use model::customers::ChangeCustomer;
use sqlx::PgConnection;

use super::store;
use crate::{answer::Answer, context::Cx, error::Result};

impl Answer for ChangeCustomer {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let checked = self.check()?;
        store::lock_at_version(db, self.id, self.version).await?;
        let contact =
            store::change(db, self.id, self.zone.map_or(0, |zone| zone.0), &checked).await?;
        if let Some(nik) = &checked.nik {
            store::correct_identity(db, contact, nik).await?;
        }
        Ok(())
    }
}
