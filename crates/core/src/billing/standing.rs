//! What stands on the coming invoices of a connection: discounts, charges, and that it is left out.

use model::{
    billing::{
        rule::Month,
        standing::{
            AddServiceCharge, AddServiceDiscount, EndServiceDiscount, ParkService,
            RemoveServiceCharge, ServiceStanding, ShowServiceStanding,
        },
    },
    problem::Problem,
    states::ServiceStatus,
};
use sqlx::PgConnection;

use super::standing_store as store;
use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
    services,
};

impl Answer for ShowServiceStanding {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<ServiceStanding> {
        let (version, parked) = store::parked(db, self.service).await?;
        Ok(ServiceStanding {
            version,
            parked,
            discounts: store::discounts(db, self.service).await?,
            charges: store::charges(db, self.service).await?,
        })
    }
}

/// Refuses a connection that ended: nothing comes any more.
async fn runs(db: &mut PgConnection, id: model::ids::ServiceId) -> Result<()> {
    let status = store::status(db, id).await?;
    if status == ServiceStatus::Terminated {
        let problem = Problem::new("WRONG_STATE")
            .with("from", status.text_key())
            .with("to", status.text_key());
        return Err(Error::Conflict(problem));
    }
    Ok(())
}

impl Answer for AddServiceDiscount {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        let description = self.check(clock::business_day(db, now).await?)?;
        runs(db, self.service).await?;
        store::add_discount(db, &self, &description).await
    }
}

impl Answer for EndServiceDiscount {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        if Month::of(self.until).first() != self.until {
            return Err(Error::field("until", Problem::new("DATE_RANGE")));
        }
        let (from, until) = store::lock_discount(db, self.id).await?;
        if until.is_some_and(|until| until < self.until) || self.until < from {
            return Err(Error::field("until", Problem::new("DATE_RANGE")));
        }
        store::end_discount(db, self.id, self.until).await
    }
}

impl Answer for AddServiceCharge {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        let description = self.check(clock::business_day(db, now).await?)?;
        runs(db, self.service).await?;
        store::add_charge(db, &self, &description).await
    }
}

impl Answer for RemoveServiceCharge {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::remove_charge(db, self.id).await
    }
}

impl Answer for ParkService {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        let reason = self.check(clock::business_day(db, now).await?)?;
        services::lock_at_version(db, self.service, self.version).await?;
        runs(db, self.service).await?;
        let until = self.until.filter(|_| reason.is_some());
        store::park(db, self.service, reason.as_deref(), until).await
    }
}
