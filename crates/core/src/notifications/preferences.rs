//! How one wants to be told: shown, kept, forgotten.

use model::notifications::preferences::{
    NotificationPreferences, ResetNotificationPreferences, SaveNotificationPreferences,
    ShowNotificationPreferences,
};
use sqlx::PgConnection;

use super::preference_store as store;
use crate::{answer::Answer, context::Cx, error::Result};

impl Answer for ShowNotificationPreferences {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<NotificationPreferences> {
        Ok(NotificationPreferences {
            choices: store::choices(db).await?,
            quiet: store::quiet(db).await?,
            absence: store::absence(db).await?,
        })
    }
}

impl Answer for SaveNotificationPreferences {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.preferences.check()?;
        store::save(db, &self.preferences).await
    }

    fn has_changed(_reply: &()) -> bool {
        false
    }
}

impl Answer for ResetNotificationPreferences {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::save(db, &NotificationPreferences::default()).await
    }

    fn has_changed(_reply: &()) -> bool {
        false
    }
}
