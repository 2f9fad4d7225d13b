//! SQL of the notification centre.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use model::{
    ids::NotificationId,
    notifications::{
        CATCH_UP_MAX, Deleted, Notification, NotificationCount, NotificationFilter,
        NotificationMark, Record,
        event::{NotificationEvent, NotificationKind},
    },
    palette::HitKind,
    states::Priority,
};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};

use crate::error::Result;

struct Row {
    id: i64,
    seq: i64,
    kind: String,
    event: String,
    record: Option<String>,
    record_id: Option<i64>,
    arguments: Json<BTreeMap<String, Value>>,
    priority: String,
    count: i64,
    instead_of: Option<String>,
    is_read: bool,
    is_seen: bool,
    is_closed: bool,
    is_archived: bool,
    snoozed_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    at: DateTime<Utc>,
}

impl From<Row> for Notification {
    fn from(row: Row) -> Self {
        let kind = row.record.as_deref().and_then(HitKind::parse);
        Notification {
            id: NotificationId(row.id),
            seq: row.seq,
            // A later program may tell of more than this one knows.
            kind: NotificationKind::from_name(&row.kind).unwrap_or(NotificationKind::System),
            event: NotificationEvent::from_name(&row.event).unwrap_or(NotificationEvent::Unknown),
            record: kind
                .zip(row.record_id)
                .map(|(kind, id)| Record { kind, id }),
            arguments: row.arguments.0.into_iter().filter_map(in_words).collect(),
            priority: Priority::from_name(&row.priority).unwrap_or(Priority::Normal),
            count: row.count,
            instead_of: row.instead_of,
            is_read: row.is_read,
            is_seen: row.is_seen,
            is_closed: row.is_closed,
            is_archived: row.is_archived,
            snoozed_until: row.snoozed_until,
            created_at: row.created_at,
            at: row.at,
        }
    }
}

/// An argument as words can use it. A later program may write numbers and more; what no sentence can hold is left out.
fn in_words((name, value): (String, Value)) -> Option<(String, String)> {
    let text = match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    Some((name, text))
}

/// Reads rows of the caller: what is asked of them, in which order, and the values of that.
macro_rules! rows {
    ($db:expr, $asked:literal, $($value:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select n.id, n.seq, n.kind, n.event, n.record, n.record_id, n.arguments as "arguments: Json<BTreeMap<String, Value>>", n.priority, n.count,
                      (select s.name from staff s where s.id = n.instead_of) as instead_of, n.read_at is not null as "is_read!",
                      n.seq <= coalesce((select s.seq from notification_seen s where s.staff_id = (select app.staff_id())), 0) as "is_seen!",
                      n.closed_at is not null as "is_closed!", n.archived_at is not null as "is_archived!", n.snoozed_until, n.created_at, n.updated_at as at
               from notifications n where n.staff_id = (select app.staff_id()) and n.deleted_at is null and "#
                + $asked,
            $($value),*
        )
        .fetch_all($db)
        .await?
    };
}

/// The newest of a filter before a place, newest first. Each filter is a question of its own, which an index of its own answers.
pub async fn list(
    db: &mut PgConnection,
    filter: NotificationFilter,
    before: i64,
    most: i64,
) -> Result<Vec<Notification>> {
    let rows = match filter {
        NotificationFilter::All => rows!(
            db,
            "n.archived_at is null and n.seq < $1 and (n.snoozed_until is null or n.snoozed_until <= clock_timestamp()) order by n.seq desc limit $2",
            before,
            most
        ),
        NotificationFilter::Unread => rows!(
            db,
            "n.read_at is null and n.seq < $1 and (n.snoozed_until is null or n.snoozed_until <= clock_timestamp()) order by n.seq desc limit $2",
            before,
            most
        ),
        NotificationFilter::Kind(kind) => rows!(
            db,
            "n.archived_at is null and n.kind = $3 and n.seq < $1 and (n.snoozed_until is null or n.snoozed_until <= clock_timestamp()) order by n.seq desc limit $2",
            before,
            most,
            kind.name()
        ),
        NotificationFilter::Snoozed => rows!(
            db,
            "n.snoozed_until > clock_timestamp() and n.seq < $1 order by n.seq desc limit $2",
            before,
            most
        ),
        NotificationFilter::Archived => rows!(
            db,
            "n.archived_at is not null and n.seq < $1 order by n.seq desc limit $2",
            before,
            most
        ),
    };
    Ok(rows.into_iter().map(Notification::from).collect())
}

/// What is unread and awake between two places, the newest of it, oldest first.
pub async fn since(db: &mut PgConnection, since: i64, until: i64) -> Result<Vec<Notification>> {
    let rows = rows!(
        db,
        "n.read_at is null and n.seq > $1 and n.seq <= $2 and (n.snoozed_until is null or n.snoozed_until <= clock_timestamp()) order by n.seq desc limit $3",
        since,
        until,
        CATCH_UP_MAX
    );
    Ok(rows.into_iter().rev().map(Notification::from).collect())
}

/// The caller's last place.
pub async fn cursor(db: &mut PgConnection) -> Result<i64> {
    let found = sqlx::query_scalar!(
        "select h.seq from notification_heads h where h.staff_id = (select app.staff_id())"
    )
    .fetch_optional(db)
    .await?;
    Ok(found.unwrap_or(0))
}

/// What the bell shows. Counts end at a thousand: so many are read one after the other, and nobody needs to know how many more.
pub async fn count(db: &mut PgConnection) -> Result<NotificationCount> {
    Ok(sqlx::query_as!(
        NotificationCount,
        r#"with me as materialized (select app.staff_id() as id)
           select
             (select count(*) from (select from notifications n where n.staff_id = (select id from me) and n.read_at is null and n.deleted_at is null
                and (n.snoozed_until is null or n.snoozed_until <= clock_timestamp()) limit 1000) x) as "unread!",
             (select count(*) from (select from notifications n where n.staff_id = (select id from me) and n.read_at is null and n.deleted_at is null
                and n.priority = 'urgent' and (n.snoozed_until is null or n.snoozed_until <= clock_timestamp()) limit 1000) x) as "attention!",
             (select count(*) from (select from notifications n where n.staff_id = (select id from me) and n.read_at is null and n.deleted_at is null
                and n.seq > coalesce((select s.seq from notification_seen s where s.staff_id = (select id from me)), 0) and (n.snoozed_until is null or n.snoozed_until <= clock_timestamp()) limit 1000) x) as "unseen!",
             coalesce((select h.seq from notification_heads h where h.staff_id = (select id from me)), 0) as "cursor!""#
    )
    .fetch_one(db)
    .await?)
}

fn numbers(ids: &[NotificationId]) -> Vec<i64> {
    ids.iter().map(|id| id.0).collect()
}

/// Marks some of the caller's; answers how many changed.
pub async fn mark(
    db: &mut PgConnection,
    ids: &[NotificationId],
    mark: NotificationMark,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select app.mark_notifications($1, $2) as "marked!""#,
        &numbers(ids),
        mark.name()
    )
    .fetch_one(db)
    .await?)
}

/// Rows that one statement marks; as many fit into the time that it may take.
const AT_ONCE: i64 = 5_000;

/// Marks all read up to a place; answers how many.
pub async fn mark_all_read(db: &mut PgConnection, up_to: i64) -> Result<i64> {
    let mut all = 0;
    loop {
        let marked = sqlx::query_scalar!(
            r#"select app.mark_all_notifications_read($1) as "marked!""#,
            up_to
        )
        .fetch_one(&mut *db)
        .await?;
        all += marked;
        if marked < AT_ONCE {
            return Ok(all);
        }
    }
}

/// Marks all seen; answers how many were new.
pub async fn mark_seen(db: &mut PgConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar!(r#"select app.mark_notifications_seen() as "marked!""#)
            .fetch_one(db)
            .await?,
    )
}

/// Eight o'clock of the day after a moment, in the business zone.
pub async fn tomorrow(db: &mut PgConnection, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    Ok(sqlx::query_scalar!(
        r#"select ((app.business_day($1) + 1) + time '08:00') at time zone app.business_zone() as "at!""#,
        now
    )
    .fetch_one(db)
    .await?)
}

/// Lets some of the caller's sleep.
pub async fn snooze(
    db: &mut PgConnection,
    ids: &[NotificationId],
    until: DateTime<Utc>,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select app.snooze_notifications($1, $2) as "marked!""#,
        &numbers(ids),
        until
    )
    .fetch_one(db)
    .await?)
}

/// Deletes some of the caller's, or all that are read.
pub async fn delete(db: &mut PgConnection, ids: Option<&[NotificationId]>) -> Result<Deleted> {
    let ids = ids.map(numbers);
    let mut all: Option<Deleted> = None;
    loop {
        let gone = sqlx::query_as!(
            Deleted,
            r#"select d.count as "count!", d.at as "at!" from app.delete_notifications($1, $2) d"#,
            ids.as_deref(),
            all.map(|all| all.at)
        )
        .fetch_one(&mut *db)
        .await?;
        let so_far = Deleted {
            count: gone.count + all.map_or(0, |all| all.count),
            at: gone.at,
        };
        if gone.count < AT_ONCE {
            return Ok(so_far);
        }
        all = Some(so_far);
    }
}

/// Takes a deletion back; answers how many came back.
pub async fn restore(db: &mut PgConnection, at: DateTime<Utc>) -> Result<i64> {
    let mut all = 0;
    loop {
        let restored =
            sqlx::query_scalar!(r#"select app.restore_notifications($1) as "restored!""#, at)
                .fetch_one(&mut *db)
                .await?;
        all += restored;
        if restored < AT_ONCE {
            return Ok(all);
        }
    }
}

/// Does what only the clock tells: warns of tickets, wakes what slept, looks for computers that are gone, throws old rows away.
/// At most one session does it at a time, and twice a minute at most. Answers how many tickets people were warned of.
pub async fn rounds(db: &mut PgConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar!(r#"select r.warned as "warned!" from app.notification_rounds() r"#)
            .fetch_one(db)
            .await?,
    )
}
