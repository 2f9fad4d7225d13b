//! Where a connection is plugged in: free ports of a zone, and writing one down.

use model::{
    problem::Problem,
    services::{FreePorts, ListFreePorts, PlugService},
};
use sqlx::PgConnection;

use super::store;
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ListFreePorts {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<FreePorts>> {
        store::list_free_ports(db, self.zone).await
    }
}

impl Answer for PlugService {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.check()?;
        if let (Some(odp), Some(port)) = (self.odp, self.port) {
            let ports = store::ports(db, odp).await?;
            if port > ports {
                let problem = Problem::new("NUMBER_RANGE")
                    .with("min", 1)
                    .with("max", ports);
                return Err(Error::field("port", problem));
            }
        }
        store::plug(db, self.id, self.odp, self.port)
            .await
            .map_err(|error| error.at_field("services_odp_port_key", "port"))
    }
}
