//! SQL of the audit trail.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use model::trail::{TrailPlace, TrailRow};
use serde_json::Value;
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    error::Result,
    lists::{Kind, List, Place, column, nullable},
};

/// Number or name of the record a line is about, as far as the caller may read it.
macro_rules! number {
    () => {
        "(case r.record \
    when 'customers' then (select v.code || ' · ' || v.name from customers v where v.id = r.record_id::bigint) \
    when 'registrations' then (select v.number from registrations v where v.id = r.record_id::bigint) \
    when 'tickets' then (select v.number from tickets v where v.id = r.record_id::bigint) \
    when 'invoices' then (select v.number from invoices v where v.id = r.record_id::bigint) \
    when 'payments' then (select v.number from payments v where v.id = r.record_id::bigint) \
    when 'services' then (select w.code || ' · ' || w.name from services v join customers w on w.id = v.customer_id where v.id = r.record_id::bigint) \
    when 'contacts' then (select v.name from contacts v where v.id = r.record_id::bigint) \
    when 'staff' then (select v.name from staff v where v.id = r.record_id::bigint) \
    when 'packages' then (select v.name from packages v where v.id = r.record_id::bigint) \
    when 'zones' then (select v.name from zones v where v.id = r.record_id::bigint) \
    when 'odps' then (select v.code from odps v where v.id = r.record_id::bigint) \
    else coalesce(r.after ->> 'name', r.after ->> 'file_name', r.after ->> 'list', r.before ->> 'name') end)"
    };
}

/// The trail, newest first. Who may see which line is the database's business.
pub static LIST: List = List {
    name: "audit",
    select: concat!(
        "r.id, b.at, s.name as actor, o.name as on_behalf, b.device, b.app_version, r.record, r.record_id, r.action, ",
        number!(),
        " as number"
    ),
    from: "audit_batches b join audit_rows r on r.batch_id = b.id left join staff s on s.id = b.staff_id left join staff o on o.id = b.on_behalf_of",
    always: "true",
    // Whoever sees a line sees the batch it stands in.
    counted: ("audit_rows r", "true"),
    put_away: None,
    id: "r.id",
    columns: &[
        column("at", "b.at", Kind::Instant).joined(),
        nullable("actor", "s.name", Kind::Text).joined(),
        nullable("on_behalf", "o.name", Kind::Text).joined(),
        nullable("device", "b.device", Kind::Text).joined(),
        nullable("app_version", "b.app_version", Kind::Text).joined(),
        column("record", "r.record", Kind::Word("audit-record")),
        column("record_id", "r.record_id", Kind::Text),
        nullable("number", number!(), Kind::Text),
        column("action", "r.action", Kind::Word("audit-action")),
        nullable("staff_id", "b.staff_id", Kind::Number).joined(),
    ],
    search: &[
        Place {
            from: "audit_batches b join audit_rows r on r.batch_id = b.id",
            texts: &["b.device", "b.login"],
        },
        Place {
            from: "audit_rows r",
            texts: &[
                "r.after ->> 'number'",
                "r.after ->> 'code'",
                "r.after ->> 'name'",
            ],
        },
        Place {
            from: "staff s join audit_batches b on b.staff_id = s.id join audit_rows r on r.batch_id = b.id",
            texts: &["s.name"],
        },
    ],
    phone: None,
    order: ("at", true),
};

/// A row of [`LIST`].
pub fn row(row: &PgRow) -> sqlx::Result<TrailRow> {
    Ok(TrailRow {
        id: row.try_get("id")?,
        at: row.try_get("at")?,
        actor: row.try_get("actor")?,
        on_behalf: row.try_get("on_behalf")?,
        device: row.try_get("device")?,
        app_version: row.try_get("app_version")?,
        record: row.try_get("record")?,
        record_id: row.try_get("record_id")?,
        number: row.try_get("number")?,
        action: row.try_get("action")?,
    })
}

/// One line as it was written.
pub struct Line {
    /// As in the list.
    pub row: TrailRow,
    /// Its transaction.
    pub batch: i64,
    /// Place in the chain.
    pub sealed: Option<i64>,
    /// Beginning of the hash.
    pub hash: Option<String>,
    /// Columns before.
    pub before: Option<Value>,
    /// Columns after.
    pub after: Option<Value>,
}

/// One line of the trail.
pub async fn line(db: &mut PgConnection, id: i64) -> Result<Line> {
    let sql = format!(
        "select {}, r.batch_id, b.sealed, left(encode(b.hash, 'hex'), 16) as hash, r.before, r.after from {} where r.id = $1",
        LIST.select, LIST.from
    );
    let found = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(id)
        .fetch_one(db)
        .await?;
    Ok(Line {
        row: row(&found)?,
        batch: found.try_get("batch_id")?,
        sealed: found.try_get("sealed")?,
        hash: found.try_get("hash")?,
        before: found.try_get("before")?,
        after: found.try_get("after")?,
    })
}

/// Other lines of the same transaction in the order they were written, at most 50.
pub async fn together(
    db: &mut PgConnection,
    batch: i64,
    without: i64,
) -> Result<Vec<(i64, String, Option<String>, String)>> {
    let sql = concat!(
        "select r.id, r.record, ",
        number!(),
        " as number, r.action from audit_rows r where r.batch_id = $1 and r.id <> $2 order by r.id limit 50"
    );
    let rows = sqlx::query(sql)
        .bind(batch)
        .bind(without)
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get("id")?,
                row.try_get("record")?,
                row.try_get("number")?,
                row.try_get("action")?,
            ))
        })
        .collect()
}

/// Names of other records by table and id, as far as the caller may read them.
pub async fn names(
    db: &mut PgConnection,
    wanted: &BTreeSet<(&'static str, i64)>,
) -> Result<BTreeMap<(String, i64), String>> {
    let (tables, ids): (Vec<String>, Vec<i64>) = wanted
        .iter()
        .map(|(table, id)| ((*table).to_owned(), *id))
        .unzip();
    let rows = sqlx::query!(
        r#"select w.record as "record!", w.id as "id!", case w.record
             when 'zones' then (select v.name from zones v where v.id = w.id)
             when 'customers' then (select v.code || ' · ' || v.name from customers v where v.id = w.id)
             when 'services' then (select k.code || ' · ' || v.street from services v join customers k on k.id = v.customer_id where v.id = w.id)
             when 'packages' then (select v.name from packages v where v.id = w.id)
             when 'odps' then (select v.code from odps v where v.id = w.id)
             when 'contacts' then (select v.name from contacts v where v.id = w.id)
             when 'registrations' then (select v.number from registrations v where v.id = w.id)
             when 'tickets' then (select v.number from tickets v where v.id = w.id)
             when 'invoices' then (select v.number from invoices v where v.id = w.id)
             when 'payments' then (select v.number from payments v where v.id = w.id)
             when 'staff' then (select v.name from staff v where v.id = w.id) end as name
           from unnest($1::text[], $2::bigint[]) w (record, id)"#,
        &tables,
        &ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some(((row.record, row.id), row.name?)))
        .collect())
}

/// The most batches of one stretch.
const STRETCH_MOST: i32 = 50_000;

/// What a stretch of the chain showed.
pub struct Seen {
    /// Where it ended; none in an empty chain.
    pub at: Option<TrailPlace>,
    /// The first batch that does not follow from the one before.
    pub broken: Option<i64>,
    /// Whether nothing is left.
    pub is_end: bool,
}

/// Recomputes a stretch behind a place, for two seconds at most; refused to all but admins.
pub async fn verify(db: &mut PgConnection, after: Option<&TrailPlace>) -> Result<Seen> {
    let row = sqlx::query!(
        r#"select s.place as "place!", encode(s.hash, 'hex') as hash, s.broken, s.is_end as "is_end!"
           from app.verify_audit_stretch($1, decode($2, 'hex'), $3, interval '2 seconds') s"#,
        after.map_or(0, |after| after.place),
        after.map(|after| after.hash.as_str()),
        STRETCH_MOST
    )
    .fetch_one(db)
    .await?;
    Ok(Seen {
        at: row.hash.map(|hash| TrailPlace {
            place: row.place,
            hash,
        }),
        broken: row.broken,
        is_end: row.is_end,
    })
}

/// Batches in the chain.
pub async fn length(db: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!(r#"select app.audit_length() as "n!""#)
        .fetch_one(db)
        .await?)
}

/// When a batch was written, and a line of it.
pub async fn batch(db: &mut PgConnection, id: i64) -> Result<(Option<DateTime<Utc>>, Option<i64>)> {
    let row = sqlx::query!(
        r#"select b.at, (select min(r.id) from audit_rows r where r.batch_id = b.id) as line from audit_batches b where b.id = $1"#,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map_or((None, None), |row| (Some(row.at), row.line)))
}
