//! SQL of how the queue stands.

use model::{
    queue::{ClassNow, FailureGroup, GatewayKind, QueueWorker, Span, Step, WayNow, WayState},
    states::{MessageClass, MessageStatus},
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// Lets go what is over and names what was lost; does nothing where somebody did so within five seconds.
pub async fn sweep(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("select app.sweep_queue()")
        .fetch_one(db)
        .await?;
    Ok(())
}

/// How every class stands, in the order in which they go out.
pub async fn classes(db: &mut PgConnection) -> Result<Vec<ClassNow>> {
    let rows = sqlx::query!(
        r#"select class as "class!", waiting as "waiting!", delayed as "delayed!", active as "active!", oldest_at, sent_today as "sent_today!",
                  failed_today as "failed_today!", dead as "dead!", unknown as "unknown!", wait_p50, wait_p95, send_p50, send_p95, minute as "minute!",
                  paused_at, paused_by
           from app.queue_classes()"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ClassNow {
                class: MessageClass::from_name(&row.class).ok_or_else(|| odd(&row.class))?,
                waiting: row.waiting,
                delayed: row.delayed,
                active: row.active,
                oldest_at: row.oldest_at,
                sent_today: row.sent_today,
                failed_today: row.failed_today,
                dead: row.dead,
                unknown: row.unknown,
                wait_p50: row.wait_p50,
                wait_p95: row.wait_p95,
                send_p50: row.send_p50,
                send_p95: row.send_p95,
                minute: row.minute,
                paused_at: row.paused_at,
                paused_by: row.paused_by,
            })
        })
        .collect()
}

fn odd(word: &str) -> Error {
    Error::Internal(format!("unknown word {word} in the queue"))
}

/// How every way out is, in the order in which they are used.
pub async fn ways(db: &mut PgConnection) -> Result<Vec<WayNow>> {
    let rows = sqlx::query!(
        r#"select id as "id!", kind as "kind!", active as "active!", rate, rate_window_ms as "window!", used as "used!", paused_at, paused_by, broken_at,
                  broken_reason, probe_at, checked_at, quota
           from app.queue_ways()"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let (state, since) = match (row.active, row.paused_at, row.broken_at) {
                (false, ..) => (WayState::Off, None),
                (true, Some(at), _) => (WayState::Paused, Some(at)),
                (true, None, Some(at)) => (WayState::Broken, Some(at)),
                (true, None, None) => (WayState::Well, None),
            };
            Ok(WayNow {
                id: row.id,
                kind: GatewayKind::from_name(&row.kind).ok_or_else(|| odd(&row.kind))?,
                state,
                since,
                paused_by: row.paused_by,
                reason: row.broken_reason.filter(|reason| !reason.is_empty()),
                probe_at: row.probe_at,
                checked_at: row.checked_at,
                quota: row.quota,
                rate: row.rate,
                window: seconds(row.window),
                used: row.used,
            })
        })
        .collect()
}

/// Whole seconds of milliseconds, one at least.
fn seconds(ms: f64) -> i32 {
    i32::try_from((ms.clamp(1_000.0, 1e9) / 1_000.0).round() as i64).unwrap_or(i32::MAX)
}

/// Machines that send or may send.
pub async fn workers(db: &mut PgConnection) -> Result<Vec<QueueWorker>> {
    Ok(sqlx::query_as!(
        QueueWorker,
        r#"select id as "id!", login as "login!", device as "device!", app_version as "version!", enabled as "enabled!", enrolled_by,
                  enrolled_at as "enrolled_at!", since, seen_at, alive as "alive!", holds as "holds!"
           from app.queue_workers()"#
    )
    .fetch_all(db)
    .await?)
}

/// Why messages that the caller may see did not arrive, the most frequent reason first.
pub async fn failures(db: &mut PgConnection) -> Result<Vec<FailureGroup>> {
    let rows = sqlx::query!(
        r#"select m.status, split_part(coalesce(m.reason, ''), ':', 1) as "code!", count(*) as "count!",
                  min(coalesce(m.ended_at, m.unknown_at)) as first_at, max(coalesce(m.ended_at, m.unknown_at)) as last_at
           from messages m where m.status in ('failed', 'unknown') group by 1, 2 order by 3 desc, 1, 2 limit 50"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(FailureGroup {
                status: MessageStatus::from_name(&row.status).ok_or_else(|| odd(&row.status))?,
                code: row.code,
                count: row.count,
                first_at: row.first_at,
                last_at: row.last_at,
            })
        })
        .collect()
}

/// What became of the tries of every minute or hour of a span, the running one last.
pub async fn series(db: &mut PgConnection, span: Span) -> Result<Vec<Step>> {
    let hours = span == Span::Day;
    Ok(sqlx::query_as!(
        Step,
        r#"with zone as (select app.business_zone() as name),
             steps as (
               select generate_series(t.last - t.step * t.n, t.last, t.step) as at from (
                 select date_trunc(case when $1 then 'hour' else 'minute' end, clock_timestamp(), (select name from zone)) as last,
                        case when $1 then interval '1 h' else interval '1 min' end as step, case when $1 then 23 else 59 end as n) t)
           select t.at as "at!", coalesce(s.sent, 0) as "sent!", coalesce(s.failed, 0) as "failed!", coalesce(s.other, 0) as "retried!"
           from steps t left join app.queue_series($1) s on s.at = t.at order by t.at"#,
        hours
    )
    .fetch_all(db)
    .await?)
}
