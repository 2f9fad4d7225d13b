//! SQL of the clock.

use model::{
    ids::TicketId,
    sla::{Calendar, Holiday, Pause, Slot, TicketClock},
};
use sqlx::PgConnection;

use crate::error::Result;

/// A ticket's clock without calendar and pauses, and which calendar it runs on.
pub async fn clock(db: &mut PgConnection, id: TicketId) -> Result<(TicketClock, Option<i64>)> {
    let row = sqlx::query!(
        r#"select coalesce(t.started_at, t.created_at) as "started_at!", t.calendar_id, t.target_minutes, t.warning_at, t.due_at, t.breached_at,
                  t.response_due_at, t.responded_at, t.clock_stopped_at, coalesce(t.completed_at, t.closed_at) as ended_at,
                  clock_timestamp() as "now!"
           from tickets t where t.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    let clock = TicketClock {
        started_at: row.started_at,
        calendar: None,
        target_minutes: row.target_minutes,
        used_minutes: 0,
        warning_at: row.warning_at,
        due_at: row.due_at,
        breached_at: row.breached_at,
        response_due_at: row.response_due_at,
        responded_at: row.responded_at,
        stopped_at: row.clock_stopped_at,
        ended_at: row.ended_at,
        pauses: Vec::new(),
        now: row.now,
    };
    Ok((clock, row.calendar_id))
}

/// A calendar with its own and the shared holidays.
pub async fn calendar(db: &mut PgConnection, id: i64) -> Result<Calendar> {
    let name = sqlx::query_scalar!("select name from calendars where id = $1", id)
        .fetch_one(&mut *db)
        .await?;
    let slots = sqlx::query!(
        "select weekday, opens, closes from work_slots where calendar_id = $1 order by weekday, opens",
        id
    )
    .fetch_all(&mut *db)
    .await?;
    let holidays = sqlx::query_as!(
        Holiday,
        "select distinct on (day) day, name from holidays where calendar_id is null or calendar_id = $1 order by day, calendar_id nulls last",
        id
    )
    .fetch_all(db)
    .await?;
    // The database keeps weekdays in 1–7 and minutes in 0–1440.
    let slots = slots
        .into_iter()
        .filter_map(|slot| {
            Some(Slot {
                weekday: slot.weekday.try_into().ok()?,
                opens: slot.opens.try_into().ok()?,
                closes: slot.closes.try_into().ok()?,
            })
        })
        .collect();
    Ok(Calendar {
        name,
        slots,
        holidays,
    })
}

/// When the ticket waited, in the order of time.
pub async fn pauses(db: &mut PgConnection, id: TicketId) -> Result<Vec<Pause>> {
    Ok(sqlx::query_as!(
        Pause,
        r#"select p.from_at as "from", p.to_at as "to", r.text_id, r.text_en, p.stops_clock
           from ticket_pauses p join hold_reasons r on r.code = p.reason where p.ticket_id = $1 order by p.from_at, p.id"#,
        id.0
    )
    .fetch_all(db)
    .await?)
}

/// Marks what became late.
pub async fn sweep(db: &mut PgConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar!(r#"select app.sla_sweep() as "marked!""#)
            .fetch_one(db)
            .await?,
    )
}
