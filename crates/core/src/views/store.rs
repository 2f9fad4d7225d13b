//! SQL of saved views.

use model::views::{View, ViewForm, ViewQuery};
use sqlx::{PgConnection, types::Json};

use crate::error::Result;

/// The caller's views of a list, then those that others share, by name.
pub async fn list(db: &mut PgConnection, list: &str) -> Result<Vec<View>> {
    let rows = sqlx::query!(
        r#"select v.id, v.name, s.name as owner, v.owner_id = (select app.staff_id()) as "mine!", v.shared,
                  exists (select from saved_view_defaults d where d.view_id = v.id and d.staff_id = (select app.staff_id())) as "is_default!",
                  v.query, v.columns as "columns: Json<Vec<String>>"
           from saved_views v join staff s on s.id = v.owner_id
           where v.list = $1 order by 4 desc, lower(v.name), v.id"#,
        list
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| View {
            id: row.id,
            name: row.name,
            owner: row.owner,
            mine: row.mine,
            shared: row.shared,
            is_default: row.is_default,
            // A later program may have written more than this one understands.
            query: serde_json::from_value::<ViewQuery>(row.query).unwrap_or_default(),
            columns: row.columns.map(|columns| columns.0),
            dropped: Vec::new(),
        })
        .collect())
}

/// Keeps a view of the caller.
pub async fn insert(db: &mut PgConnection, view: &ViewForm, name: &str) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "insert into saved_views (list, name, shared, query, columns) values ($1, $2, $3, $4, $5) returning id",
        view.list,
        name,
        view.shared,
        Json(&view.query) as _,
        view.columns.as_ref().map(Json) as _
    )
    .fetch_one(db)
    .await?)
}

/// Changes a view; whether there was one that the caller may change.
pub async fn update(db: &mut PgConnection, id: i64, view: &ViewForm, name: &str) -> Result<bool> {
    let done = sqlx::query!(
        "update saved_views set name = $2, shared = $3, query = $4, columns = $5, updated_at = clock_timestamp() where id = $1 and list = $6",
        id,
        name,
        view.shared,
        Json(&view.query) as _,
        view.columns.as_ref().map(Json) as _,
        view.list
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a view away; whether there was one that the caller may take.
pub async fn delete(db: &mut PgConnection, id: i64) -> Result<bool> {
    let done = sqlx::query!("delete from saved_views where id = $1", id)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Opens the list with this view for the caller.
pub async fn choose(db: &mut PgConnection, list: &str, view: i64) -> Result<()> {
    sqlx::query!(
        "insert into saved_view_defaults (list, view_id) values ($1, $2)
         on conflict on constraint saved_view_defaults_pkey do update set view_id = excluded.view_id",
        list,
        view
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Opens the list as it comes.
pub async fn choose_none(db: &mut PgConnection, list: &str) -> Result<()> {
    sqlx::query!("delete from saved_view_defaults where list = $1", list)
        .execute(db)
        .await?;
    Ok(())
}
