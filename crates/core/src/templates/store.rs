//! SQL of message templates.

use chrono::{DateTime, Utc};
use model::{
    templates::{Template, TemplateName},
    text::Locale,
};
use sqlx::PgConnection;

use crate::error::{Error, LastChange, Result};

struct Row {
    name: String,
    language: String,
    version: i32,
    body: String,
    changed_by: Option<String>,
    changed_at: DateTime<Utc>,
}

fn read(rows: Vec<Row>) -> Result<Vec<Template>> {
    rows.into_iter()
        .map(|row| {
            let unknown = |what: &str| Error::Internal(format!("unknown template {what}"));
            Ok(Template {
                name: TemplateName::from_name(&row.name).ok_or_else(|| unknown(&row.name))?,
                language: row.language.parse().map_err(|_| unknown(&row.language))?,
                version: row.version,
                body: row.body,
                changed_by: row.changed_by,
                changed_at: row.changed_at,
            })
        })
        .collect()
}

/// The texts that count.
pub async fn newest(db: &mut PgConnection) -> Result<Vec<Template>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select distinct on (t.name, t.language) t.name, t.language, t.version, t.body, s.name as "changed_by?", t.changed_at
           from message_templates t left join staff s on s.id = t.changed_by order by t.name, t.language, t.version desc"#
    )
    .fetch_all(db)
    .await?;
    read(rows)
}

/// The versions of a text, the newest first, at most 100.
pub async fn versions(
    db: &mut PgConnection,
    name: TemplateName,
    language: Locale,
) -> Result<Vec<Template>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select t.name, t.language, t.version, t.body, s.name as "changed_by?", t.changed_at
           from message_templates t left join staff s on s.id = t.changed_by
           where t.name = $1 and t.language = $2 order by t.version desc limit 100"#,
        name.name(),
        language.code()
    )
    .fetch_all(db)
    .await?;
    read(rows)
}

/// Writes the version after the one that was seen; answers its number.
pub async fn save(
    db: &mut PgConnection,
    name: TemplateName,
    language: Locale,
    seen: i32,
    body: &str,
) -> Result<i32> {
    // What others wrote meanwhile cannot be read any more once the statement has failed.
    let last = sqlx::query!(
        r#"select t.version, to_char(t.changed_at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!", coalesce(s.name, 'AGLIS') as "who!"
           from message_templates t left join staff s on s.id = t.changed_by
           where t.name = $1 and t.language = $2 order by t.version desc limit 1"#,
        name.name(),
        language.code()
    )
    .fetch_optional(&mut *db)
    .await?;
    if let Some(last) = last.filter(|last| last.version != seen) {
        return Err(Error::stale(LastChange {
            who: last.who,
            at: last.at,
        }));
    }
    let saved = sqlx::query_scalar!(
        r#"select app.save_template($1, $2, $3, $4) as "version!""#,
        name.name(),
        language.code(),
        seen,
        body
    )
    .fetch_one(db)
    .await;
    saved.map_err(|error| match Error::from(error) {
        // Somebody wrote one at the very same moment.
        Error::Conflict(problem) if problem.code == "TAKEN" => Error::conflict("BUSY"),
        other => other,
    })
}
