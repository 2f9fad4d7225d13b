//! The notification centre: one's own list, what one does with it, and how one wants to be told.
//!
//! The database makes every notification (`migrations/0037`) and holds every right; nothing here can write one. What is changed
//! here is nobody else's business, so no topic is announced: the functions ring the person's own bell, see [`crate::changes`].

mod preference_store;
mod preferences;
pub(crate) mod store;

use chrono::{DateTime, TimeDelta, Utc};
use model::{
    notifications::{
        CatchUpNotifications, CaughtUp, ClearReadNotifications, CountNotifications,
        DeleteNotifications, Deleted, ListNotifications, MarkAllNotificationsRead,
        MarkNotifications, MarkNotificationsSeen, NotificationCount, NotificationPage, PAGE,
        RestoreNotifications, Snooze, SnoozeNotifications, check_ids,
    },
    problem::Problems,
};
use sqlx::PgConnection;

use crate::{answer::Answer, clock, context::Cx, error::Result};

impl Answer for ListNotifications {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<NotificationPage> {
        let after = self.after.unwrap_or(i64::MAX);
        let mut rows = store::list(db, self.filter, after, PAGE + 1).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        Ok(NotificationPage {
            next: rows.last().filter(|_| more).map(|row| row.seq),
            rows,
            now: clock::database_now(db).await?,
        })
    }
}

impl Answer for CountNotifications {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<NotificationCount> {
        store::count(db).await
    }
}

impl Answer for CatchUpNotifications {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<CaughtUp> {
        // A row that gets a new place between these two questions lies behind this cursor: the next catch-up tells of it.
        let cursor = store::cursor(db).await?;
        let is_reset = self.since > cursor;
        let rows = if is_reset {
            Vec::new()
        } else {
            store::since(db, self.since, cursor).await?
        };
        Ok(CaughtUp {
            cursor,
            events: if is_reset { 0 } else { cursor - self.since },
            rows,
            is_reset,
        })
    }
}

impl Answer for MarkNotifications {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        check_ids(&self.ids).map_err(|problem| Problems::one("ids", problem))?;
        store::mark(db, &self.ids, self.mark).await
    }

    fn has_changed(_reply: &i64) -> bool {
        false
    }
}

impl Answer for MarkAllNotificationsRead {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        store::mark_all_read(db, self.up_to).await
    }

    fn has_changed(_reply: &i64) -> bool {
        false
    }
}

impl Answer for MarkNotificationsSeen {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        store::mark_seen(db).await
    }

    fn has_changed(_reply: &i64) -> bool {
        false
    }
}

impl Answer for SnoozeNotifications {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<DateTime<Utc>> {
        let now = cx.now(db).await?;
        self.check(now)?;
        let until = match self.until {
            Snooze::Hour => now + TimeDelta::hours(1),
            Snooze::Tomorrow => store::tomorrow(db, now).await?,
            Snooze::Until(moment) => moment,
        };
        store::snooze(db, &self.ids, until).await?;
        Ok(until)
    }

    fn has_changed(_reply: &DateTime<Utc>) -> bool {
        false
    }
}

impl Answer for DeleteNotifications {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Deleted> {
        check_ids(&self.ids).map_err(|problem| Problems::one("ids", problem))?;
        store::delete(db, Some(&self.ids)).await
    }

    fn has_changed(_reply: &Deleted) -> bool {
        false
    }
}

impl Answer for ClearReadNotifications {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Deleted> {
        store::delete(db, None).await
    }

    fn has_changed(_reply: &Deleted) -> bool {
        false
    }
}

impl Answer for RestoreNotifications {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        store::restore(db, self.at).await
    }

    fn has_changed(_reply: &i64) -> bool {
        false
    }
}
