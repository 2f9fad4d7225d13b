//! SQL of categories as admins keep them, with their checklists.

use std::collections::HashMap;

use model::{
    states::{Priority, TicketType},
    tickets::choices::{Category, CategoryItem, KeptCategory, SaveTicketCategory, Worded},
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// Categories without their checklists, those that are offered first, each part in its order.
pub async fn kept_categories(db: &mut PgConnection) -> Result<Vec<KeptCategory>> {
    let rows = sqlx::query!(
        r#"select c.code, c.text_id, c.text_en, c.kind, c.priority, c.active, coalesce(o.open, 0) as "open!"
           from ticket_categories c
           left join (select category, count(*) as open from tickets where status in ('open', 'assigned', 'in_progress', 'on_hold') group by category) o
             on o.category = c.code
           order by c.active desc, c.position, c.code"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let priority = Priority::from_name(&row.priority)
                .ok_or_else(|| Error::Internal(format!("unknown priority {}", row.priority)))?;
            Ok(KeptCategory {
                category: Category {
                    word: Worded {
                        code: row.code,
                        text_id: row.text_id,
                        text_en: row.text_en,
                    },
                    kind: row.kind.as_deref().and_then(TicketType::from_name),
                    priority,
                },
                active: row.active,
                items: Vec::new(),
                open: row.open,
            })
        })
        .collect()
}

/// Checklists by category, in their order.
pub async fn items(db: &mut PgConnection) -> Result<HashMap<String, Vec<CategoryItem>>> {
    let rows = sqlx::query!(
        "select category, text_id, text_en, required from category_items where active order by category, position, id"
    )
    .fetch_all(db)
    .await?;
    let mut items: HashMap<String, Vec<CategoryItem>> = HashMap::new();
    for row in rows {
        items.entry(row.category).or_default().push(CategoryItem {
            text_id: row.text_id,
            text_en: row.text_en,
            required: row.required,
        });
    }
    Ok(items)
}

/// Whether there is a category of this code.
pub async fn is_category(db: &mut PgConnection, code: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from ticket_categories where code = $1) as "is!""#,
        code
    )
    .fetch_one(db)
    .await?)
}

/// Keeps a category, without its checklist.
pub async fn save_category(
    db: &mut PgConnection,
    code: &str,
    save: &SaveTicketCategory,
) -> Result<()> {
    let (category, word) = (&save.category, &save.category.word);
    sqlx::query!(
        "insert into ticket_categories (code, text_id, text_en, kind, priority, active, position)
         values ($1, $2, $3, $4, $5, $6, (select coalesce(max(position), 0) + 1 from ticket_categories where code <> 'other'))
         on conflict (code) do update set text_id = excluded.text_id, text_en = excluded.text_en, kind = excluded.kind, priority = excluded.priority,
           active = excluded.active",
        code,
        word.text_id.trim(),
        word.text_en.trim(),
        category.kind.map(TicketType::name),
        category.priority.name(),
        save.active
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives a category this checklist. A line with the same words stays the line it was; what is not here is asked for no more.
pub async fn save_items(
    db: &mut PgConnection,
    category: &str,
    items: &[CategoryItem],
) -> Result<()> {
    let texts: (Vec<String>, Vec<String>) = items
        .iter()
        .map(|item| {
            (
                item.text_id.trim().to_owned(),
                item.text_en.trim().to_owned(),
            )
        })
        .unzip();
    let required: Vec<bool> = items.iter().map(|item| item.required).collect();
    sqlx::query!(
        "update category_items c set active = false where c.category = $1 and c.active
           and not exists (select from unnest($2::text[], $3::text[]) i (text_id, text_en) where (i.text_id, i.text_en) = (c.text_id, c.text_en))",
        category,
        &texts.0,
        &texts.1
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update category_items c set position = i.position::int, required = i.required
         from unnest($2::text[], $3::text[], $4::boolean[]) with ordinality i (text_id, text_en, required, position)
         where c.category = $1 and c.active and (i.text_id, i.text_en) = (c.text_id, c.text_en) and (c.position, c.required) <> (i.position, i.required)",
        category,
        &texts.0,
        &texts.1,
        &required
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into category_items (category, position, text_id, text_en, required)
         select $1, i.position::int, i.text_id, i.text_en, i.required
         from unnest($2::text[], $3::text[], $4::boolean[]) with ordinality i (text_id, text_en, required, position)
         where not exists (select from category_items c where c.category = $1 and c.active and (i.text_id, i.text_en) = (c.text_id, c.text_en))",
        category,
        &texts.0,
        &texts.1,
        &required
    )
    .execute(db)
    .await?;
    Ok(())
}
