//! Applications for a connection: taken in, checked, approved or ended.

mod approve;
mod board;
mod change;
pub(crate) mod many;
mod many_store;
mod phone;
mod store;
mod take_in;
mod tell;

use model::{
    format::check_planned,
    list::Page,
    problem::{Problem, Problems},
    registrations::{
        CompleteSurvey, EndRegistration, ListRegistrations, RegistrationDetail, RegistrationRow,
        ScheduleSurvey, ShowRegistration, VerifyRegistration,
    },
    states::RegistrationStatus,
    valid,
};
use sqlx::PgConnection;

pub use store::LIST;
pub(crate) use tell::news;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
    lists,
    messages::Telling,
};

impl Answer for ListRegistrations {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<RegistrationRow>> {
        lists::page(db, &LIST, &self.query, store::row).await
    }
}

impl Answer for ShowRegistration {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<RegistrationDetail> {
        let mut registration = store::registration(db, self.id).await?;
        registration.duplicates = store::find_same_nik(db, self.id).await?;
        registration
            .duplicates
            .extend(store::find_duplicates(db, self.id).await?);
        let now = cx.now(db).await?;
        registration.stages = store::stages(db, self.id, now).await?;
        registration.timeline = store::timeline(db, self.id).await?;
        Ok(registration)
    }
}

impl Answer for VerifyRegistration {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::move_to(
            db,
            self.id,
            self.version,
            RegistrationStatus::Verified,
            None,
        )
        .await?;
        tell::moved(cx, db, Telling::Singly, &[self.id.0]).await?;
        Ok(())
    }
}

impl Answer for EndRegistration {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        if !matches!(
            self.outcome,
            RegistrationStatus::Rejected | RegistrationStatus::Cancelled
        ) {
            return Err(Error::field("outcome", Problem::new("TYPE_UNKNOWN")));
        }
        let mut problems = Problems::none();
        let Some(reason) = problems.check("reason", valid::reason(&self.reason)) else {
            return Err(problems.into());
        };
        // What an approval made, the database ends with it.
        store::move_to(db, self.id, self.version, self.outcome, Some(&reason)).await?;
        tell::moved(cx, db, Telling::Singly, &[self.id.0]).await?;
        Ok(())
    }
}

impl Answer for ScheduleSurvey {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        let today = crate::clock::business_day(db, now).await?;
        check_planned(self.day, today).map_err(|problem| Error::field("day", problem))?;
        store::schedule_survey(
            db,
            self.id,
            self.version,
            self.day,
            self.slot,
            self.technician,
        )
        .await?;
        tell::moved(cx, db, Telling::Singly, &[self.id.0]).await?;
        Ok(())
    }
}

impl Answer for CompleteSurvey {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let Some(note) = problems.check("note", valid::text(&self.note, 500)) else {
            return Err(problems.into());
        };
        store::move_to(
            db,
            self.id,
            self.version,
            RegistrationStatus::SurveyCompleted,
            (!note.is_empty()).then_some(note.as_str()),
        )
        .await?;
        tell::moved(cx, db, Telling::Singly, &[self.id.0]).await?;
        Ok(())
    }
}
