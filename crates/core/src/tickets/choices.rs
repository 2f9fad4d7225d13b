//! What is offered on a ticket, and choosing from it: hold, reopening, category, way to end.

use model::{
    problem::Problems,
    states::TicketStatus,
    tickets::choices::{
        ClassifyTicket, HoldTicket, ReopenTicket, SaveTicketCategory, ShowTicketChoices,
        TicketChoices,
    },
    valid,
};
use sqlx::PgConnection;

use super::{choice_store, store};
use crate::{answer::Answer, context::Cx, error::Result};

impl Answer for ShowTicketChoices {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<TicketChoices> {
        Ok(TicketChoices {
            categories: choice_store::categories(db).await?,
            hold_reasons: choice_store::hold_reasons(db).await?,
            resolution_codes: choice_store::resolution_codes(db).await?,
        })
    }
}

impl Answer for SaveTicketCategory {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let word = &self.category.word;
        problems.check("code", valid::code(&word.code));
        problems.check("text_id", valid::name(&word.text_id));
        problems.check("text_en", valid::name(&word.text_en));
        for (at, item) in self.items.iter().enumerate() {
            problems.check(
                &format!("items.{at}.text_id"),
                valid::required(&item.text_id, 200),
            );
            problems.check(
                &format!("items.{at}.text_en"),
                valid::required(&item.text_en, 200),
            );
        }
        problems.into_result()?;
        choice_store::save_category(db, &self).await
    }
}

impl Answer for HoldTicket {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let Some(reason) = problems.check("reason", valid::reason(&self.reason)) else {
            return Err(problems.into());
        };
        store::lock_at_version(db, self.id, self.version).await?;
        choice_store::hold(db, self.id, &self.reason_code, &reason).await
    }
}

impl Answer for ReopenTicket {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let Some(reason) = problems.check("reason", valid::reason(&self.reason)) else {
            return Err(problems.into());
        };
        store::lock_at_version(db, self.id, self.version).await?;
        store::move_to(db, self.id, TicketStatus::InProgress, Some(&reason)).await
    }
}

impl Answer for ClassifyTicket {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::lock_at_version(db, self.id, self.version).await?;
        if let Some(category) = &self.category {
            choice_store::categorise(db, self.id, category, self.take_priority).await?;
        }
        if let Some(code) = &self.resolution_code {
            choice_store::resolve(db, self.id, code).await?;
        }
        Ok(())
    }
}
