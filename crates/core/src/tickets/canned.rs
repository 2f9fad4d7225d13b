//! Texts that are written often.

use model::{
    ids::CannedTextId,
    problem::Problems,
    tickets::conversation::{CannedText, ListCannedTexts, SaveCannedText},
    valid,
};
use sqlx::PgConnection;

use super::choice_store as store;
use crate::{answer::Answer, context::Cx, error::Result};

impl Answer for ListCannedTexts {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<CannedText>> {
        store::canned_texts(db, !self.removed).await
    }
}

impl Answer for SaveCannedText {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<CannedTextId> {
        let mut problems = Problems::none();
        let title = problems.check("title", valid::name(&self.title));
        let body = problems.check("body", valid::required(&self.body, valid::TEXT_MAX));
        let (Some(title), Some(body)) = (title, body) else {
            return Err(problems.into());
        };
        store::save_canned_text(db, self.id, &title, &body, self.active)
            .await
            .map_err(|error| error.at_field("canned_texts_title_key", "title"))
    }
}
