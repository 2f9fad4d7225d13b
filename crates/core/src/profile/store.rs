//! SQL of one's own record and of sessions.

use chrono::{DateTime, Utc};
use model::{
    ids::StaffId,
    phone::Phone,
    profile::{Device, Profile},
    text::Locale,
};
use sqlx::PgConnection;

use crate::error::Result;

/// The caller's own record; none for a login that is nobody here.
pub async fn profile(db: &mut PgConnection) -> Result<Option<Profile>> {
    let row = sqlx::query!(
        r#"select s.name, s.phone, m.locale as "locale!" from app.me() m join staff s on s.id = m.id"#
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Profile {
        name: row.name,
        phone: row.phone,
        locale: row.locale.parse().unwrap_or_default(),
    }))
}

/// Changes the caller's own record.
pub async fn change_profile(
    db: &mut PgConnection,
    name: &str,
    phone: Option<&Phone>,
    locale: Locale,
) -> Result<()> {
    sqlx::query!(
        "select app.change_own_profile($1, $2, $3)",
        name,
        phone.map(Phone::e164),
        locale.code()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Begins a session; none when the person was told to leave this computer.
pub async fn begin_session(
    db: &mut PgConnection,
    device: &str,
    version: &str,
    is_typed: bool,
) -> Result<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!(
        "select app.begin_session($1, $2, $3)",
        device,
        version,
        is_typed
    )
    .fetch_one(db)
    .await?)
}

/// Keeps a session; answers whether it may go on.
pub async fn keep_session(
    db: &mut PgConnection,
    device: &str,
    since: DateTime<Utc>,
) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select app.keep_session($1, $2) as "may!""#,
        device,
        since
    )
    .fetch_one(db)
    .await?)
}

/// Tells somebody to leave a computer; answers whether he ever signed in there.
pub async fn end_session(db: &mut PgConnection, staff: StaffId, device: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select app.end_session($1, $2) as "found!""#,
        staff.0,
        device
    )
    .fetch_one(db)
    .await?)
}

/// Computers of a person that the caller may see; `here` is the one that asks, if it is the person's own.
pub async fn list_devices(
    db: &mut PgConnection,
    staff: StaffId,
    here: &str,
) -> Result<Vec<Device>> {
    let rows = sqlx::query!(
        r#"select device, app_version, signed_in_at, seen_at, ended_at, staff_id = app.staff_id() and device = left(btrim($2), 120) as "is_this!"
           from devices where staff_id = $1 order by seen_at desc, device"#,
        staff.0,
        here
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Device {
            staff,
            name: row.device,
            app_version: row.app_version,
            signed_in_at: row.signed_in_at,
            seen_at: row.seen_at,
            ended_at: row.ended_at,
            is_this: row.is_this,
        })
        .collect())
}
