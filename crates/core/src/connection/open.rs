//! Opening the pool of a login, with every wait limited on this side.

use std::time::{Duration, Instant};

use model::{access::Me, desk::ConnectionReport, fault::Fault};
use sqlx::{
    Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;

use super::ConnectProblem;
use crate::{answer::Answer, context::Cx};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// Connections of one window; two windows and their listeners stay below a login's limit of 8.
const POOL: u32 = 3;

/// A session that came about.
#[derive(Debug)]
pub struct Opened {
    /// Connections and clock.
    pub cx: Cx,
    /// Who it is.
    pub me: Me,
}

/// Opens the session of a login: connects, reads the gate, asks who it is.
///
/// # Errors
/// [`ConnectProblem`], within about six seconds.
pub async fn open(options: PgConnectOptions, device: &str) -> Result<Opened, ConnectProblem> {
    let name = format!(
        "aglis/{} {}",
        env!("CARGO_PKG_VERSION"),
        device
            .chars()
            .filter(char::is_ascii_graphic)
            .take(30)
            .collect::<String>()
    );
    let options = options.application_name(&name);
    let pool = PgPoolOptions::new()
        .max_connections(POOL)
        .min_connections(0)
        .acquire_timeout(CONNECT)
        .idle_timeout(Duration::from_secs(300))
        .connect_lazy_with(options.clone());
    let outcome = match timeout(
        CONNECT + Duration::from_secs(1),
        greet(&options, &pool, device),
    )
    .await
    {
        Ok(outcome) => outcome,
        Err(_) => Err(ConnectProblem::Timeout),
    };
    if outcome.is_err() {
        pool.close().await;
    }
    outcome
}

/// Asks the server for a sign of life, within five seconds.
///
/// # Errors
/// [`ConnectProblem`].
pub async fn ping(pool: &PgPool) -> Result<(), ConnectProblem> {
    match timeout(CONNECT, sqlx::query("select 1").execute(pool)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(ConnectProblem::from(&error)),
        Err(_) => Err(ConnectProblem::Timeout),
    }
}

/// Asks on a connection of its own: the pool tries a refusing or full server again and again, and in the end
/// says only that time is up.
async fn greet(
    options: &PgConnectOptions,
    pool: &PgPool,
    device: &str,
) -> Result<Opened, ConnectProblem> {
    let mut db = PgConnection::connect_with(options)
        .await
        .map_err(|error| ConnectProblem::from(&error))?;
    check_schema(&mut db).await?;
    let cx = Cx::new(pool.clone(), device);
    let me = model::access::ShowMe {}
        .answer(&cx, &mut db)
        .await
        .map_err(|error| match error {
            crate::error::Error::SignedOut => ConnectProblem::LoginDisabled,
            _ => ConnectProblem::Database,
        })?;
    // The database lets it happen once an hour; a session does not wait for another's or end with it.
    sqlx::query_scalar!("select app.purge_request_keys()")
        .fetch_one(&mut db)
        .await
        .inspect_err(|error| tracing::warn!(%error, "cannot purge old request keys"))
        .ok();
    // Nothing hangs on how the farewell goes.
    db.close().await.ok();
    Ok(Opened { cx, me })
}

/// Asks the database whether this version of the program may work in it.
///
/// # Errors
/// [`ConnectProblem::SchemaNew`] and [`ConnectProblem::SchemaOld`], [`ConnectProblem::Database`] where there is no schema.
pub async fn check_schema(db: &mut PgConnection) -> Result<(), ConnectProblem> {
    let gate = sqlx::query!("select min_app, max_app from schema_gate")
        .fetch_one(db)
        .await
        .map_err(|error| ConnectProblem::from(&error))?;
    check_gate(
        env!("CARGO_PKG_VERSION"),
        &gate.min_app,
        gate.max_app.as_deref(),
    )
}

/// Compares versions number by number.
fn check_gate(app: &str, min: &str, max: Option<&str>) -> Result<(), ConnectProblem> {
    let numbers = |version: &str| {
        version
            .split('.')
            .map(|part| part.parse::<u64>().unwrap_or(0))
            .collect::<Vec<_>>()
    };
    if numbers(app) < numbers(min) {
        return Err(ConnectProblem::SchemaNew);
    }
    if max.is_some_and(|max| numbers(app) > numbers(max)) {
        return Err(ConnectProblem::SchemaOld);
    }
    Ok(())
}

/// Tries a connection and says what it found; leaves nothing open.
pub async fn test(
    options: Result<PgConnectOptions, ConnectProblem>,
    device: &str,
) -> Result<ConnectionReport, Fault> {
    let started = Instant::now();
    let mut report = ConnectionReport {
        problem: None,
        milliseconds: 0,
        server: None,
    };
    match options {
        Ok(options) => match open(options, device).await {
            Ok(opened) => {
                report.server = sqlx::query_scalar!(
                    r#"select current_setting('server_version') as "version!""#
                )
                .fetch_one(&opened.cx.pool)
                .await
                .ok();
                opened.cx.pool.close().await;
            }
            Err(problem) => report.problem = Some(problem.problem()),
        },
        Err(problem) => report.problem = Some(problem.problem()),
    }
    report.milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::check_gate;
    use crate::connection::ConnectProblem;

    #[test]
    fn the_gate_lets_only_fitting_versions_in() {
        assert_eq!(check_gate("0.10.0", "0.9.5", None), Ok(()));
        assert_eq!(
            check_gate("0.1.0", "0.2.0", None),
            Err(ConnectProblem::SchemaNew)
        );
        assert_eq!(
            check_gate("2.0.0", "0.1.0", Some("1.99.99")),
            Err(ConnectProblem::SchemaOld)
        );
    }
}
