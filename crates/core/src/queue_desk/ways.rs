//! The ways out and the machines that send, as admins set them up.

use model::queue::{
    DismissWorker, EnrolWorker, GatewayKind, ListGateways, RemoveGateway, RollWebhook, SaveGateway,
    Way,
};
use sqlx::PgConnection;

use super::way_store as store;
use crate::{
    access::verifier,
    answer::Answer,
    context::Cx,
    error::{Error, Result, found},
    gateways::address,
};

impl Answer for ListGateways {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Way>> {
        store::ways(db).await
    }
}

impl Answer for SaveGateway {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let settings = self.settings.clone().cleaned();
        let mut problems = self.check().err().unwrap_or_default();
        // The form sees the shape alone; what an address may be is known here.
        problems.clear("base_url");
        if settings.kind != GatewayKind::Log {
            problems.check(
                "base_url",
                address::parse(&settings.base_url, cx.allow_local_gateway),
            );
        }
        problems.into_result()?;
        match self.seen {
            None => store::add(db, self.id, &settings)
                .await
                .map_err(|error| error.at_field("gateways_pkey", "id")),
            Some(seen) => {
                store::must_change(db).await?;
                if store::change(db, self.id, seen, &settings).await? {
                    return Ok(());
                }
                match store::last_change(db, self.id).await? {
                    Some(last) => Err(Error::stale(last)),
                    None => Err(Error::NotFound),
                }
            }
        }
    }
}

impl Answer for RemoveGateway {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::must_change(db).await?;
        if store::remove(db, self.id).await? {
            return Ok(());
        }
        found(store::is_there(db, self.id).await?)?;
        Err(Error::conflict("GATEWAY_ACTIVE"))
    }
}

impl Answer for RollWebhook {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        found(store::roll_webhook(db, self.id).await?)
    }
}

impl Answer for EnrolWorker {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<String> {
        let device = self.check()?;
        store::enrol(db, &device, &verifier(&self.password)).await
    }
}

impl Answer for DismissWorker {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        match store::dismiss(db, self.id).await {
            // The function knows one state only: there is none of this number that may still work.
            Err(Error::Conflict(problem)) if problem.code == "WRONG_STATE" => Err(Error::NotFound),
            other => other,
        }
    }
}
