//! Changing a connection after its approval, ending it, and what was planned for a day.

use chrono::NaiveDate;
use model::{
    ids::{PackageId, ServiceId},
    money::Rupiah,
    problem::Problem,
    services::{ChangeService, EndService, before},
    states::ServiceStatus,
};
use sqlx::PgConnection;

use super::{change_store as store, store::service};
use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
};

pub use super::change_store::apply_terms;

fn wrong_state(from: ServiceStatus, to: ServiceStatus) -> Error {
    Error::Conflict(
        Problem::new("WRONG_STATE")
            .with("from", from.text_key())
            .with("to", to.text_key()),
    )
}

impl Answer for ChangeService {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        self.check(today)?;
        store::lock_at_version(db, self.id, self.version).await?;
        let stands = service(db, self.id).await?;
        if stands.status == ServiceStatus::Terminated {
            return Err(wrong_state(stands.status, stands.status));
        }
        store::change(db, &self).await?;
        let Some(package) = self.package else {
            return Ok(());
        };
        let now = (stands.package_id, stands.agreed_price);
        change_terms(db, self.id, now, (package, self.agreed_price), self.from).await
    }
}

/// Changes package and agreed price of a connection from a day on; nothing where they are so, or planned so, already. `now` is what it has.
///
/// # Errors
/// `DATE_BEFORE` at `from` for a day before the last change.
pub(crate) async fn change_terms(
    db: &mut PgConnection,
    id: ServiceId,
    now: (PackageId, Option<Rupiah>),
    to: (PackageId, Option<Rupiah>),
    from: NaiveDate,
) -> Result<()> {
    let known = store::terms(db, id).await?;
    let is_there = match known.iter().find(|terms| !terms.applied) {
        Some(planned) => {
            (planned.package_id, planned.agreed_price, planned.from) == (to.0, to.1, from)
        }
        None => now == to,
    };
    if is_there {
        return Ok(());
    }
    let since = store::terms_since(db, id).await?;
    if let Some(since) = since.filter(|since| from < *since) {
        return Err(Error::field("from", before(since)));
    }
    store::set_terms(db, id, from, to.0, to.1).await
}

impl Answer for EndService {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        store::lock_at_version(db, self.id, self.version).await?;
        let stands = service(db, self.id).await?;
        let reason = self.check(today, stands.activated_on)?;
        // A connection that was never installed ends with its application.
        if !matches!(
            stands.status,
            ServiceStatus::Active | ServiceStatus::Suspended
        ) {
            return Err(wrong_state(stands.status, ServiceStatus::Terminated));
        }
        store::end(db, self.id, self.day, &reason).await
    }
}
