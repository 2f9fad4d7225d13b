//! SQL of mappings that are kept.

use model::imports::{
    ImportKind, Mapping,
    mappings::{MappingForm, ReadingOptions, Remembered, SavedMapping},
};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};

use crate::error::Result;

/// The caller's mappings of a kind, then those that others share, by name.
pub(crate) async fn list(db: &mut PgConnection, kind: ImportKind) -> Result<Vec<SavedMapping>> {
    let rows = sqlx::query!(
        r#"select m.id, m.name, s.name as owner, m.owner_id = (select app.staff_id()) as "mine!", m.shared, m.mapping, m.options
           from import_mappings m join staff s on s.id = m.owner_id
           where m.kind = $1 order by 4 desc, lower(m.name), m.id"#,
        kind.name()
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SavedMapping {
            id: row.id,
            name: row.name,
            owner: row.owner,
            mine: row.mine,
            shared: row.shared,
            // A later program may have written more than this one understands.
            mapping: serde_json::from_value::<Mapping>(row.mapping).unwrap_or_default(),
            options: options(row.options),
        })
        .collect())
}

/// Keeps a mapping of the caller.
pub(crate) async fn insert(db: &mut PgConnection, form: &MappingForm, name: &str) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "insert into import_mappings (kind, name, shared, mapping, options) values ($1, $2, $3, $4, $5) returning id",
        form.kind.name(),
        name,
        form.shared,
        Json(&form.mapping) as _,
        Json(&form.options) as _
    )
    .fetch_one(db)
    .await?)
}

/// Changes a mapping; whether there was one that the caller may change.
pub(crate) async fn update(
    db: &mut PgConnection,
    id: i64,
    form: &MappingForm,
    name: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "update import_mappings set name = $2, shared = $3, mapping = $4, options = $5, updated_at = clock_timestamp() where id = $1 and kind = $6",
        id,
        name,
        form.shared,
        Json(&form.mapping) as _,
        Json(&form.options) as _,
        form.kind.name()
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a mapping away; whether there was one that the caller may take.
pub(crate) async fn delete(db: &mut PgConnection, id: i64) -> Result<bool> {
    let done = sqlx::query!("delete from import_mappings where id = $1", id)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What files with these heads were imported as.
pub(crate) async fn kinds(db: &mut PgConnection, heads: &str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "select distinct kind from import_runs where heads = $1",
        heads
    )
    .fetch_all(db)
    .await?)
}

/// The last run of a kind with these heads: the caller's own, else a colleague's.
pub(crate) async fn last(
    db: &mut PgConnection,
    kind: ImportKind,
    heads: &str,
) -> Result<Option<Remembered>> {
    let row = sqlx::query!(
        r#"select r.mapping, r.options as "options!", r.at, s.name as "by?" from import_runs r left join staff s on s.id = r.staff_id
           where r.kind = $1 and r.heads = $2 and r.options is not null
           order by r.staff_id is not distinct from (select app.staff_id()) desc, r.id desc limit 1"#,
        kind.name(),
        heads
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Remembered {
        mapping: serde_json::from_value(row.mapping).unwrap_or_default(),
        options: options(row.options),
        by: row.by,
        at: row.at,
    }))
}

fn options(kept: Value) -> ReadingOptions {
    serde_json::from_value(kept).unwrap_or_else(|_| ReadingOptions {
        rupiah_per_unit: 1,
        date_order: "ymd".to_owned(),
    })
}
