//! The worker of the message queue: claims jobs, hands them to a gateway and settles what became of them.
//!
//! The law of the queue stands in the database (`app.queue_turn` and its sisters); a worker only follows it. It holds two
//! connections: one that works, one turn at a time, and one that listens for the bell. Everything that ended while a turn was
//! under way is settled by the next, in the statement that claims.

mod awake;
mod bell;
pub mod crash;
mod job;
mod pump;
mod reconcile;
pub mod rounds;
mod slots;
mod store;

use std::{sync::Arc, time::Duration};

use sqlx::postgres::PgConnectOptions;
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::timeout,
};

use crate::gateways::{Gateway, Why};

pub use bell::ring_here;
pub use job::{Job, Way};
pub use model::desk::Fares;
pub use sqlx::postgres::PgConnectOptions as ConnectOptions;

/// Makes a gateway of its settings and of the secrets of this machine; a machine without the token never claims.
pub type OpenWay = Arc<dyn Fn(&Way) -> Result<Arc<dyn Gateway>, Why> + Send + Sync>;

/// How a worker does its work.
#[derive(Clone)]
pub struct Working {
    /// The worker's own login.
    pub options: PgConnectOptions,
    /// Name of this machine.
    pub device: String,
    /// How many messages at once; none leaves it to the rules of the company.
    pub concurrency: Option<usize>,
    /// Makes the gateways.
    pub open_way: OpenWay,
}

/// A running worker. Dropping it lets go of everything at once; [`Worker::stop`] drains first.
#[derive(Debug)]
pub struct Worker {
    task: Option<JoinHandle<()>>,
    stop: mpsc::Sender<()>,
    fares: watch::Receiver<Fares>,
}

/// The longest that draining takes: a send of 20 seconds and what it takes to settle it.
const DRAIN: Duration = Duration::from_secs(25);

impl Worker {
    /// Starts a worker.
    #[must_use]
    pub fn start(working: Working) -> Self {
        let (stop, stopped) = mpsc::channel(1);
        let (tell, fares) = watch::channel(Fares::Starting);
        let task = tokio::spawn(pump::run(working, tell, stopped));
        Self {
            task: Some(task),
            stop,
            fares,
        }
    }

    /// How it fares, now and from now on.
    #[must_use]
    pub fn fares(&self) -> watch::Receiver<Fares> {
        self.fares.clone()
    }

    /// Claims nothing more, waits for what is under way and leaves.
    pub async fn stop(mut self) {
        // A worker that has ended already hears nothing.
        self.stop.try_send(()).ok();
        if let Some(task) = self.task.take() {
            let abort = task.abort_handle();
            if timeout(DRAIN, task).await.is_err() {
                tracing::warn!("a worker did not drain in time");
                abort.abort();
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}
