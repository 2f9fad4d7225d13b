//! Goes on with bulk operations, chunk after chunk, as long as somebody is signed in, whatever page he looks at and whether the
//! window is open.
//!
//! The runs that he started are looked for at sign-in, whenever something happens to a run, and every few seconds: what a killed
//! program left goes on when its lease is over. A colleague's run is only taken up when it was asked for here. Each chunk is a
//! transaction of the database, which lets one computer at a time work on a run; a lock or the end of the session leaves the run
//! where it is.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aglis_core::context::Cx;
use model::{
    bulk::{BulkProgress, ListBulkRuns, RunBulk},
    fault::{Code, Fault},
    ids::{BulkRunId, StaffId},
};
use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep},
};
use uuid::Uuid;

use super::{Desk, asking::ask};

/// A run that another computer left is taken up within this time after its lease.
const EVERY: Duration = Duration::from_secs(10);
/// Before the next look, so that the ring of one's own chunk is no reason for another at once.
const PAUSE: Duration = Duration::from_millis(100);

/// Whoever works on single tickets has no runs; an admin may give him another role while he works.
const NOT_YOURS: Duration = Duration::from_secs(600);

/// Colleagues' runs that are to go on here.
type Wanted = Arc<Mutex<HashSet<BulkRunId>>>;

/// The rounds of a session; dropping them ends them, and with them the chunk under way.
#[must_use = "the rounds end when this is dropped"]
pub(super) struct Rounds {
    rung: Arc<Notify>,
    wanted: Wanted,
    task: JoinHandle<()>,
}

impl Rounds {
    /// Something happened to a run; returns at once.
    pub(super) fn ring(&self) {
        self.rung.notify_one();
    }

    /// Takes up a colleague's run as well.
    fn want(&self, run: BulkRunId) {
        lock(&self.wanted).insert(run);
        self.ring();
    }
}

impl Drop for Rounds {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(wanted: &Wanted) -> std::sync::MutexGuard<'_, HashSet<BulkRunId>> {
    wanted.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins the rounds, the first at once.
pub(super) fn begin(cx: &Cx, me: StaffId) -> Rounds {
    let (rung, wanted) = (Arc::new(Notify::new()), Wanted::default());
    let round = Round {
        cx: cx.clone(),
        me,
        runner: Uuid::now_v7(),
        wanted: Arc::clone(&wanted),
    };
    let heard = Arc::clone(&rung);
    let task = tokio::spawn(async move {
        let mut refresh = interval(EVERY);
        refresh.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = heard.notified() => {}
                _ = refresh.tick() => {}
            }
            // What failed is tried again with the next tick: a person sees on the page that nothing moves.
            let pause = match round.go().await {
                Ok(()) => PAUSE,
                Err(fault) if fault.code == Code::Forbidden => NOT_YOURS,
                Err(fault) => {
                    tracing::debug!(code = ?fault.code, "a round of bulk operations ended early");
                    PAUSE
                }
            };
            sleep(pause).await;
        }
    });
    Rounds { rung, wanted, task }
}

struct Round {
    cx: Cx,
    me: StaffId,
    /// By which the database knows this session among all that might work on a run.
    runner: Uuid,
    wanted: Wanted,
}

impl Round {
    /// A chunk of each run in turn, until none is left.
    async fn go(&self) -> Result<(), Fault> {
        let (mut held, mut refused) = (HashSet::new(), HashSet::new());
        loop {
            let under_way = ListBulkRuns {
                under_way: true,
                ..ListBulkRuns::default()
            };
            // Asked anew each time: what was started meanwhile has its turn, too.
            let all = ask(&self.cx, under_way).await?;
            lock(&self.wanted).retain(|wanted| all.iter().any(|run| run.run == *wanted));
            let mine: Vec<BulkRunId> = (all.iter())
                .filter(|run| !refused.contains(&run.run) && self.is_mine(run, &held))
                .map(|run| run.run)
                .collect();
            held.clear();
            for run in mine {
                match self.chunk(run).await? {
                    Some(true) => drop(held.insert(run)),
                    Some(false) => {}
                    None => drop(refused.insert(run)),
                }
            }
            if held.is_empty() {
                return Ok(());
            }
        }
    }

    /// Whether it is to go on here, and nobody else works on it now.
    fn is_mine(&self, run: &BulkProgress, held: &HashSet<BulkRunId>) -> bool {
        let is_asked_for = run.by.0 == self.me || lock(&self.wanted).contains(&run.run);
        let is_free = run.runner.is_none() || held.contains(&run.run);
        is_asked_for && is_free && run.may_go_on && run.state.is_under_way()
    }

    /// Does one chunk; answers whether there is more to do, none when it was refused. What one run is refused keeps the others from
    /// nothing.
    async fn chunk(&self, run: BulkRunId) -> Result<Option<bool>, Fault> {
        let request = RunBulk {
            run,
            runner: self.runner,
        };
        match ask(&self.cx, request).await {
            Ok(progress) => Ok(Some(progress.state.is_under_way())),
            Err(fault) if matches!(fault.code, Code::Offline | Code::SignedOut) => Err(fault),
            Err(fault) => {
                let problem = fault.problem.as_ref().map(|problem| problem.code.as_str());
                tracing::info!(%run, code = ?fault.code, problem, "a chunk of a bulk operation was not done");
                Ok(None)
            }
        }
    }
}

impl Desk {
    /// Something happened to a bulk operation.
    pub(super) fn look_after_bulk(&self) {
        if let Some(session) = &self.stage().session {
            session.bulk.ring();
        }
    }

    /// Lets this computer work on a run.
    ///
    /// # Errors
    /// [`Code::SignedOut`] while nobody is signed in.
    pub(super) fn go_on_bulk(&self, run: BulkRunId) -> Result<(), Fault> {
        match &self.stage().session {
            Some(session) => {
                session.bulk.want(run);
                Ok(())
            }
            None => Err(Fault::new(Code::SignedOut)),
        }
    }
}
