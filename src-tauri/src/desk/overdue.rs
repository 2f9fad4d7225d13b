//! Lets invoices become overdue, and reminds and blocks whom the rules of collecting name, while somebody of office or admin is signed in.
//!
//! The database decides which ones and takes care that several desktops do not do it at once. Nobody waits for it: a
//! failure is logged, and the next round does what this one did not.

use std::time::Duration;

use aglis_core::context::Cx;
use model::{
    access::{Role, ShowMe},
    billing::MarkOverdue,
    collection::{Collect, Collected},
};
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use super::asking::ask_aside;

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

/// Begins the rounds, the first at once. A round of somebody whose role may not passes by; the role is asked for each time,
/// because an admin may give him another one while he works.
pub(super) fn begin(cx: &Cx) -> Rounds {
    let cx = cx.clone();
    Rounds(tokio::spawn(async move {
        let mut hour = interval(EVERY);
        // After a night asleep one round is enough.
        hour.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            hour.tick().await;
            if may(&cx).await {
                while look(&cx).await > 0 {}
                while collect(&cx).await {}
            }
        }
    }))
}

async fn may(cx: &Cx) -> bool {
    ask_aside(cx, ShowMe {})
        .await
        .is_some_and(|me| matches!(me.role, Role::Admin | Role::Office))
}

/// Asks once and answers how many invoices changed.
async fn look(cx: &Cx) -> i64 {
    let Some(marked) = ask_aside(cx, MarkOverdue {}).await else {
        return 0;
    };
    tracing::debug!(invoices = marked.changed, "looked at due days");
    marked.changed
}

/// Asks once and answers whether there may be more.
async fn collect(cx: &Cx) -> bool {
    let Some(collected) = ask_aside(cx, Collect {}).await else {
        return false;
    };
    tracing::debug!(
        reminders = collected.reminders,
        blocked = collected.blocked,
        "collected"
    );
    collected != Collected::default()
}
