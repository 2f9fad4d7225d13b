//! A shared database is reached over verified TLS or not at all, and each obstacle has its own code.

use std::time::{Duration, Instant};

use aglis_core::connection::{ConnectProblem, open, options};
use model::desk::SharedDatabase;
use model::secret::Secret;

use crate::support::database::PASSWORD;
use crate::support::office::Office;
use crate::support::proxy::{Proxy, Wire};

/// What stands in the way of this login at this address.
async fn obstacle(
    shared: &SharedDatabase,
    username: &str,
    password: &str,
) -> Option<ConnectProblem> {
    let options = match options(shared, username, &Secret::new(password)) {
        Ok(options) => options,
        Err(problem) => return Some(problem),
    };
    let begun = Instant::now();
    let outcome = open(options, "uji").await;
    assert!(
        begun.elapsed() < Duration::from_secs(7),
        "took {:?}",
        begun.elapsed()
    );
    match outcome {
        Ok(opened) => {
            opened.cx.pool.close().await;
            None
        }
        Err(problem) => Some(problem),
    }
}

#[tokio::test]
async fn only_a_server_that_proves_its_name_is_talked_to() {
    let office = Office::new().await;
    let here = office.shared("localhost");
    let plain = obstacle(&here, "siti", PASSWORD).await;
    assert_eq!(
        plain,
        Some(ConnectProblem::Certificate),
        "a server without TLS"
    );

    office.certify("localhost", 2090).await;
    assert_eq!(obstacle(&here, "siti", PASSWORD).await, None);
    let other_name = office.shared("127.0.0.1");
    assert_eq!(
        obstacle(&other_name, "siti", PASSWORD).await,
        Some(ConnectProblem::Certificate),
        "another name"
    );
    let stranger = SharedDatabase {
        ca_certificate: None,
        ..here.clone()
    };
    assert_eq!(
        obstacle(&stranger, "siti", PASSWORD).await,
        Some(ConnectProblem::Certificate),
        "unknown authority"
    );
    office.close().await;
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let office = Office::new().await;
    office.certify("localhost", 2021).await;
    let expired = obstacle(&office.shared("localhost"), "siti", PASSWORD).await;
    assert_eq!(expired, Some(ConnectProblem::Certificate));
    office.close().await;
}

#[tokio::test]
async fn every_obstacle_has_its_own_code() {
    let office = Office::new().await;
    office.certify("localhost", 2090).await;
    let here = office.shared("localhost");

    assert_eq!(
        obstacle(&here, "siti", "salah").await,
        Some(ConnectProblem::Login)
    );
    assert_eq!(
        obstacle(&here, "nobody", PASSWORD).await,
        Some(ConnectProblem::Login)
    );
    let missing = SharedDatabase {
        database: "nowhere".to_owned(),
        ..here.clone()
    };
    assert_eq!(
        obstacle(&missing, "siti", PASSWORD).await,
        Some(ConnectProblem::Database)
    );
    let foreign = SharedDatabase {
        database: "postgres".to_owned(),
        ..here.clone()
    };
    assert_eq!(
        obstacle(&foreign, "siti", PASSWORD).await,
        Some(ConnectProblem::Database),
        "not AGLIS's"
    );

    office.sql("alter role siti connection limit 0").await;
    assert_eq!(
        obstacle(&here, "siti", PASSWORD).await,
        Some(ConnectProblem::Full)
    );
    office.sql("alter role siti connection limit 8").await;

    office
        .sql("update schema_gate set min_app = '99.0.0'")
        .await;
    assert_eq!(
        obstacle(&here, "siti", PASSWORD).await,
        Some(ConnectProblem::SchemaNew)
    );
    office
        .sql("update schema_gate set min_app = '0.0.1', max_app = '0.0.2'")
        .await;
    assert_eq!(
        obstacle(&here, "siti", PASSWORD).await,
        Some(ConnectProblem::SchemaOld)
    );
    office.sql("update schema_gate set max_app = null").await;
    assert_eq!(obstacle(&here, "siti", PASSWORD).await, None);

    office
        .sql("select app.disable_staff(id) from staff where username = 'siti'")
        .await;
    assert_eq!(
        obstacle(&here, "siti", PASSWORD).await,
        Some(ConnectProblem::LoginDisabled)
    );
    office.close().await;
}

#[tokio::test]
async fn a_host_that_is_absent_shut_or_silent_is_told_apart() {
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = free.local_addr().unwrap();
    let mut shared = SharedDatabase {
        host: "no-such-host.invalid".to_owned(),
        port: address.port(),
        database: "aglis".to_owned(),
        ca_certificate: None,
    };
    assert_eq!(
        obstacle(&shared, "siti", PASSWORD).await,
        Some(ConnectProblem::Host)
    );
    shared.host = "127.0.0.1".to_owned();
    let silent = Proxy::to(address).await;
    silent.set(Wire::Hole);
    shared.port = silent.address.port();
    assert_eq!(
        obstacle(&shared, "siti", PASSWORD).await,
        Some(ConnectProblem::Timeout)
    );
    drop(free);
    shared.port = address.port();
    assert_eq!(
        obstacle(&shared, "siti", PASSWORD).await,
        Some(ConnectProblem::Refused)
    );
}
