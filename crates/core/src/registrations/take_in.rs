//! Taking a registration in.

use model::{
    ids::RegistrationId,
    registrations::{CreateRegistration, Created},
    valid,
};
use sqlx::PgConnection;

use super::store;
use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
    numbers,
};

impl Answer for CreateRegistration {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Created> {
        let now = cx.now(db).await?;
        let phone = self.check(clock::business_day(db, now).await?)?;
        let name = valid::name(&self.name).map_err(|problem| Error::field("name", problem))?;
        let number = numbers::next(db, "REG", now).await?;
        let id = store::insert(db, &self, &number, &name, phone.e164()).await?;
        if let Ok(Some(digits)) = valid::nik_or_none(&self.nik) {
            store::keep_identity(db, id, &digits).await?;
        }
        Ok(Created {
            id: RegistrationId(id),
            number,
        })
    }
}
