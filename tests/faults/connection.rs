//! A shared database is reached over verified TLS or not at all, and each obstacle has its own code.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use aglis_core::connection::{ConnectProblem, open, options};
use aglis_core::workspace::{LocalWorkspace, Place};
use model::desk::SharedDatabase;
use model::secret::Secret;
use postgres_protocol::password::scram_sha_256;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use sqlx::AssertSqlSafe;

use crate::support::cluster::folder_for_cluster;
use crate::support::proxy::{Proxy, Wire};

const PASSWORD: &str = "kata sandi percobaan";

/// A database in an office: TCP on the loopback address, a certificate of the office's own authority.
struct Office {
    workspace: LocalWorkspace,
    folder: tempfile::TempDir,
    authority: CertifiedIssuer<'static, KeyPair>,
    port: u16,
}

impl Office {
    async fn new() -> Self {
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let folder = folder_for_cluster();
        let place = Place::at(folder.path().join("w"))
            .with_setting("listen_addresses", "127.0.0.1")
            .with_setting("port", &port.to_string());
        let workspace = LocalWorkspace::open(place, |_| {}).await.unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let authority = CertifiedIssuer::self_signed(params, key).unwrap();
        let office = Self {
            workspace,
            folder,
            authority,
            port,
        };
        office
            .sql("select app.create_staff('siti', 'Siti', null, 'office', '{}', $1, 'id')")
            .await;
        office
    }

    /// Runs one statement as the superuser; `$1` is the verifier of everybody's password.
    async fn sql(&self, statement: &str) {
        let verifier = format!("'{}'", scram_sha_256(PASSWORD.as_bytes()));
        let statement = statement.replace("$1", &verifier);
        let run = sqlx::raw_sql(AssertSqlSafe(statement));
        run.execute(self.workspace.admin_pool()).await.unwrap();
    }

    /// Gives the server a certificate for `host` that is valid until this year.
    async fn certify(&self, host: &str, until: i32) {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.authority).unwrap();
        self.place_file("server.crt", &certificate.pem());
        self.place_file("server.key", &key.serialize_pem());
        self.sql("alter system set ssl = on").await;
        self.sql("select pg_reload_conf()").await;
        self.wait_for("on").await;
    }

    /// The server reads its settings a moment after it is told to.
    async fn wait_for(&self, ssl: &str) {
        let begun = Instant::now();
        loop {
            let now: String = sqlx::query_scalar("show ssl")
                .fetch_one(self.workspace.admin_pool())
                .await
                .unwrap();
            if now == ssl {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "ssl stays {now}");
            tokio::task::yield_now().await;
        }
    }

    /// Writes a file that the server's user owns, where the server looks for certificates by itself.
    fn place_file(&self, name: &str, text: &str) {
        let cluster = self.workspace.server().place().cluster();
        let path = cluster.join(name);
        fs::write(&path, text).unwrap();
        own_like(&path, &cluster);
    }

    fn shared(&self, host: &str) -> SharedDatabase {
        SharedDatabase {
            host: host.to_owned(),
            port: self.port,
            database: "aglis".to_owned(),
            ca_certificate: Some(self.authority.pem()),
        }
    }

    async fn close(self) {
        self.workspace.close().await.unwrap();
        drop(self.folder);
    }
}

#[cfg(unix)]
fn own_like(path: &Path, example: &Path) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let owner = example.metadata().unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    chown(path, Some(owner.uid()), Some(owner.gid())).unwrap();
}

#[cfg(not(unix))]
fn own_like(_path: &Path, _example: &Path) {}

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
