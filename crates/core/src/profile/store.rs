//! SQL of one's own record.

use model::{phone::Phone, profile::Profile, text::Locale};
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
