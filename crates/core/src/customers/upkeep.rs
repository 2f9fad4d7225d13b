//! Tags, notes, files, and the two steps to an identity number.

use model::{
    customers::{
        AskIdentity, FileCustomer, ListTags, NoteCustomer, RevealIdentity, TAGS_MAX, TagCount,
        TagCustomer,
    },
    problem::{Problem, Problems},
    secret::Secret,
    valid,
};
use sqlx::PgConnection;

use super::store;
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for TagCustomer {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<String>> {
        let add = self.check()?;
        let tags = store::tag(db, self.id, &add, &self.remove).await?;
        not_too_many(&tags)?;
        Ok(tags)
    }
}

/// Refuses what leaves a customer with too many tags; the transaction ends without a commit then, so nothing was added.
pub(super) fn not_too_many(tags: &[String]) -> Result<()> {
    if tags.len() > TAGS_MAX {
        let problem = Problem::new("TAGS_FULL").with("max", TAGS_MAX);
        return Err(Error::field("tag", problem));
    }
    Ok(())
}

impl Answer for ListTags {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<TagCount>> {
        store::list_tags(db).await
    }
}

impl Answer for NoteCustomer {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let Some(body) = problems.check("body", valid::required(&self.body, valid::TEXT_MAX))
        else {
            return Err(problems.into());
        };
        store::note(db, self.id, &body).await
    }
}

impl Answer for FileCustomer {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        crate::tickets::keep_for_customer(cx, db, self.id, self.file).await
    }
}

impl Answer for AskIdentity {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        let reason =
            valid::reason(&self.reason).map_err(|problem| Error::field("reason", problem))?;
        store::ask_identity(db, self.contact, &reason).await
    }
}

impl Answer for RevealIdentity {
    // A read of its own connection: the ask must have been committed before.
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Option<Secret>> {
        let number = store::reveal_identity(db, self.ask).await?;
        Ok(number.map(Secret::new))
    }
}
