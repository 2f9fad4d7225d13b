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
        // A warning about the date inside does not keep the number out; sixteen digits do count.
        let digits: String = self.nik.chars().filter(char::is_ascii_digit).collect();
        if digits.len() == 16
            && valid::nik(&self.nik).map_or_else(|problem| problem.code == "NIK_DATE", |_| true)
        {
            store::keep_identity(db, id, &digits).await?;
        }
        Ok(Created {
            id: RegistrationId(id),
            number,
        })
    }
}
