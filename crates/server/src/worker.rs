//! `aglis worker`: sends messages, marks what became late, and reminds and blocks as the rules of collecting say, until it is told to stop.

use std::sync::Arc;

use aglis_core::{
    gateways,
    queue::{Fares, Worker, Working, rounds},
};
use model::secret::Secret;
use serde_json::json;
use tokio::signal;

use crate::{
    arguments::{Base, Worker as Arguments},
    base::{self, Opened},
    failure::Failure,
    report::Report,
};

/// The environment variable with the token of the first gateway; with `_2` behind it that of the second, and so on.
const TOKEN: &str = "AGLIS_GATEWAY_TOKEN";

/// Works until an interrupt or a termination, then drains.
pub async fn run(base: &Base, arguments: &Arguments) -> Result<Report, Failure> {
    aglis_core::queue::crash::from_environment();
    let opened = base::open_to_work(base).await?;
    let worker = start(&opened, arguments);
    let rounds = rounds::begin(
        opened.cx.pool.connect_options().as_ref().clone(),
        arguments.name.clone().unwrap_or_else(machine),
    );
    let mut fares = worker.fares();
    let ended = async {
        loop {
            let now = fares.borrow_and_update().clone();
            tracing::info!(state = ?now, "the worker");
            if now == Fares::Refused || fares.changed().await.is_err() {
                return;
            }
        }
    };
    let refused = tokio::select! {
        () = asked_to_stop() => false,
        () = ended => true,
    };
    drop(rounds);
    worker.stop().await;
    opened.close().await;
    if refused {
        return Err(Failure::failed(
            "FORBIDDEN",
            "this login may not work on the queue: enrol this machine in the window first",
        ));
    }
    Ok(Report::done(
        "Drained and left.",
        json!({ "drained": true }),
    ))
}

/// A worker on an open database.
pub fn start(opened: &Opened, arguments: &Arguments) -> Worker {
    let allow_local = arguments.allow_local_gateway;
    Worker::start(Working {
        options: opened.cx.pool.connect_options().as_ref().clone(),
        device: arguments.name.clone().unwrap_or_else(machine),
        concurrency: arguments.concurrency.map(usize::from),
        open_way: Arc::new(move |way| gateways::open(way, token(way.id).as_ref(), allow_local)),
    })
}

/// The token of a gateway, which a server has in its environment. None is ever handed to another gateway than its own.
pub fn token(gateway: i16) -> Option<Secret> {
    let own = std::env::var(format!("{TOKEN}_{gateway}"));
    let plain = || std::env::var(TOKEN).ok().filter(|_| gateway == 1);
    own.ok()
        .or_else(plain)
        .filter(|token| !token.is_empty())
        .map(Secret::new)
}

fn machine() -> String {
    // Whoever runs several on one machine names them.
    std::env::var("HOSTNAME")
        .ok()
        .filter(|name| !name.is_empty())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .map(|name| name.trim().chars().take(100).collect::<String>())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "server".to_owned())
}

/// Until somebody ends the program in an orderly way.
pub async fn asked_to_stop() {
    #[cfg(unix)]
    {
        let terminated = async {
            match signal::unix::signal(signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = signal::ctrl_c() => {}
            () = terminated => {}
        }
    }
    #[cfg(not(unix))]
    {
        // Without handlers the program ends at once, which loses nothing either.
        signal::ctrl_c().await.ok();
    }
}
