//! SQL of how people want to be told.

use model::{
    ids::StaffId,
    notifications::{
        event::NotificationEvent,
        preferences::{Absence, Channels, Choice, NotificationPreferences, QuietHours},
    },
};
use serde_json::json;
use sqlx::PgConnection;

use crate::error::Result;

/// What the caller chose, without what only a later program knows.
pub async fn choices(db: &mut PgConnection) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        "select event, in_app, os, sound from notification_choices where staff_id = (select app.staff_id()) order by event"
    )
    .fetch_all(db)
    .await?;
    let known = rows.into_iter().filter_map(|row| {
        Some(Choice {
            event: NotificationEvent::from_name(&row.event)?,
            channels: Channels {
                in_app: row.in_app,
                os: row.os,
                sound: row.sound,
            },
        })
    });
    Ok(known.collect())
}

/// The caller's quiet hours, by weekday.
pub async fn quiet(db: &mut PgConnection) -> Result<Vec<QuietHours>> {
    let rows = sqlx::query!(
        "select weekday, from_minute, to_minute from notification_quiet where staff_id = (select app.staff_id()) order by weekday"
    )
    .fetch_all(db)
    .await?;
    // The database keeps weekdays in 1–7 and minutes in 0–1440.
    let hours = rows.into_iter().filter_map(|row| {
        Some(QuietHours {
            weekday: row.weekday.try_into().ok()?,
            from: row.from_minute.try_into().ok()?,
            to: row.to_minute.try_into().ok()?,
        })
    });
    Ok(hours.collect())
}

/// Who stands in for the caller.
pub async fn absence(db: &mut PgConnection) -> Result<Option<Absence>> {
    let row = sqlx::query!(
        "select substitute_id, from_at, to_at from notification_absences where staff_id = (select app.staff_id())"
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Absence {
        substitute: StaffId(row.substitute_id),
        from: row.from_at,
        to: row.to_at,
    }))
}

/// Keeps all of the caller's anew.
pub async fn save(db: &mut PgConnection, preferences: &NotificationPreferences) -> Result<()> {
    let choices: Vec<_> = preferences
        .choices
        .iter()
        .map(|choice| {
            let Channels { in_app, os, sound } = choice.channels;
            json!({"event": choice.event.name(), "in_app": in_app, "os": os, "sound": sound})
        })
        .collect();
    let quiet: Vec<_> = preferences
        .quiet
        .iter()
        .map(|hours| {
            json!({"weekday": hours.weekday, "from_minute": hours.from, "to_minute": hours.to})
        })
        .collect();
    let absence = preferences.absence;
    sqlx::query!(
        "select app.save_notification_preferences($1, $2, $3, $4, $5)",
        json!(choices),
        json!(quiet),
        absence.map(|absence| absence.substitute.0),
        absence.map(|absence| absence.from),
        absence.map(|absence| absence.to)
    )
    .execute(db)
    .await?;
    Ok(())
}
