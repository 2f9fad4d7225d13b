//! Collecting what is owed: reminders, isolir and promises to pay.
//!
//! The rules themselves, who is blocked and what customers are told of it are the database's
//! (`0047_isolir.sql`), because it works at night, and in the transaction of a payment, where no program of ours is.

mod isolir_store;
mod promise_store;
mod rule_store;

use model::{
    collection::{
        Blocked, Collect, Collected, CollectionRules, CustomerCollection, ExemptCustomer,
        IsolirNow, IsolirPage, IsolirService, LiftIsolir, ListBlocked, Outcome, PREVIEW_MAX,
        PromisePayment, SaveCollectionRules, ShowCollection, ShowCollectionRules, ShowIsolir,
        TakeBackPromise,
    },
    problem::Problem,
    valid,
};
use sqlx::PgConnection;

pub(crate) use rule_store::collect;

use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
};

/// The longest search, in characters.
const SEARCH_MAX: usize = 100;

impl Answer for ShowCollectionRules {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<CollectionRules> {
        rule_store::rules(db).await
    }
}

impl Answer for SaveCollectionRules {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.rules.check()?;
        rule_store::save(db, &self.rules).await
    }
}

fn search(entered: &str) -> Result<String> {
    valid::text(entered, SEARCH_MAX).map_err(|problem| Error::field("search", problem))
}

/// Refuses more connections than one page shows.
fn few(count: usize) -> Result<()> {
    if count <= PREVIEW_MAX {
        return Ok(());
    }
    let problem = Problem::new("NUMBER_RANGE")
        .with("min", 1)
        .with("max", PREVIEW_MAX);
    Err(Error::field("services", problem))
}

impl Answer for ShowIsolir {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<IsolirPage> {
        isolir_store::page(db, self.tab, &search(&self.search)?).await
    }
}

impl Answer for ListBlocked {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<Blocked>> {
        isolir_store::blocked(db, &search(&self.search)?).await
    }
}

impl Answer for IsolirNow {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Vec<Outcome>> {
        few(self.services.len())?;
        let outcomes = isolir_store::block(db, self.day, &self.services).await?;
        cx.note_queued();
        Ok(outcomes)
    }
}

impl Answer for IsolirService {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let reason = self.check()?;
        isolir_store::block_by_hand(db, self.id, &reason, self.lifts_at_payment).await?;
        cx.note_queued();
        Ok(())
    }
}

impl Answer for LiftIsolir {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        few(self.services.len())?;
        let now = cx.now(db).await?;
        let reason = self.check(clock::business_day(db, now).await?)?;
        let ids: Vec<i64> = self.services.iter().map(|service| service.0).collect();
        isolir_store::lift(db, &ids, &reason).await?;
        if let Some(until) = self.promise_until {
            promise_store::promise_for_services(db, &ids, until, &reason).await?;
        }
        cx.note_queued();
        Ok(())
    }
}

impl Answer for ExemptCustomer {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        promise_store::exempt(db, self.id, self.exempt).await
    }
}

impl Answer for ShowCollection {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<CustomerCollection> {
        let mut known = promise_store::customer(db, self.customer).await?;
        known.promises = promise_store::promises(db, self.customer).await?;
        known.isolirs = isolir_store::of_customer(db, self.customer).await?;
        Ok(known)
    }
}

impl Answer for PromisePayment {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let now = cx.now(db).await?;
        let note = self.check(clock::business_day(db, now).await?)?;
        promise_store::promise(db, self.customer, self.until, self.amount, &note).await
    }
}

impl Answer for TakeBackPromise {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        promise_store::take_back(db, self.id).await
    }
}

impl Answer for Collect {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Collected> {
        let collected = rule_store::collect(db).await?;
        if collected != Collected::default() {
            cx.note_queued();
        }
        Ok(collected)
    }

    fn has_changed(reply: &Collected) -> bool {
        *reply != Collected::default()
    }
}
