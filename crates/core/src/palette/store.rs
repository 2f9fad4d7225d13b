//! SQL of the palette.

use chrono::NaiveDate;
use model::palette::{Hit, HitKind};
use sqlx::PgConnection;

use super::typed::Typed;
use crate::error::Result;

/// A row of either question; kinds of a later database are passed over.
struct Found {
    kind: String,
    id: i64,
    title: String,
    detail: String,
    phone: Option<String>,
    state: String,
}

fn hits(found: Vec<Found>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::with_capacity(found.len());
    for row in found {
        let Some(kind) = HitKind::parse(&row.kind) else {
            continue;
        };
        // One record may be found by its number and by its phone number.
        if hits.iter().any(|hit| hit.kind == kind && hit.id == row.id) {
            continue;
        }
        hits.push(Hit {
            kind,
            id: row.id,
            title: row.title,
            detail: row.detail,
            phone: row.phone,
            state: row.state,
        });
    }
    hits
}

/// Today in the business zone.
pub async fn month(db: &mut PgConnection) -> Result<NaiveDate> {
    Ok(
        sqlx::query_scalar!(r#"select app.business_day(now()) as "day!""#)
            .fetch_one(db)
            .await?,
    )
}

/// Finds at most `each` records of each kind and way.
pub async fn find(db: &mut PgConnection, typed: &Typed, each: i32) -> Result<Vec<Hit>> {
    let ids: Vec<i64> = typed.message.into_iter().collect();
    let found = sqlx::query_as!(
        Found,
        r#"select kind as "kind!", id as "id!", title as "title!", detail as "detail!", phone, state as "state!"
           from app.find($1, $2, $3, $4, $5)
           union all select kind, id, title, detail, phone, state from app.find_messages($3, $6, $5)"#,
        typed.text,
        &typed.words,
        typed.phone,
        &typed.numbers,
        each,
        &ids
    )
    .fetch_all(db)
    .await?;
    Ok(hits(found))
}

/// What the caller opened last, under his rights of today.
pub async fn recent(db: &mut PgConnection, most: i32) -> Result<Vec<Hit>> {
    let found = sqlx::query_as!(
        Found,
        r#"select kind as "kind!", id as "id!", title as "title!", detail as "detail!", phone, state as "state!" from app.recent($1)"#,
        most
    )
    .fetch_all(db)
    .await?;
    Ok(hits(found))
}

/// Puts a record on top of what the caller opened last, and forgets all but the newest thirty.
pub async fn note(db: &mut PgConnection, kind: HitKind, id: i64) -> Result<()> {
    sqlx::query!(
        "insert into recently_viewed (kind, record_id) values ($1, $2)
         on conflict on constraint recently_viewed_pkey do update set at = clock_timestamp()",
        kind.name(),
        id
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from recently_viewed where (kind, record_id) in (select kind, record_id from recently_viewed order by at desc offset 30)"
    )
    .execute(db)
    .await?;
    Ok(())
}
