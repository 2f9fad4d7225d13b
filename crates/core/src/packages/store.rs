//! SQL of packages, prices and zones.

use std::collections::HashMap;

use chrono::NaiveDate;
use model::{
    ids::{PackageId, ZoneId},
    money::Rupiah,
    packages::{CatalogueEntry, Package, Price, SavePackage, Zone},
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// Packages on sale that have a price on a business day, by name.
pub async fn list_on_sale(db: &mut PgConnection, today: NaiveDate) -> Result<Vec<Package>> {
    let rows = sqlx::query!(
        r#"select p.id, p.code, p.name, p.down_mbps, p.up_mbps, p.set_up_fee, q.monthly_price
               from packages p, lateral (select monthly_price from package_prices where package_id = p.id and valid_from <= $1
                                         order by valid_from desc limit 1) q
               where p.active order by p.name, p.id"#,
        today
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Package {
            id: PackageId(row.id),
            code: row.code,
            name: row.name,
            down_mbps: row.down_mbps,
            up_mbps: row.up_mbps,
            monthly_price: Rupiah(row.monthly_price),
            set_up_fee: Rupiah(row.set_up_fee),
        })
        .collect())
}

/// Every package without its prices, those on sale first, each part by name.
pub async fn list_packages(db: &mut PgConnection) -> Result<Vec<CatalogueEntry>> {
    let rows = sqlx::query!(
        r#"select p.id, p.code, p.name, p.down_mbps, p.up_mbps, p.set_up_fee, p.active, p.sla_level, coalesce(s.running, 0) as "running!"
           from packages p
           left join (select package_id, count(*) as running from services where status in ('active', 'suspended') group by package_id) s
             on s.package_id = p.id
           order by p.active desc, p.name, p.id"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CatalogueEntry {
            id: PackageId(row.id),
            code: row.code,
            name: row.name,
            down_mbps: row.down_mbps,
            up_mbps: row.up_mbps,
            set_up_fee: Rupiah(row.set_up_fee),
            on_sale: row.active,
            sla_level: row.sla_level,
            prices: Vec::new(),
            services: row.running,
        })
        .collect())
}

/// All prices by package, newest first.
pub async fn list_prices(db: &mut PgConnection) -> Result<HashMap<PackageId, Vec<Price>>> {
    let rows = sqlx::query!(
        "select package_id, valid_from, monthly_price from package_prices order by package_id, valid_from desc"
    )
    .fetch_all(db)
    .await?;
    let mut prices: HashMap<PackageId, Vec<Price>> = HashMap::new();
    for row in rows {
        prices
            .entry(PackageId(row.package_id))
            .or_default()
            .push(Price {
                valid_from: row.valid_from,
                monthly_price: Rupiah(row.monthly_price),
            });
    }
    Ok(prices)
}

/// Adds a checked package.
pub async fn add_package(
    db: &mut PgConnection,
    level: &str,
    new: &SavePackage,
) -> Result<PackageId> {
    let id = sqlx::query_scalar!(
        "insert into packages (code, name, down_mbps, up_mbps, set_up_fee, active, sla_level) values ($1, $2, $3, $4, $5, $6, $7) returning id",
        new.code.trim(),
        new.name.trim(),
        new.down_mbps,
        new.up_mbps,
        new.set_up_fee.0,
        new.on_sale,
        level
    )
    .fetch_one(db)
    .await
    .map_err(code_taken)?;
    Ok(PackageId(id))
}

/// Changes a package. Row-level security hides the row from whoever is no admin.
pub async fn change_package(
    db: &mut PgConnection,
    id: PackageId,
    level: &str,
    new: &SavePackage,
) -> Result<PackageId> {
    let changed = sqlx::query_scalar!(
        "update packages set code = $2, name = $3, down_mbps = $4, up_mbps = $5, set_up_fee = $6, active = $7, sla_level = $8 where id = $1 returning id",
        id.0,
        new.code.trim(),
        new.name.trim(),
        new.down_mbps,
        new.up_mbps,
        new.set_up_fee.0,
        new.on_sale,
        level
    )
    .fetch_optional(db)
    .await
    .map_err(code_taken)?;
    changed.map(PackageId).ok_or(Error::NotFound)
}

fn code_taken(error: sqlx::Error) -> Error {
    Error::from(error).at_field("packages_code_key", "code")
}

/// Fixes the price from a day on; one that was fixed for that day is replaced.
pub async fn set_price(db: &mut PgConnection, id: PackageId, price: Price) -> Result<()> {
    sqlx::query!(
        "insert into package_prices (package_id, valid_from, monthly_price) values ($1, $2, $3)
         on conflict on constraint package_prices_pkey do update set monthly_price = excluded.monthly_price",
        id.0,
        price.valid_from,
        price.monthly_price.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Zones by name.
pub async fn list_zones(db: &mut PgConnection) -> Result<Vec<Zone>> {
    let rows = sqlx::query!("select id, name from zones order by name, id")
        .fetch_all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Zone {
            id: ZoneId(row.id),
            name: row.name,
        })
        .collect())
}

/// Adds a zone.
pub async fn add_zone(db: &mut PgConnection, name: &str) -> Result<ZoneId> {
    let id = sqlx::query_scalar!("insert into zones (name) values ($1) returning id", name)
        .fetch_one(db)
        .await
        .map_err(name_taken)?;
    Ok(ZoneId(id))
}

/// Gives a zone another name. Row-level security hides the row from whoever is no admin.
pub async fn rename_zone(db: &mut PgConnection, id: ZoneId, name: &str) -> Result<ZoneId> {
    let renamed = sqlx::query_scalar!(
        "update zones set name = $2 where id = $1 returning id",
        id.0,
        name
    )
    .fetch_optional(db)
    .await
    .map_err(name_taken)?;
    renamed.map(ZoneId).ok_or(Error::NotFound)
}

fn name_taken(error: sqlx::Error) -> Error {
    Error::from(error).at_field("zones_name_key", "name")
}
