//! What clocks rest on: working hours, holidays, promises and reasons to wait.
//!
//! The database lets every open clock follow at the end of the transaction; nothing here reckons.

use model::{
    ids::{CalendarId, HolidayId},
    problem::Problem,
    sla::rules::{
        KeptHoldReason, ListHoldReasons, RemoveHoliday, RemoveSlaTarget, SaveCalendar,
        SaveHoldReason, SaveHoliday, SaveSlaTarget, ShowSlaRules, SlaRules, level,
    },
    valid,
};
use sqlx::PgConnection;

use super::rule_store as store;
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ShowSlaRules {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<SlaRules> {
        Ok(SlaRules {
            calendars: store::calendars(db).await?,
            holidays: store::holidays(db).await?,
            targets: store::targets(db).await?,
            levels: store::levels(db).await?,
            open_tickets: store::open_tickets(db).await?,
        })
    }
}

impl Answer for SaveCalendar {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<CalendarId> {
        let name = self.check()?;
        if self.is_default {
            store::free_the_default(db, self.id).await?;
        }
        let id = match self.id {
            Some(id) => store::change_calendar(db, id, &name, &self).await?,
            None => store::add_calendar(db, &name, &self).await?,
        };
        store::set_slots(db, id, &self.slots).await?;
        Ok(id)
    }
}

impl Answer for SaveHoliday {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<HolidayId> {
        let name = self.check()?;
        match self.id {
            Some(id) => store::change_holiday(db, id, &name, &self).await,
            None => store::add_holiday(db, &name, &self).await,
        }
    }
}

impl Answer for RemoveHoliday {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::remove_holiday(db, self.id).await
    }
}

impl Answer for SaveSlaTarget {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.check()?;
        let level = level(&self.target.level).map_err(|problem| Error::field("level", problem))?;
        store::save_target(db, &level, &self.target).await
    }
}

impl Answer for RemoveSlaTarget {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::remove_target(db, self.priority, &self.level).await
    }
}

impl Answer for ListHoldReasons {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<KeptHoldReason>> {
        store::hold_reasons(db).await
    }
}

impl Answer for SaveHoldReason {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.check()?;
        match &self.code {
            Some(code) => store::change_hold_reason(db, code, &self).await,
            None => {
                let code = valid::code_of(&self.text_en);
                if store::add_hold_reason(db, &code, &self).await? {
                    Ok(())
                } else {
                    Err(Error::field("text_en", Problem::new("TAKEN")))
                }
            }
        }
    }
}
