//! What a handler may know of the world around it.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::{clock, error::Result, uploads::Uploads};

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
}

impl Cx {
    /// A session over `pool` on a machine called `device`.
    #[must_use]
    pub fn new(pool: PgPool, device: &str) -> Self {
        Self {
            pool,
            clock: Clock::Database,
            device: device.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            uploads: Uploads::default(),
            allow_local_gateway: false,
        }
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
