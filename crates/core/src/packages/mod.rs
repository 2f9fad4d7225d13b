//! Packages on sale and zones, for choices in forms.

use model::{
    ids::{PackageId, ZoneId},
    money::Rupiah,
    packages::{ListPackages, ListZones, Package, Zone},
};
use sqlx::PgConnection;

use crate::{answer::Answer, clock, context::Cx, error::Result};

impl Answer for ListPackages {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Vec<Package>> {
        let today = clock::business_day(db, cx.clock.now()).await?;
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
}

impl Answer for ListZones {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Zone>> {
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
}
