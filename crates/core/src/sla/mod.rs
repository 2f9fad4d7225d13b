//! The clock of tickets: what it rests on, as people argue about it, and the look for what became late.
//!
//! The database reckons (`migrations/0016`); nothing here decides when a ticket is due.

mod rule_store;
mod rules;
mod store;

use model::sla::{ShowTicketClock, SweepSla, TicketClock};
use sqlx::PgConnection;

use crate::{answer::Answer, context::Cx, error::Result, notifications, settings};

impl Answer for ShowTicketClock {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<TicketClock> {
        let (mut clock, calendar) = store::clock(db, self.id).await?;
        if let Some(id) = calendar {
            clock.calendar = Some(store::calendar(db, id).await?);
        }
        clock.pauses = store::pauses(db, self.id).await?;
        clock.used_minutes = clock.used(settings::zone(db).await?);
        Ok(clock)
    }
}

impl Answer for SweepSla {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        let marked = store::sweep(db).await?;
        notifications::store::rounds(db).await?;
        Ok(marked)
    }
}
