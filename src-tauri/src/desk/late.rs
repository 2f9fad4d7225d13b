//! Marks tickets that became late while anybody is signed in.
//!
//! The database decides which ones, and takes care that several desktops do not do it at once. Its own notification rings
//! the pages; a failure is logged, and the next round does what this one did not.

use std::time::Duration;

use aglis_core::context::Cx;
use model::sla::SweepSla;
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use super::asking::ask_aside;

/// A supervisor wants to know of a late ticket within a minute.
const EVERY: Duration = Duration::from_secs(60);

/// The rounds of a session; dropping them ends them.
#[must_use = "the rounds end when this is dropped"]
pub(super) struct Rounds(JoinHandle<()>);

impl Drop for Rounds {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Begins the rounds, the first at once.
pub(super) fn begin(cx: &Cx) -> Rounds {
    let cx = cx.clone();
    Rounds(tokio::spawn(async move {
        let mut minute = interval(EVERY);
        // After a night asleep one round is enough.
        minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            minute.tick().await;
            look(&cx).await;
        }
    }))
}

async fn look(cx: &Cx) {
    if let Some(marked) = ask_aside(cx, SweepSla {}).await {
        tracing::debug!(tickets = marked, "looked for late tickets");
    }
}
