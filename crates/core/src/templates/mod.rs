//! Texts of messages: their versions, and what a message about a record says in its place-holders.
//!
//! Checking and filling in are rules of `model::templates`; sending is the business of the queue.

mod record_store;
mod store;
mod values;

use model::templates::{
    ListTemplateVersions, ListTemplates, SaveTemplate, ShowTemplateValues, Template, Values,
};
use sqlx::PgConnection;

pub(crate) use values::{Known, Record};

use crate::{answer::Answer, context::Cx, error::Result};

impl Answer for ListTemplates {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Template>> {
        store::newest(db).await
    }
}

impl Answer for ListTemplateVersions {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Template>> {
        store::versions(db, self.name, self.language).await
    }
}

impl Answer for ShowTemplateValues {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Values> {
        let now = cx.now(db).await?;
        values::of(db, self.subject, self.language, now).await
    }
}

impl Answer for SaveTemplate {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i32> {
        let body = self.check()?;
        store::save(db, self.name, self.language, self.seen, &body).await
    }
}
