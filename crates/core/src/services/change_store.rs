//! SQL of changing connections.

use chrono::NaiveDate;
use model::{
    ids::{PackageId, ServiceId},
    money::Rupiah,
    services::{ChangeService, Terms},
};
use sqlx::PgConnection;

use crate::error::{Error, LastChange, Result};

/// Takes the connection for this transaction if it still is as the person saw it.
pub async fn lock_at_version(db: &mut PgConnection, id: ServiceId, version: i32) -> Result<()> {
    let found = sqlx::query_scalar!(
        "select version from services where id = $1 for no key update",
        id.0
    )
    .fetch_one(&mut *db)
    .await?;
    if found == version {
        return Ok(());
    }
    let last = sqlx::query_as!(
        LastChange,
        r#"select to_char(s.updated_at at time zone app.business_zone(), 'DD-MM-YYYY HH24:MI') as "at!",
                  coalesce(app.who_changed('{services}', array[s.id]), 'AGLIS') as "who!"
           from services s where s.id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Err(Error::stale(last))
}

/// Writes where it is and when it is billed. What hangs in another zone is plugged in nowhere there.
pub async fn change(db: &mut PgConnection, to: &ChangeService) -> Result<()> {
    let zone = to.zone.map_or(0, |zone| zone.0);
    sqlx::query!(
        "update services set street = $2, rt = $3, rw = $4, kelurahan = $5, kecamatan = $6, city = $7, province = $8, lat = $9, lon = $10, billing_day = $11,
           odp_id = case when zone_id = $12 then odp_id end, odp_port = case when zone_id = $12 then odp_port end, zone_id = $12
         where id = $1",
        to.id.0,
        to.address.street.trim(),
        to.address.rt,
        to.address.rw,
        to.address.kelurahan.trim(),
        to.address.kecamatan.trim(),
        to.address.city.trim(),
        to.address.province.trim(),
        to.pin.map(|(lat, _)| lat),
        to.pin.map(|(_, lon)| lon),
        i16::from(to.billing_day),
        zone
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Package and price of a connection since they were changed first, the newest first.
pub async fn terms(db: &mut PgConnection, id: ServiceId) -> Result<Vec<Terms>> {
    let rows = sqlx::query!(
        r#"select t.valid_from, t.package_id, p.name as package, t.agreed_price, t.applied, y.name as "by?"
           from service_terms t join packages p on p.id = t.package_id left join staff y on y.id = t.set_by
           where t.service_id = $1 order by t.valid_from desc limit 50"#,
        id.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Terms {
            from: row.valid_from,
            package_id: PackageId(row.package_id),
            package: row.package,
            agreed_price: row.agreed_price.map(Rupiah),
            applied: row.applied,
            by: row.by,
        })
        .collect())
}

/// From when a change of package or price may hold.
pub async fn terms_since(db: &mut PgConnection, id: ServiceId) -> Result<Option<NaiveDate>> {
    Ok(
        sqlx::query_scalar!("select app.service_terms_since($1)", id.0)
            .fetch_one(db)
            .await?,
    )
}

/// Changes package and price from a day on.
pub async fn set_terms(
    db: &mut PgConnection,
    id: ServiceId,
    from: NaiveDate,
    package: PackageId,
    agreed: Option<Rupiah>,
) -> Result<()> {
    sqlx::query!(
        "select app.set_service_terms($1, $2, $3, $4)",
        id.0,
        from,
        package.0,
        agreed.map(|agreed| agreed.0)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Lets what was planned for today or before hold; answers how many connections that were.
pub async fn apply_terms(db: &mut PgConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar!(r#"select app.apply_service_terms() as "changed!""#)
            .fetch_one(db)
            .await?,
    )
}

/// Ends a connection.
pub async fn end(db: &mut PgConnection, id: ServiceId, day: NaiveDate, reason: &str) -> Result<()> {
    sqlx::query!(
        "update services set status = 'terminated', terminated_on = $2, end_reason = $3 where id = $1",
        id.0,
        day,
        reason
    )
    .execute(db)
    .await?;
    Ok(())
}
