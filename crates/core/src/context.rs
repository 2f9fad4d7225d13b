//! What a handler may know of the world around it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::{
    clock,
    connection::{Lent, Line},
    error::Result,
    uploads::Uploads,
};

/// Where rules get the time from: never from the computer's clock behind their back.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The database's, which is the same on every desk.
    #[default]
    Database,
    /// A fixed instant, for tests and for rebuilding history.
    Fixed(DateTime<Utc>),
}

/// One signed-in session: its connections, its machine and its clock.
#[derive(Clone, Debug)]
pub struct Cx {
    /// Connections under the person's own login; the database decides what they may.
    pub pool: PgPool,
    /// The way to the server.
    pub(crate) line: Line,
    /// Time for rules.
    pub clock: Clock,
    /// Name of this machine, for the audit trail.
    pub device: String,
    /// Version of the program, for the audit trail.
    pub version: String,
    /// Files that were handed in and wait to be used.
    pub uploads: Uploads,
    /// Whether a gateway on this machine may be used over plain http: a switch at the start of the program, for trials and tests.
    pub allow_local_gateway: bool,
    /// Whether this change queued a message.
    queued: Arc<AtomicBool>,
}

impl Cx {
    /// A session over `pool` on a machine called `device`.
    #[must_use]
    pub fn new(pool: PgPool, device: &str) -> Self {
        Self {
            pool,
            line: Line::default(),
            clock: Clock::Database,
            device: device.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            uploads: Uploads::default(),
            allow_local_gateway: false,
            queued: Arc::default(),
        }
    }

    /// The way to the server is lost, or another one is found: nobody waits any more for what was asked on the old one.
    pub fn cut(&self) {
        self.line.cut(&self.pool);
    }

    /// A connection for one piece of work.
    pub(crate) async fn connection(&self) -> sqlx::Result<Lent> {
        self.line.lend(&self.pool).await
    }

    /// The same for one change, which has queued nothing yet.
    #[must_use]
    pub(crate) fn for_a_change(&self) -> Self {
        Self {
            queued: Arc::default(),
            ..self.clone()
        }
    }

    /// A message was queued; once it is committed, a worker in this program hears of it without the way over the server.
    pub(crate) fn note_queued(&self) {
        self.queued.store(true, Ordering::Relaxed);
    }

    /// Whether one was.
    pub(crate) fn has_queued(&self) -> bool {
        self.queued.load(Ordering::Relaxed)
    }

    /// This instant. A rule asks once and passes on what it got, so that all it writes is of one moment.
    ///
    /// # Errors
    /// [`crate::error::Error::Offline`] when the database does not answer.
    pub async fn now(&self, db: &mut PgConnection) -> Result<DateTime<Utc>> {
        match self.clock {
            Clock::Database => clock::database_now(db).await,
            Clock::Fixed(instant) => Ok(instant),
        }
    }
}
