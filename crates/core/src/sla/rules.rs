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
};
use sqlx::PgConnection;

use super::rule_store as store;
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

/// The longest code made from words, in characters.
const CODE_MAX: usize = 40;

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
                let code = code_of(&self.text_en);
                if store::add_hold_reason(db, &code, &self).await? {
                    Ok(())
                } else {
                    Err(Error::field("text_en", Problem::new("TAKEN")))
                }
            }
        }
    }
}

/// The code of a reason, from its words: small letters, everything between them one underscore.
fn code_of(words: &str) -> String {
    let code = words
        .split(|sign: char| !sign.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("_");
    let code: String = code.chars().take(CODE_MAX).collect();
    if code.len() < 2 {
        "reason".to_owned()
    } else {
        code
    }
}

#[cfg(test)]
mod tests {
    use super::code_of;

    #[test]
    fn a_code_is_made_of_the_letters_of_its_words() {
        assert_eq!(
            code_of("Waiting for the landlord"),
            "waiting_for_the_landlord"
        );
        assert_eq!(code_of(" 2nd visit (PLN)"), "nd_visit_pln");
        assert_eq!(code_of("等待"), "reason");
        assert!(code_of(&"very long ".repeat(9)).len() <= 40);
    }
}
