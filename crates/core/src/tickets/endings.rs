//! Looking after the ways tickets end.

use model::{
    problem::Problem,
    tickets::endings::{KeptResolutionCode, ListResolutionCodes, SaveResolutionCode},
    valid,
};
use sqlx::PgConnection;

use super::choice_store as store;
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ListResolutionCodes {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<KeptResolutionCode>> {
        store::kept_resolution_codes(db).await
    }
}

impl Answer for SaveResolutionCode {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.check()?;
        match &self.code {
            Some(code) => store::change_resolution_code(db, code, &self).await,
            None => {
                let code = valid::code_of(&self.text_en);
                if store::add_resolution_code(db, &code, &self).await? {
                    Ok(())
                } else {
                    Err(Error::field("text_en", Problem::new("TAKEN")))
                }
            }
        }
    }
}
