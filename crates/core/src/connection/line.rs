//! Whether the way to the server broke, so that nobody waits for what was opened before.
//!
//! A connection whose far end is gone without a farewell (a computer that slept, another network, a router that forgot it) stays
//! silent for minutes before the system gives it up. The listener finds out within seconds, and what it found holds for all others.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use sqlx::{PgConnection, PgPool, Postgres, pool::PoolConnection};
use tokio::{sync::watch, time::timeout};

/// How long a connection that was used may take to show that it can be used again.
const READY_WITHIN: Duration = Duration::from_secs(5);

/// The way of a session to its server; all clones are the same one.
#[derive(Clone, Debug)]
pub struct Line(Arc<watch::Sender<()>>);

impl Default for Line {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(())))
    }
}

impl Line {
    /// The way broke. The idle connections of the pool are dropped without a farewell, which nobody would hear, and whoever is in
    /// the middle of a question learns of it by [`Line::breaks`].
    pub(crate) fn cut(&self, pool: &PgPool) {
        self.0.send_replace(());
        while let Some(idle) = pool.try_acquire() {
            drop(idle.detach());
        }
    }

    /// Returns at the next break.
    pub(crate) async fn breaks(&self) {
        let mut told = self.0.subscribe();
        // The sender lives as long as `self`.
        drop(told.changed().await);
    }

    /// A connection of the pool for one piece of work.
    ///
    /// # Errors
    /// Those of the pool.
    pub(crate) async fn lend(&self, pool: &PgPool) -> sqlx::Result<Lent> {
        Ok(Lent {
            db: Some(pool.acquire().await?),
            line: self.clone(),
        })
    }
}

/// A connection of the pool for one piece of work. Whoever had his answer gives it back; dropped before that, it waits for something
/// that may never come, and its place in the pool is free at once.
#[derive(Debug)]
pub(crate) struct Lent {
    db: Option<PoolConnection<Postgres>>,
    line: Line,
}

impl Lent {
    /// Back into the pool. The pool asks each connection whether it is ready, and would wait for that for as long as the system
    /// believes in it.
    pub(crate) fn give_back(mut self) {
        if let Some(mut db) = self.db.take() {
            let (returned, line) = (db.return_to_pool(), self.line.clone());
            tokio::spawn(async move {
                tokio::select! {
                    // Late or cut, it is dropped.
                    _ = timeout(READY_WITHIN, returned) => {}
                    () = line.breaks() => {}
                }
            });
        }
    }
}

impl Deref for Lent {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.db.as_ref().expect("it is there until it is dropped")
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.db.as_mut().expect("it is there until it is dropped")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(db) = self.db.take() {
            drop(db.detach());
        }
    }
}
