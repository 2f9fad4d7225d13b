//! What is offered on a ticket, and choosing from it: hold, reopening, category, way to end.

use model::{
    problem::{Problem, Problems},
    states::TicketStatus,
    tickets::choices::{
        ClassifyTicket, HoldTicket, KeptCategory, ListTicketCategories, ReopenTicket,
        SaveTicketCategory, ShowTicketChoices, TicketChoices,
    },
    valid,
};
use sqlx::PgConnection;

use super::{category_store, choice_store, store, tell};
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
    messages::Telling,
};

impl Answer for ShowTicketChoices {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<TicketChoices> {
        Ok(TicketChoices {
            categories: choice_store::categories(db).await?,
            hold_reasons: choice_store::hold_reasons(db).await?,
            resolution_codes: choice_store::resolution_codes(db).await?,
        })
    }
}

impl Answer for ListTicketCategories {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<KeptCategory>> {
        let mut items = category_store::items(db).await?;
        let mut all = category_store::kept_categories(db).await?;
        for kept in &mut all {
            kept.items = items.remove(&kept.category.word.code).unwrap_or_default();
        }
        Ok(all)
    }
}

impl Answer for SaveTicketCategory {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.check()?;
        let word = &self.category.word;
        let code = if word.code.is_empty() {
            let code = valid::code_of(&word.text_en);
            if category_store::is_category(db, &code).await? {
                return Err(Error::field("text_en", Problem::new("TAKEN")));
            }
            code
        } else {
            word.code.clone()
        };
        category_store::save_category(db, &code, &self).await?;
        category_store::save_items(db, &code, &self.items).await
    }
}

impl Answer for HoldTicket {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let Some(reason) = problems.check("reason", valid::reason(&self.reason)) else {
            return Err(problems.into());
        };
        store::lock_at_version(db, self.id, self.version).await?;
        choice_store::hold(db, &[self.id.0], &self.reason_code, &reason).await?;
        tell::moved(cx, db, Telling::Singly, &[self.id.0]).await?;
        Ok(())
    }
}

impl Answer for ReopenTicket {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let Some(reason) = problems.check("reason", valid::reason(&self.reason)) else {
            return Err(problems.into());
        };
        store::lock_at_version(db, self.id, self.version).await?;
        store::move_to(db, &[self.id.0], TicketStatus::InProgress, Some(&reason)).await?;
        tell::moved(cx, db, Telling::Singly, &[self.id.0]).await?;
        Ok(())
    }
}

impl Answer for ClassifyTicket {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let new = self.check()?;
        store::lock_at_version(db, new.id, new.version).await?;
        if let Some(category) = &new.category {
            choice_store::categorise(db, new.id, category).await?;
        }
        if let Some(priority) = new.priority {
            choice_store::prioritise(db, &[new.id.0], priority).await?;
        }
        if let Some(description) = &new.description {
            choice_store::describe(db, new.id, description).await?;
        }
        if let Some(code) = &new.resolution_code {
            choice_store::resolve(db, new.id, code).await?;
        }
        Ok(())
    }
}
