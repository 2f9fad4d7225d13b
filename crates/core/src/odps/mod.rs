//! Distribution points: the list, one of them with its ports, and looking after them.

mod store;

use model::{
    ids::OdpId,
    list::Page,
    odps::{ListOdps, OdpDetail, OdpRow, SaveOdp, ShowOdp},
};
use sqlx::PgConnection;

pub use store::LIST;

use crate::{answer::Answer, context::Cx, error::Result, lists};

impl Answer for ListOdps {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<OdpRow>> {
        lists::page(db, &LIST, &self.query, store::row).await
    }
}

impl Answer for ShowOdp {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<OdpDetail> {
        let mut point = store::odp(db, self.id).await?;
        point.plugged = store::plugged(db, self.id).await?;
        Ok(point)
    }
}

impl Answer for SaveOdp {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<OdpId> {
        self.check()?;
        let saved = match self.id {
            Some(id) => store::change(db, id, &self).await,
            None => store::add(db, &self).await,
        };
        saved.map_err(|error| error.at_field("odps_code_key", "code"))
    }
}
