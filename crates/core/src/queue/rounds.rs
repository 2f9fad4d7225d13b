//! Looks at the clock while nobody is at a desk: marks what became late, collects, and tells people what only the clock tells.
//!
//! Desktops do this for themselves while somebody is signed in; `aglis worker` does it at night. The database decides which ones,
//! and takes care that several machines do not do it at once. A failure is logged, and the next round does what this one did not.

use std::time::Duration;

use model::collection::Collected;
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval, timeout},
};

use super::store;
use crate::{
    collection::collect,
    error::{Error, Result},
    notifications,
};

/// A supervisor wants to know of a late ticket within a minute.
const EVERY: Duration = Duration::from_secs(60);
/// For a connection and the answers of a whole round.
const WITHIN: Duration = Duration::from_secs(60);

/// What a round marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// Tickets that became late.
    pub tickets: i64,
    /// Invoices that became overdue, or no longer are.
    pub invoices: i64,
}

/// What a whole round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Tickets that became late.
    pub tickets: i64,
    /// Invoices that became overdue, or no longer are.
    pub invoices: i64,
    /// Reminders of the day that were queued.
    pub reminders: i64,
    /// Connections that the night blocked.
    pub blocked: i64,
}

/// Rounds that go on; dropping them ends them.
#[derive(Debug)]
#[must_use = "the rounds end when this is dropped"]
pub struct Rounds(JoinHandle<()>);

impl Drop for Rounds {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Begins the rounds of a machine, the first at once. Each takes a connection of its own, so that none is held in between.
pub fn begin(options: PgConnectOptions, device: String) -> Rounds {
    Rounds(tokio::spawn(async move {
        let mut minute = interval(EVERY);
        // After a night asleep one round is enough.
        minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            minute.tick().await;
            let round = timeout(WITHIN, look(&options, &device));
            match round.await {
                Ok(Ok(round)) => {
                    tracing::debug!(
                        tickets = round.tickets,
                        invoices = round.invoices,
                        reminders = round.reminders,
                        blocked = round.blocked,
                        "looked for what is late"
                    );
                }
                Ok(Err(error)) => tracing::warn!(%error, "cannot mark what is late"),
                Err(_) => tracing::warn!("no answer in time about what is late"),
            }
        }
    }))
}

/// One round: asks until nothing is left to mark.
///
/// # Errors
/// [`Error::Forbidden`] for a login that is no worker, [`Error::Offline`] without a database.
pub async fn look(options: &PgConnectOptions, device: &str) -> Result<Round> {
    let mut db = PgConnection::connect_with(options).await?;
    store::introduce(&mut db, device, env!("CARGO_PKG_VERSION")).await?;
    let mut all = Round::default();
    loop {
        let now = store::mark_late(&mut db).await?;
        all.tickets += now.tickets;
        all.invoices += now.invoices;
        if now.invoices == 0 {
            break;
        }
    }
    loop {
        let now = collect(&mut db).await?;
        if now == Collected::default() {
            break;
        }
        all.reminders += now.reminders;
        all.blocked += now.blocked;
    }
    notifications::store::rounds(&mut db).await?;
    db.close().await.map_err(Error::from)?;
    Ok(all)
}
