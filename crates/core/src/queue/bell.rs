//! Hears that there is work. A bell that is lost costs at most the time that the database told the worker to wait.

use std::{
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};

/// Between signs of life of the listening connection, and for the answer to one.
const PING_EVERY: Duration = Duration::from_secs(30);
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// The bells of the workers in this program.
static HERE: Mutex<Vec<Weak<Notify>>> = Mutex::new(Vec::new());

/// Lets [`ring_here`] ring this bell as well, as long as there is one.
pub fn hang(bell: &Arc<Notify>) {
    let mut here = HERE.lock().unwrap_or_else(PoisonError::into_inner);
    here.retain(|bell| bell.strong_count() > 0);
    here.push(Arc::downgrade(bell));
}

/// Rings the bells of the workers in this program, right after the commit that queued something.
///
/// The database's own bell, which rings for everybody, comes by way of the server. A worker of another database looks once for nothing.
pub fn ring_here() {
    let here = HERE.lock().unwrap_or_else(PoisonError::into_inner);
    for bell in here.iter().filter_map(Weak::upgrade) {
        bell.notify_one();
    }
}

/// Rings `bell` at every notification, and whenever the connection was rebuilt, because nobody knows what was missed.
pub async fn listen(options: PgConnectOptions, bell: Arc<Notify>) {
    loop {
        if let Err(error) = session(&options, &bell).await {
            tracing::debug!(%error, "the queue's bell is lost");
        }
        sleep(Duration::from_secs(1)).await;
    }
}

async fn session(options: &PgConnectOptions, bell: &Notify) -> sqlx::Result<()> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ANSWER_WITHIN)
        .connect_lazy_with(options.clone());
    let late = |_| sqlx::Error::PoolTimedOut;
    let mut listener = timeout(ANSWER_WITHIN, PgListener::connect_with(&pool))
        .await
        .map_err(late)??;
    listener.eager_reconnect(false);
    timeout(ANSWER_WITHIN, listener.listen("aglis_queue"))
        .await
        .map_err(late)??;
    bell.notify_one();
    loop {
        match timeout(PING_EVERY, listener.try_recv()).await {
            Ok(Ok(Some(_))) => bell.notify_one(),
            Ok(Ok(None)) => return Err(sqlx::Error::WorkerCrashed),
            Ok(Err(error)) => return Err(error),
            Err(_) => {
                timeout(
                    ANSWER_WITHIN,
                    sqlx::query("select 1").execute(&mut listener),
                )
                .await
                .map_err(late)??;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Notify;

    use super::{hang, ring_here};

    #[tokio::test]
    async fn every_bell_in_this_program_rings_also_before_anybody_listens() {
        let bells = [(); 2].map(|()| Arc::new(Notify::new()));
        bells.iter().for_each(hang);
        ring_here();
        for bell in &bells {
            bell.notified().await;
        }
        drop(bells);
        ring_here();
    }
}
