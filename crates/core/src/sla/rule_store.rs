//! SQL of what clocks rest on.

use std::collections::HashMap;

use model::{
    ids::{CalendarId, HolidayId},
    sla::{
        Slot,
        rules::{
            CountedHours, KeptCalendar, KeptHoldReason, KeptHoliday, SaveCalendar, SaveHoldReason,
            SaveHoliday, SlaTarget,
        },
    },
    states::Priority,
    tickets::choices::{HoldReason, Worded},
};
use sqlx::PgConnection;

use crate::error::{Error, Result, found};

/// Calendars with their hours, the default first, then those that are offered, each part by name.
pub async fn calendars(db: &mut PgConnection) -> Result<Vec<KeptCalendar>> {
    let rows = sqlx::query!(
        r#"select c.id, c.name, c.is_default, c.active, (select count(*) from sla_targets t where t.calendar_id = c.id) as "targets!"
           from calendars c order by c.is_default desc, c.active desc, c.name, c.id"#
    )
    .fetch_all(&mut *db)
    .await?;
    let mut slots = slots(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| KeptCalendar {
            id: CalendarId(row.id),
            name: row.name,
            is_default: row.is_default,
            active: row.active,
            slots: slots.remove(&row.id).unwrap_or_default(),
            targets: row.targets,
        })
        .collect())
}

async fn slots(db: &mut PgConnection) -> Result<HashMap<i64, Vec<Slot>>> {
    let rows = sqlx::query!(
        "select calendar_id, weekday, opens, closes from work_slots order by calendar_id, weekday, opens"
    )
    .fetch_all(db)
    .await?;
    let mut slots: HashMap<i64, Vec<Slot>> = HashMap::new();
    for row in rows {
        // The database keeps weekdays in 1–7 and minutes in 0–1440.
        if let (Ok(weekday), Ok(opens), Ok(closes)) = (
            row.weekday.try_into(),
            row.opens.try_into(),
            row.closes.try_into(),
        ) {
            slots.entry(row.calendar_id).or_default().push(Slot {
                weekday,
                opens,
                closes,
            });
        }
    }
    Ok(slots)
}

/// Makes room for another default than `next`.
pub async fn free_the_default(db: &mut PgConnection, next: Option<CalendarId>) -> Result<()> {
    sqlx::query!(
        "update calendars set is_default = false where is_default and id is distinct from $1",
        next.map(|id| id.0)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Adds a calendar without hours.
pub async fn add_calendar(
    db: &mut PgConnection,
    name: &str,
    new: &SaveCalendar,
) -> Result<CalendarId> {
    let id = sqlx::query_scalar!(
        "insert into calendars (name, is_default, active) values ($1, $2, $3 or $2) returning id",
        name,
        new.is_default,
        new.active
    )
    .fetch_one(db)
    .await
    .map_err(name_taken)?;
    Ok(CalendarId(id))
}

/// Changes a calendar, not its hours. The default stays the default until another takes its place.
pub async fn change_calendar(
    db: &mut PgConnection,
    id: CalendarId,
    name: &str,
    new: &SaveCalendar,
) -> Result<CalendarId> {
    let changed = sqlx::query_scalar!(
        "update calendars set name = $2, is_default = is_default or $3, active = $4 or $3 where id = $1 returning id",
        id.0,
        name,
        new.is_default,
        new.active
    )
    .fetch_optional(db)
    .await
    .map_err(name_taken)?;
    changed.map(CalendarId).ok_or(Error::NotFound)
}

fn name_taken(error: sqlx::Error) -> Error {
    Error::from(error).at_field("calendars_name_key", "name")
}

/// Gives a calendar these hours. What is there already is not written again, so that the trail says what changed.
pub async fn set_slots(db: &mut PgConnection, id: CalendarId, slots: &[Slot]) -> Result<()> {
    let weekdays: Vec<i16> = slots.iter().map(|slot| slot.weekday.into()).collect();
    let opens: Vec<i32> = slots.iter().map(|slot| slot.opens.into()).collect();
    let closes: Vec<i32> = slots.iter().map(|slot| slot.closes.into()).collect();
    sqlx::query!(
        "delete from work_slots w where w.calendar_id = $1
           and not exists (select from unnest($2::smallint[], $3::int[], $4::int[]) s (weekday, opens, closes)
                           where (s.weekday, s.opens, s.closes) = (w.weekday, w.opens, w.closes))",
        id.0,
        &weekdays,
        &opens,
        &closes
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into work_slots (calendar_id, weekday, opens, closes)
         select $1, s.weekday, s.opens, s.closes from unnest($2::smallint[], $3::int[], $4::int[]) s (weekday, opens, closes)
         on conflict on constraint work_slots_pkey do nothing",
        id.0,
        &weekdays,
        &opens,
        &closes
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Holidays by day.
pub async fn holidays(db: &mut PgConnection) -> Result<Vec<KeptHoliday>> {
    let rows = sqlx::query!(
        "select id, calendar_id, day, name from holidays order by day, calendar_id nulls first"
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KeptHoliday {
            id: HolidayId(row.id),
            calendar: row.calendar_id.map(CalendarId),
            day: row.day,
            name: row.name,
        })
        .collect())
}

/// Adds a holiday.
pub async fn add_holiday(
    db: &mut PgConnection,
    name: &str,
    new: &SaveHoliday,
) -> Result<HolidayId> {
    let id = sqlx::query_scalar!(
        "insert into holidays (calendar_id, day, name) values ($1, $2, $3) returning id",
        new.calendar.map(|id| id.0),
        new.day,
        name
    )
    .fetch_one(db)
    .await
    .map_err(day_taken)?;
    Ok(HolidayId(id))
}

/// Changes a holiday.
pub async fn change_holiday(
    db: &mut PgConnection,
    id: HolidayId,
    name: &str,
    new: &SaveHoliday,
) -> Result<HolidayId> {
    let changed = sqlx::query_scalar!(
        "update holidays set calendar_id = $2, day = $3, name = $4 where id = $1 returning id",
        id.0,
        new.calendar.map(|id| id.0),
        new.day,
        name
    )
    .fetch_optional(db)
    .await
    .map_err(day_taken)?;
    changed.map(HolidayId).ok_or(Error::NotFound)
}

fn day_taken(error: sqlx::Error) -> Error {
    Error::from(error)
        .at_field("holidays_shared_key", "day")
        .at_field("holidays_own_key", "day")
}

/// Makes a holiday an ordinary day. One that is gone already is what was wanted.
pub async fn remove_holiday(db: &mut PgConnection, id: HolidayId) -> Result<()> {
    sqlx::query!("delete from holidays where id = $1", id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Promises by level, standard first, and by priority, the most urgent first.
pub async fn targets(db: &mut PgConnection) -> Result<Vec<SlaTarget>> {
    let rows = sqlx::query!(
        "select priority, sla_level, hours, response_minutes, around_the_clock, calendar_id from sla_targets
         order by sla_level <> 'standard', sla_level, array_position('{urgent,high,normal,low}'::text[], priority)"
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let priority = Priority::from_name(&row.priority)
                .ok_or_else(|| Error::Internal(format!("unknown priority {}", row.priority)))?;
            let counted = match row.calendar_id {
                _ if row.around_the_clock => CountedHours::Every,
                Some(id) => CountedHours::Of(CalendarId(id)),
                None => CountedHours::Usual,
            };
            Ok(SlaTarget {
                priority,
                level: row.sla_level,
                hours: row.hours,
                response_minutes: row.response_minutes,
                counted,
            })
        })
        .collect()
}

/// Levels of packages and promises, standard first.
pub async fn levels(db: &mut PgConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"select l.level as "level!" from (select sla_level as level from packages union select sla_level from sla_targets union select 'standard') l
           order by l.level <> 'standard', l.level"#
    )
    .fetch_all(db)
    .await?)
}

/// Tickets whose clocks follow a change.
pub async fn open_tickets(db: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "open!" from tickets where status in ('open', 'assigned', 'in_progress', 'on_hold')"#
    )
    .fetch_one(db)
    .await?)
}

/// Promises something.
pub async fn save_target(db: &mut PgConnection, level: &str, target: &SlaTarget) -> Result<()> {
    let calendar = match target.counted {
        CountedHours::Of(id) => Some(id.0),
        CountedHours::Usual | CountedHours::Every => None,
    };
    sqlx::query!(
        "insert into sla_targets (priority, sla_level, hours, response_minutes, around_the_clock, calendar_id) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint sla_targets_pkey do update set hours = excluded.hours, response_minutes = excluded.response_minutes,
           around_the_clock = excluded.around_the_clock, calendar_id = excluded.calendar_id",
        target.priority.name(),
        level,
        target.hours,
        target.response_minutes,
        target.counted == CountedHours::Every,
        calendar
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a promise away. One that is gone already is what was wanted.
pub async fn remove_target(db: &mut PgConnection, priority: Priority, level: &str) -> Result<()> {
    sqlx::query!(
        "delete from sla_targets where priority = $1 and sla_level = $2",
        priority.name(),
        level
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Reasons that people choose from, those that are offered first, in their order.
pub async fn hold_reasons(db: &mut PgConnection) -> Result<Vec<KeptHoldReason>> {
    let rows = sqlx::query!(
        r#"select r.code, r.text_id, r.text_en, r.stops_clock, r.active, coalesce(w.waiting, 0) as "waiting!"
           from hold_reasons r
           left join (select hold_reason, count(*) as waiting from tickets where status = 'on_hold' group by hold_reason) w on w.hold_reason = r.code
           where r.code <> 'finished' order by r.active desc, r.position, r.code"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KeptHoldReason {
            stays: row.code == "other",
            reason: HoldReason {
                word: Worded {
                    code: row.code,
                    text_id: row.text_id,
                    text_en: row.text_en,
                },
                stops_clock: row.stops_clock,
            },
            active: row.active,
            waiting: row.waiting,
        })
        .collect())
}

/// Adds a reason before the one that stands for all others; whether there was none of this code.
pub async fn add_hold_reason(
    db: &mut PgConnection,
    code: &str,
    new: &SaveHoldReason,
) -> Result<bool> {
    let added = sqlx::query!(
        "insert into hold_reasons (code, text_id, text_en, stops_clock, active, position)
         values ($1, $2, $3, $4, $5, (select coalesce(max(position), 0) + 1 from hold_reasons where code not in ('other', 'finished')))
         on conflict on constraint hold_reasons_pkey do nothing",
        code,
        new.text_id.trim(),
        new.text_en.trim(),
        new.stops_clock,
        new.active
    )
    .execute(db)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Changes a reason.
pub async fn change_hold_reason(
    db: &mut PgConnection,
    code: &str,
    new: &SaveHoldReason,
) -> Result<()> {
    let changed = sqlx::query!(
        "update hold_reasons set text_id = $2, text_en = $3, stops_clock = $4, active = $5 where code = $1 and code <> 'finished'",
        code,
        new.text_id.trim(),
        new.text_en.trim(),
        new.stops_clock,
        new.active
    )
    .execute(db)
    .await?;
    found(changed.rows_affected() == 1)
}
