//! Putting right what stands in an application, and the way to read its identity number.

use model::{
    registrations::{AskApplicantIdentity, ChangeRegistration},
    valid,
};
use sqlx::PgConnection;

use super::store;
use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ChangeRegistration {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        store::lock_at_version(db, self.id, self.version).await?;
        let kept = store::planned(db, self.id).await?;
        let phone = self.check(today, kept)?;
        let name = valid::name(&self.to.name).map_err(|problem| Error::field("name", problem))?;
        store::change(db, self.id, &self.to, &name, phone.e164()).await?;
        if let Ok(Some(nik)) = valid::nik_or_none(&self.to.nik) {
            store::correct_identity(db, self.id, &nik).await?;
        }
        Ok(())
    }
}

impl Answer for AskApplicantIdentity {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        let reason =
            valid::reason(&self.reason).map_err(|problem| Error::field("reason", problem))?;
        store::ask_identity(db, self.registration, &reason).await
    }
}
