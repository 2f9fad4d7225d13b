//! SQL of what people choose from on tickets.

use model::{
    ids::{CannedTextId, TicketId},
    problem::Problem,
    states::{Priority, TicketType},
    tickets::{
        choices::{Category, HoldReason, Worded},
        conversation::CannedText,
        endings::{KeptResolutionCode, SaveResolutionCode},
    },
};
use sqlx::PgConnection;

use crate::error::{Error, Result, found};

/// Categories in use, in their order.
pub async fn categories(db: &mut PgConnection) -> Result<Vec<Category>> {
    let rows = sqlx::query!("select code, text_id, text_en, kind, priority from ticket_categories where active order by position, code")
        .fetch_all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let priority = Priority::from_name(&row.priority)
                .ok_or_else(|| Error::Internal(format!("unknown priority {}", row.priority)))?;
            Ok(Category {
                word: Worded {
                    code: row.code,
                    text_id: row.text_id,
                    text_en: row.text_en,
                },
                kind: row.kind.as_deref().and_then(TicketType::from_name),
                priority,
            })
        })
        .collect()
}

/// Reasons to wait, in their order.
pub async fn hold_reasons(db: &mut PgConnection) -> Result<Vec<HoldReason>> {
    let rows = sqlx::query!("select code, text_id, text_en, stops_clock from hold_reasons where active order by position, code")
        .fetch_all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| HoldReason {
            word: Worded {
                code: row.code,
                text_id: row.text_id,
                text_en: row.text_en,
            },
            stops_clock: row.stops_clock,
        })
        .collect())
}

/// Ways to end, in their order.
pub async fn resolution_codes(db: &mut PgConnection) -> Result<Vec<Worded>> {
    Ok(sqlx::query_as!(
        Worded,
        "select code, text_id, text_en from resolution_codes where active order by position, code"
    )
    .fetch_all(db)
    .await?)
}

/// Puts tickets on hold.
pub async fn hold(
    db: &mut PgConnection,
    ids: &[i64],
    reason_code: &str,
    reason: &str,
) -> Result<()> {
    sqlx::query!(
        "update tickets set status = 'on_hold', hold_reason = $2, status_reason = $3 where id = any ($1)",
        ids,
        reason_code,
        reason
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sets the category.
pub async fn categorise(db: &mut PgConnection, id: TicketId, category: &str) -> Result<()> {
    let changed = sqlx::query!(
        "update tickets t set category = c.code from ticket_categories c where t.id = $1 and c.code = $2 and c.active",
        id.0,
        category
    )
    .execute(db)
    .await?;
    if changed.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::field("category", Problem::new("CHOICE_REQUIRED")))
    }
}

/// Sets how urgent tickets are; the database reckons their clocks anew.
pub async fn prioritise(db: &mut PgConnection, ids: &[i64], priority: Priority) -> Result<()> {
    sqlx::query!(
        "update tickets set priority = $2 where id = any ($1)",
        ids,
        priority.name()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Says anew what is to be done.
pub async fn describe(db: &mut PgConnection, id: TicketId, description: &str) -> Result<()> {
    sqlx::query!(
        "update tickets set description = $2 where id = $1",
        id.0,
        description
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sets how it was solved.
pub async fn resolve(db: &mut PgConnection, id: TicketId, code: &str) -> Result<()> {
    let changed = sqlx::query!(
        "update tickets t set resolution_code = c.code from resolution_codes c where t.id = $1 and c.code = $2 and c.active",
        id.0,
        code
    )
    .execute(db)
    .await?;
    if changed.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::field(
            "resolution_code",
            Problem::new("CHOICE_REQUIRED"),
        ))
    }
}

/// Texts in use, or those that are not, by title.
pub async fn canned_texts(db: &mut PgConnection, active: bool) -> Result<Vec<CannedText>> {
    let rows = sqlx::query!(
        "select id, title, body from canned_texts where active = $1 order by lower(title), id",
        active
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CannedText {
            id: CannedTextId(row.id),
            title: row.title,
            body: row.body,
        })
        .collect())
}

/// Keeps a text; answers its id.
pub async fn save_canned_text(
    db: &mut PgConnection,
    id: Option<CannedTextId>,
    title: &str,
    body: &str,
    active: bool,
) -> Result<CannedTextId> {
    let kept = match id {
        None => {
            sqlx::query_scalar!(
                "insert into canned_texts (title, body, active) values ($1, $2, $3) returning id",
                title,
                body,
                active
            )
            .fetch_one(db)
            .await?
        }
        Some(id) => sqlx::query_scalar!(
            "update canned_texts set title = $2, body = $3, active = $4 where id = $1 returning id",
            id.0,
            title,
            body,
            active
        )
        .fetch_one(db)
        .await?,
    };
    Ok(CannedTextId(kept))
}

/// All ways to end, those that are offered first, in their order.
pub async fn kept_resolution_codes(db: &mut PgConnection) -> Result<Vec<KeptResolutionCode>> {
    let rows = sqlx::query!(
        r#"select r.code, r.text_id, r.text_en, r.active, coalesce(t.tickets, 0) as "tickets!"
           from resolution_codes r
           left join (select resolution_code, count(*) as tickets from tickets where resolution_code is not null group by resolution_code) t
             on t.resolution_code = r.code
           order by r.active desc, r.position, r.code"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KeptResolutionCode {
            word: Worded {
                code: row.code,
                text_id: row.text_id,
                text_en: row.text_en,
            },
            active: row.active,
            tickets: row.tickets,
        })
        .collect())
}

/// Adds a way to end before the one that stands for all others; whether there was none of this code.
pub async fn add_resolution_code(
    db: &mut PgConnection,
    code: &str,
    new: &SaveResolutionCode,
) -> Result<bool> {
    let added = sqlx::query!(
        "insert into resolution_codes (code, text_id, text_en, active, position)
         values ($1, $2, $3, $4, (select coalesce(max(position), 0) + 1 from resolution_codes where code <> 'other'))
         on conflict on constraint resolution_codes_pkey do nothing",
        code,
        new.text_id.trim(),
        new.text_en.trim(),
        new.active
    )
    .execute(db)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Changes a way to end. Row-level security hides the row from whoever is no admin.
pub async fn change_resolution_code(
    db: &mut PgConnection,
    code: &str,
    new: &SaveResolutionCode,
) -> Result<()> {
    let changed = sqlx::query!(
        "update resolution_codes set text_id = $2, text_en = $3, active = $4 where code = $1",
        code,
        new.text_id.trim(),
        new.text_en.trim(),
        new.active
    )
    .execute(db)
    .await?;
    found(changed.rows_affected() == 1)
}
