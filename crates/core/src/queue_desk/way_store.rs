//! SQL of the ways out and of the machines that send.

use model::queue::{GatewayKind, GatewaySettings, Way};
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::error::{Error, LastChange, Result};

/// The ways out in their order; only admins may read all of these columns.
pub async fn ways(db: &mut PgConnection) -> Result<Vec<Way>> {
    let rows = sqlx::query!(
        r#"select id, kind, base_url, options, rate, extract(epoch from rate_window)::int as "window!", extract(epoch from spacing)::int as "spacing!",
                  active, webhook_path, version from gateways order by id"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let said = |name: &str| {
                let value = row.options.get(name).and_then(Value::as_str);
                value.unwrap_or_default().to_owned()
            };
            Ok(Way {
                id: row.id,
                version: row.version,
                settings: GatewaySettings {
                    kind: GatewayKind::from_name(&row.kind).ok_or_else(|| {
                        Error::Internal(format!("unknown kind {} of a gateway", row.kind))
                    })?,
                    base_url: row.base_url,
                    phone_number_id: said("phone_number_id"),
                    api_version: said("api_version"),
                    rate: row.rate,
                    window: row.window,
                    spacing: row.spacing,
                    active: row.active,
                },
                webhook_path: row.webhook_path,
            })
        })
        .collect()
}

/// What a gateway wants besides.
fn options(settings: &GatewaySettings) -> Value {
    match settings.kind {
        GatewayKind::Cloud => json!({
            "phone_number_id": settings.phone_number_id,
            "api_version": settings.api_version,
        }),
        GatewayKind::Log | GatewayKind::Fonnte => json!({}),
    }
}

/// Refuses whoever row-level security would let change nothing, without a word.
pub async fn must_change(db: &mut PgConnection) -> Result<()> {
    let may = sqlx::query_scalar!(
        r#"select coalesce(app.staff_role() = 'admin', false) or app.is_root() as "may!""#
    )
    .fetch_one(db)
    .await?;
    may.then_some(()).ok_or(Error::Forbidden(None))
}

/// Adds a way of this number.
pub async fn add(db: &mut PgConnection, id: i16, settings: &GatewaySettings) -> Result<()> {
    sqlx::query!(
        "insert into gateways (id, kind, base_url, options, rate, rate_window, spacing, active)
         values ($1, $2, $3, $4, $5, make_interval(secs => $6), make_interval(secs => $7), $8)",
        id,
        settings.kind.name(),
        settings.base_url,
        options(settings),
        settings.rate,
        f64::from(settings.window),
        f64::from(settings.spacing),
        settings.active
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Changes a way of which somebody saw this version; whether there was one.
pub async fn change(
    db: &mut PgConnection,
    id: i16,
    seen: i32,
    settings: &GatewaySettings,
) -> Result<bool> {
    let changed = sqlx::query!(
        "update gateways set kind = $3, base_url = $4, options = options || $5, rate = $6, rate_window = make_interval(secs => $7),
                             spacing = make_interval(secs => $8), active = $9
         where id = $1 and version = $2",
        id,
        seen,
        settings.kind.name(),
        settings.base_url,
        options(settings),
        settings.rate,
        f64::from(settings.window),
        f64::from(settings.spacing),
        settings.active
    )
    .execute(db)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Who changed a way last; none where there is no such way.
pub async fn last_change(db: &mut PgConnection, id: i16) -> Result<Option<LastChange>> {
    let row = sqlx::query!(
        r#"select coalesce(s.name, b.login) as "who!", to_char(b.at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!"
           from gateways g join audit_rows r on r.record = 'gateways' and r.record_id = g.id::text join audit_batches b on b.id = r.batch_id
             left join staff s on s.id = b.staff_id
           where g.id = $1 order by b.id desc limit 1"#,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| LastChange {
        who: row.who,
        at: row.at,
    }))
}

/// Takes a way away that is switched off; whether there was one.
pub async fn remove(db: &mut PgConnection, id: i16) -> Result<bool> {
    let removed = sqlx::query!("delete from gateways where id = $1 and not active", id)
        .execute(db)
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// Whether there is a way of this number.
pub async fn is_there(db: &mut PgConnection, id: i16) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from gateways where id = $1) as "there!""#,
        id
    )
    .fetch_one(db)
    .await?)
}

/// Makes another path for a way's reports; whether there is such a way.
pub async fn roll_webhook(db: &mut PgConnection, id: i16) -> Result<bool> {
    let rolled = sqlx::query_scalar!("select app.roll_webhook($1)", id)
        .fetch_one(db)
        .await?;
    Ok(rolled.unwrap_or_default())
}

/// Makes a login for a machine; answers its name.
pub async fn enrol(db: &mut PgConnection, device: &str, verifier: &str) -> Result<String> {
    Ok(sqlx::query_scalar!(
        r#"select login as "login!" from app.enrol_worker($1, $2)"#,
        device,
        verifier
    )
    .fetch_one(db)
    .await?)
}

/// Takes the login of a machine away.
pub async fn dismiss(db: &mut PgConnection, id: i32) -> Result<()> {
    sqlx::query!("select app.dismiss_worker($1)", id)
        .execute(db)
        .await?;
    Ok(())
}
