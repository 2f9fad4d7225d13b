//! The work of a day: a technician's own, and how it lies on the shoulders of a zone.

mod store;

use model::workload::{MyDay, ShowMyDay, ShowZoneLoad, ZoneLoad};
use sqlx::PgConnection;

use crate::{answer::Answer, clock, context::Cx, error::Result};

impl Answer for ShowMyDay {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<MyDay> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        Ok(MyDay {
            today,
            tickets: store::my_tickets(db, now, today).await?,
            surveys: store::my_surveys(db).await?,
        })
    }
}

impl Answer for ShowZoneLoad {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<ZoneLoad> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        let zones = store::zones(db, now).await?;
        let asked = zones
            .iter()
            .filter(|zone| self.zone.is_none_or(|only| only == zone.id));
        Ok(ZoneLoad {
            unassigned_count: asked.map(|zone| zone.unassigned).sum(),
            unassigned: store::unassigned(db, self.zone, now).await?,
            technicians: store::technicians(db, self.zone, now, today).await?,
            zones,
        })
    }
}
