//! SQL of the rules of the queue.

use model::{queue::QueueRules, templates::TemplateName};
use sqlx::PgConnection;

use crate::error::{LastChange, Result};

/// The rules.
pub async fn rules(db: &mut PgConnection) -> Result<QueueRules> {
    let row = sqlx::query!(
        r#"select concurrency, attempts_max, extract(epoch from backoff)::int as "backoff!", quiet_from, quiet_to, bulk_a_day,
                  coalesce(group_address, '') as "group_address!", silent
           from queue_rules"#
    )
    .fetch_one(db)
    .await?;
    Ok(QueueRules {
        concurrency: row.concurrency.into(),
        tries: row.attempts_max.into(),
        backoff: row.backoff,
        quiet_from: row.quiet_from,
        quiet_to: row.quiet_to,
        bulk_a_day: row.bulk_a_day,
        group_address: row.group_address,
        // Names of a later program stay out of what this one shows, and out of what it saves.
        silent: row
            .silent
            .iter()
            .filter_map(|name| TemplateName::from_name(name))
            .collect(),
    })
}

/// Makes others wait who change the rules as well.
pub async fn lock(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("select from queue_rules for update")
        .execute(db)
        .await?;
    Ok(())
}

/// Changes the rules.
pub async fn change(db: &mut PgConnection, rules: &QueueRules) -> Result<()> {
    let silent: Vec<String> = TemplateName::ALL
        .into_iter()
        .filter(|name| rules.silent.contains(name))
        .map(|name| name.name().to_owned())
        .collect();
    let group = rules.group_address.trim();
    sqlx::query!(
        "update queue_rules set concurrency = $1::int::smallint, attempts_max = $2::int::smallint, backoff = make_interval(secs => $3), quiet_from = $4,
                                quiet_to = $5, bulk_a_day = $6, group_address = nullif($7, ''), silent = $8",
        rules.concurrency,
        rules.tries,
        f64::from(rules.backoff),
        rules.quiet_from,
        rules.quiet_to,
        rules.bulk_a_day,
        group,
        &silent
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who changed the rules last.
pub async fn last_change(db: &mut PgConnection) -> Result<Option<LastChange>> {
    let row = sqlx::query!(
        r#"select coalesce(s.name, b.login) as "who!", to_char(b.at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!"
           from audit_rows r join audit_batches b on b.id = r.batch_id left join staff s on s.id = b.staff_id
           where r.record = 'queue_rules' order by b.id desc limit 1"#
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| LastChange {
        who: row.who,
        at: row.at,
    }))
}
