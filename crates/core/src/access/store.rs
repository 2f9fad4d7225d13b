//! SQL of staff and logins.

use model::{
    access::{Colleague, Me, Person, Role, StaffRow},
    ids::{StaffId, ZoneId},
    text::Locale,
};
use sqlx::{PgConnection, PgPool};

use crate::error::{Error, Result};

/// The caller's own staff record; none for a login that is nobody here.
pub async fn me(db: &mut PgConnection) -> Result<Option<Me>> {
    let row = sqlx::query!(
        r#"select id as "id!", username as "username!", name as "name!", role as "role!", zones as "zones!", locale as "locale!",
                  time_zone as "time_zone!", coalesce(company, '') as "company!" from app.me()"#
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Me {
            id: StaffId(row.id),
            username: row.username,
            name: row.name,
            role: role(&row.role)?,
            zones: row.zones.into_iter().map(ZoneId).collect(),
            locale: row.locale.parse().unwrap_or_default(),
            time_zone: row.time_zone,
            company: row.company,
        })
    })
    .transpose()
}

fn role(name: &str) -> Result<Role> {
    Role::from_name(name).ok_or_else(|| Error::Internal(format!("unknown role {name}")))
}

/// Active colleagues, or all of them, by name, with the tickets each one leads.
pub async fn list_colleagues(
    db: &mut PgConnection,
    only: Option<Role>,
    also_left: bool,
) -> Result<Vec<Colleague>> {
    let rows = sqlx::query!(
        r#"select s.id, s.name, s.role::text as "role!", s.phone,
                  array(select zone_id from staff_zones z where z.staff_id = s.id order by 1) as "zones!",
                  (select count(*) from tickets t where t.lead_id = s.id and t.status in ('assigned', 'in_progress', 'on_hold')) as "open!"
           from staff s where (s.active or $2) and ($1::text is null or s.role::text = $1) order by s.name, s.id"#,
        only.map(Role::name),
        also_left
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Colleague {
                id: StaffId(row.id),
                name: row.name,
                role: role(&row.role)?,
                phone: row.phone,
                zones: row.zones.into_iter().map(ZoneId).collect(),
                open_tickets: row.open,
            })
        })
        .collect()
}

/// Everybody who is active, by name.
pub async fn list_people(db: &mut PgConnection) -> Result<Vec<Person>> {
    let rows = sqlx::query!(
        r#"select id as "id!", login as "login!", name as "name!", role as "role!" from app.people()"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Person {
                id: StaffId(row.id),
                login: row.login,
                name: row.name,
                role: role(&row.role)?,
            })
        })
        .collect()
}

/// Everybody, those who left last, each part by name. Only admins may read all of these columns.
pub async fn list_staff(db: &mut PgConnection) -> Result<Vec<StaffRow>> {
    let rows = sqlx::query!(
        r#"select s.id, s.username, s.name, s.role::text as "role!", s.phone, s.locale, s.active,
                  array(select zone_id from staff_zones z where z.staff_id = s.id order by 1) as "zones!",
                  (select count(*) from tickets t where t.lead_id = s.id and t.status in ('assigned', 'in_progress', 'on_hold')) as "open!"
           from staff s order by s.active desc, s.name, s.id"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(StaffRow {
                id: StaffId(row.id),
                username: row.username,
                name: row.name,
                role: role(&row.role)?,
                phone: row.phone,
                zones: row.zones.into_iter().map(ZoneId).collect(),
                locale: row.locale.parse().unwrap_or_default(),
                active: row.active,
                open_tickets: row.open,
            })
        })
        .collect()
}

/// The caller's own record; none for a login that is nobody here.
pub async fn my_id(db: &mut PgConnection) -> Result<Option<StaffId>> {
    let id = sqlx::query_scalar!("select app.staff_id()")
        .fetch_one(db)
        .await?;
    Ok(id.map(StaffId))
}

/// How many of these zones there are.
pub async fn count_zones(db: &mut PgConnection, zones: &[i64]) -> Result<usize> {
    let found = sqlx::query_scalar!(
        r#"select count(*) as "found!" from zones where id = any ($1)"#,
        zones
    )
    .fetch_one(db)
    .await?;
    Ok(usize::try_from(found).unwrap_or(0))
}

/// Takes login, group and sessions.
pub async fn disable_staff(db: &mut PgConnection, id: StaffId) -> Result<()> {
    sqlx::query!("select app.disable_staff($1)", id.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Gives login and group back, with a new password.
pub async fn enable_staff(db: &mut PgConnection, id: StaffId, verifier: &str) -> Result<()> {
    sqlx::query!("select app.enable_staff($1, $2)", id.0, verifier)
        .execute(db)
        .await?;
    Ok(())
}

/// Replaces somebody's password.
pub async fn reset_password(db: &mut PgConnection, id: StaffId, verifier: &str) -> Result<()> {
    sqlx::query!("select app.reset_password($1, $2)", id.0, verifier)
        .execute(db)
        .await?;
    Ok(())
}

/// Replaces the caller's own password.
pub async fn change_own_password(db: &mut PgConnection, verifier: &str) -> Result<()> {
    sqlx::query!("select app.change_own_password($1)", verifier)
        .execute(db)
        .await?;
    Ok(())
}

/// Makes the login and its staff record.
#[expect(
    clippy::too_many_arguments,
    reason = "the database function takes a person's whole record"
)]
pub async fn create_staff(
    db: &mut PgConnection,
    username: &str,
    name: &str,
    phone: Option<&str>,
    role: Role,
    zones: &[i64],
    verifier: &str,
    locale: Locale,
) -> Result<StaffId> {
    let id = sqlx::query_scalar!(
        r#"select app.create_staff($1, $2, $3, $4::text::staff_role, $5, $6, $7) as "id!""#,
        username,
        name,
        phone,
        role.name(),
        zones,
        verifier,
        locale.code()
    )
    .fetch_one(db)
    .await?;
    Ok(StaffId(id))
}

/// Changes name, phone, role and zones; another role ends the sessions.
pub async fn change_staff(
    db: &mut PgConnection,
    id: StaffId,
    name: &str,
    phone: Option<&str>,
    role: Role,
    zones: &[i64],
) -> Result<()> {
    sqlx::query!(
        "select app.change_staff($1, $2, $3, $4::text::staff_role, $5)",
        id.0,
        name,
        phone,
        role.name(),
        zones
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Makes the first admin; the database refuses a second one.
pub async fn create_first_admin(
    owner: &PgPool,
    company: &str,
    username: &str,
    name: &str,
    verifier: &str,
    locale: Locale,
) -> Result<StaffId> {
    let id = sqlx::query_scalar!(
        r#"select app.first_admin($1, $2, $3, $4, $5) as "id!""#,
        company,
        username,
        name,
        verifier,
        locale.code()
    )
    .fetch_one(owner)
    .await?;
    Ok(StaffId(id))
}
