//! Goes on with invoice runs, chunk after chunk, while somebody of office or admin is signed in, whatever page he looks at and whether the
//! window is open.
//!
//! Each chunk is a transaction that holds the run, so two computers that work on one take turns and bill nobody twice. A run that another
//! computer works on is left to it; one that nobody moved for a while is taken up.

use std::{sync::Arc, time::Duration};

use aglis_core::context::Cx;
use model::{
    access::{Me, Role},
    billing::run::{InvoiceRun, ListInvoiceRuns, RunInvoices, RunState},
    fault::Fault,
};
use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{Desk, asking::ask};

/// A run that another computer left is taken up within this time.
const EVERY: Duration = Duration::from_secs(60);
/// Before the next look, so that the ring of one's own chunk is no reason for another at once.
const PAUSE: Duration = Duration::from_millis(100);

/// The rounds of a session; dropping them ends them, and with them the chunk under way.
#[must_use = "the rounds end when this is dropped"]
pub(super) struct Rounds {
    rung: Arc<Notify>,
    task: Option<JoinHandle<()>>,
}

impl Drop for Rounds {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Begins the rounds, the first at once; there are none for whoever bills nobody.
pub(super) fn begin(cx: &Cx, me: &Me) -> Rounds {
    let rung = Arc::new(Notify::new());
    let task = matches!(me.role, Role::Admin | Role::Office).then(|| {
        let (cx, heard, me) = (cx.clone(), Arc::clone(&rung), me.id.0);
        tokio::spawn(async move {
            let mut refresh = interval(EVERY);
            refresh.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    () = heard.notified() => {}
                    _ = refresh.tick() => {}
                }
                if let Err(fault) = go(&cx, me).await {
                    tracing::debug!(code = ?fault.code, "a round of invoice runs ended early");
                }
                sleep(PAUSE).await;
            }
        })
    });
    Rounds { rung, task }
}

/// The run that is under way, as long as it is ours.
async fn go(cx: &Cx, me: i64) -> Result<(), Fault> {
    let runs = ask(cx, ListInvoiceRuns {}).await?;
    let Some(run) = runs.iter().find(|run| is_ours(run, me)) else {
        return Ok(());
    };
    loop {
        let now = ask(cx, RunInvoices { run: run.id }).await?;
        if now.state != RunState::Running {
            return Ok(());
        }
    }
}

fn is_ours(run: &InvoiceRun, me: i64) -> bool {
    let is_mine = run.by.as_ref().is_some_and(|(by, _)| *by == me);
    run.state == RunState::Running && (is_mine || run.is_left)
}

impl Desk {
    /// Something happened to an invoice run.
    pub(super) fn look_after_invoicing(&self) {
        if let Some(session) = &self.stage().session {
            session.invoicing.rung.notify_one();
        }
    }
}
