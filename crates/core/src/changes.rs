//! What others changed: the listener behind every live list.
//!
//! A notification is only a doorbell. It names topics and nothing anybody acts on; after every gap, and every 30 seconds, all
//! topics count as changed, so that a lost bell costs at most that long. The listening connection is pinged, because one that
//! hangs in a black hole stays silent for good, and it is rebuilt after any error.
//!
//! What concerns one person only rings on a channel of his own, whose name the database tells nobody else: who listens on every
//! channel he can think of learns nothing, and who rings one only makes a page ask again.

use std::time::Duration;

use model::topic::Topic;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, sleep, timeout, timeout_at},
};

/// What the listener has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These topics changed.
    Topics(Vec<Topic>),
    /// Anything may have changed: after a gap, or because it is time.
    Everything,
    /// The database answers again.
    Online,
    /// The database does not answer.
    Offline,
    /// The login is not let in any more: disabled, or its password was changed. The last thing a listener says.
    Refused,
}

/// How patient the listener is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Between pings.
    pub ping_every: Duration,
    /// For the answer to a ping, and for a new connection.
    pub answer_within: Duration,
    /// Between refreshes of everything.
    pub refresh_every: Duration,
    /// Before the next try after a failure.
    pub retry_after: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            ping_every: Duration::from_secs(15),
            answer_within: Duration::from_secs(5),
            refresh_every: Duration::from_secs(30),
            retry_after: Duration::from_secs(1),
        }
    }
}

/// A running listener; dropping it ends its connection.
#[derive(Debug)]
#[must_use = "the listener ends when this is dropped"]
pub struct Listening(JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Listens on a connection of its own and tells what changed.
pub fn listen(
    options: PgConnectOptions,
    patience: Patience,
) -> (Listening, mpsc::Receiver<Change>) {
    let (tell, told) = mpsc::channel(64);
    let task = tokio::spawn(async move {
        let mut online = true;
        loop {
            let lost = session(&options, patience, &tell, &mut online).await;
            if tell.is_closed() {
                return;
            }
            if is_refusal(&lost) {
                tracing::warn!("the login is not let in any more");
                // Who does not listen any more needs no farewell.
                drop(tell.send(Change::Refused).await);
                return;
            }
            if online {
                tracing::warn!(reason = %lost, "the listening connection is lost");
                online = false;
                if tell.send(Change::Offline).await.is_err() {
                    return;
                }
            }
            sleep(patience.retry_after).await;
        }
    });
    (Listening(task), told)
}

/// One connection's life; answers why it ended.
async fn session(
    options: &PgConnectOptions,
    patience: Patience,
    tell: &mpsc::Sender<Change>,
    online: &mut bool,
) -> sqlx::Error {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(patience.answer_within)
        .connect_lazy_with(options.clone());
    let outcome = follow(&pool, patience, tell, online).await;
    // Closing waits for a connection that may never answer; nobody who has to be told waits for that.
    tokio::spawn(async move { drop(timeout(patience.answer_within, pool.close()).await) });
    match outcome {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

/// Whether the server turned the login away, in contrast to one that cannot be reached or is just starting.
fn is_refusal(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(said) = error else {
        return false;
    };
    matches!(said.code().as_deref(), Some("28000" | "28P01" | "42501"))
}

/// Listens on the channel that only this person knows, on which his notifications ring; its name. None for a login that is no
/// person's, and in a database without notifications.
async fn own_bell(listener: &mut PgListener, patience: Patience) -> sqlx::Result<Option<String>> {
    let asked = sqlx::query_scalar::<_, String>("select app.notification_channel()")
        .fetch_one(&mut *listener);
    let channel = match timeout(patience.answer_within, asked).await {
        Ok(Ok(channel)) => channel,
        Ok(Err(sqlx::Error::Database(_))) => return Ok(None),
        Ok(Err(error)) => return Err(error),
        Err(_) => return Err(sqlx::Error::PoolTimedOut),
    };
    timeout(patience.answer_within, listener.listen(&channel))
        .await
        .map_err(|_| sqlx::Error::PoolTimedOut)??;
    Ok(Some(channel))
}

async fn follow(
    pool: &PgPool,
    patience: Patience,
    tell: &mpsc::Sender<Change>,
    online: &mut bool,
) -> sqlx::Result<std::convert::Infallible> {
    let mut listener = timeout(patience.answer_within, PgListener::connect_with(pool))
        .await
        .map_err(|_| sqlx::Error::PoolTimedOut)??;
    listener.eager_reconnect(false);
    timeout(patience.answer_within, listener.listen("aglis"))
        .await
        .map_err(|_| sqlx::Error::PoolTimedOut)??;
    let own_bell = own_bell(&mut listener, patience).await?;
    let closed = |_| sqlx::Error::PoolClosed;
    if !*online {
        *online = true;
        tell.send(Change::Online).await.map_err(closed)?;
    }
    tell.send(Change::Everything).await.map_err(closed)?;
    let mut refresh_at = Instant::now() + patience.refresh_every;
    let mut ping_at = Instant::now() + patience.ping_every;
    loop {
        match timeout_at(refresh_at.min(ping_at), listener.try_recv()).await {
            Ok(Ok(Some(bell))) => {
                let topics = if Some(bell.channel()) == own_bell.as_deref() {
                    vec![Topic::Notifications]
                } else {
                    Topic::parse_list(bell.payload())
                };
                if !topics.is_empty() {
                    tell.send(Change::Topics(topics)).await.map_err(closed)?;
                }
            }
            // The connection was lost; what happened meanwhile is unknown.
            Ok(Ok(None)) => return Err(sqlx::Error::WorkerCrashed),
            Ok(Err(error)) => return Err(error),
            Err(_) => {
                if Instant::now() >= ping_at {
                    timeout(
                        patience.answer_within,
                        sqlx::query("select 1").execute(&mut listener),
                    )
                    .await
                    .map_err(|_| sqlx::Error::PoolTimedOut)??;
                    ping_at = Instant::now() + patience.ping_every;
                }
                if Instant::now() >= refresh_at {
                    tell.send(Change::Everything).await.map_err(closed)?;
                    refresh_at = Instant::now() + patience.refresh_every;
                }
            }
        }
    }
}
