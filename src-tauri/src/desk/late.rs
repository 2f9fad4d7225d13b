//! Marks tickets that became late while anybody is signed in.
//!
//! The database decides which ones, and takes care that several desktops do not do it at once. Its own notification rings
//! the pages; a failure is logged, and the next round does what this one did not.

use std::time::Duration;

use aglis_core::{answer::answer, context::Cx};
use model::{
    call::{Answered, Call, Envelope},
    sla::SweepSla,
};
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

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
    let asked = serde_json::to_vec(&Envelope {
        key: None,
        request: SweepSla {},
    });
    let bytes = match asked {
        Ok(asked) => answer(cx, SweepSla::NAME, &asked).await,
        Err(error) => {
            tracing::error!(%error, "cannot ask for late tickets");
            return;
        }
    };
    match serde_json::from_slice::<Answered<i64>>(&bytes) {
        Ok(Ok(marked)) => tracing::debug!(tickets = marked, "looked for late tickets"),
        Ok(Err(fault)) => {
            tracing::warn!(code = ?fault.code, reference = fault.reference, "cannot mark late tickets");
        }
        Err(error) => tracing::error!(%error, "unreadable answer about late tickets"),
    }
}
