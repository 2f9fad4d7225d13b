//! Lets invoices become overdue while somebody of office or admin is signed in.
//!
//! The database decides which ones and takes care that several desktops do not do it at once. Nobody waits for it: a
//! failure is logged, and the next round does what this one did not.

use std::time::Duration;

use aglis_core::{answer::answer, context::Cx};
use model::{
    access::Role,
    billing::{MarkOverdue, MarkedOverdue},
    call::{Answered, Call, Envelope},
};
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};
use uuid::Uuid;

/// A day begins at any moment of somebody's working time; an hour later nobody misses anything.
const EVERY: Duration = Duration::from_secs(3600);

/// The rounds of a session; dropping them ends them.
#[must_use = "the rounds end when this is dropped"]
pub(super) struct Rounds(JoinHandle<()>);

impl Drop for Rounds {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Begins the rounds, the first at once; none for a role that may not.
pub(super) fn begin(cx: &Cx, role: Role) -> Option<Rounds> {
    if !matches!(role, Role::Admin | Role::Office) {
        return None;
    }
    let cx = cx.clone();
    Some(Rounds(tokio::spawn(async move {
        let mut hour = interval(EVERY);
        // After a night asleep one round is enough.
        hour.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            hour.tick().await;
            while look(&cx).await > 0 {}
        }
    })))
}

/// Asks once and answers how many invoices changed.
async fn look(cx: &Cx) -> i64 {
    let asked = serde_json::to_vec(&Envelope {
        key: Some(Uuid::now_v7()),
        request: MarkOverdue {},
    });
    let bytes = match asked {
        Ok(asked) => answer(cx, MarkOverdue::NAME, &asked).await,
        Err(error) => {
            tracing::error!(%error, "cannot ask for overdue invoices");
            return 0;
        }
    };
    match serde_json::from_slice::<Answered<MarkedOverdue>>(&bytes) {
        Ok(Ok(marked)) => {
            tracing::debug!(invoices = marked.changed, "looked at due days");
            marked.changed
        }
        Ok(Err(fault)) => {
            tracing::warn!(code = ?fault.code, reference = fault.reference, "cannot mark overdue invoices");
            0
        }
        Err(error) => {
            tracing::error!(%error, "unreadable answer about overdue invoices");
            0
        }
    }
}
