//! Packages with their prices, and zones: choices in forms, and what an admin keeps of them.

mod store;

use model::{
    ids::{PackageId, ZoneId},
    packages::{
        CatalogueEntry, ListCatalogue, ListPackages, ListZones, Package, SavePackage, SaveZone,
        Zone,
    },
};
use sqlx::PgConnection;

use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ListPackages {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Vec<Package>> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        store::list_on_sale(db, today).await
    }
}

impl Answer for ListCatalogue {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<CatalogueEntry>> {
        let mut entries = store::list_packages(db).await?;
        let mut prices = store::list_prices(db).await?;
        for entry in &mut entries {
            entry.prices = prices.remove(&entry.id).unwrap_or_default();
        }
        Ok(entries)
    }
}

impl Answer for SavePackage {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<PackageId> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        self.check(today)?;
        let level = self
            .level()
            .map_err(|problem| Error::field("sla_level", problem))?;
        let id = match self.id {
            Some(id) => store::change_package(db, id, &level, &self).await?,
            None => store::add_package(db, &level, &self).await?,
        };
        if let Some(price) = self.price {
            store::set_price(db, id, price).await?;
        }
        Ok(id)
    }
}

impl Answer for ListZones {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Zone>> {
        store::list_zones(db).await
    }
}

impl Answer for SaveZone {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<ZoneId> {
        let name = self.check()?;
        match self.id {
            Some(id) => store::rename_zone(db, id, &name).await,
            None => store::add_zone(db, &name).await,
        }
    }
}
