//! A shared database as an office runs one: TCP, TLS, a certificate of its own authority, staff logins.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use aglis_core::workspace::{LocalWorkspace, Place};
use model::desk::SharedDatabase;
use postgres_protocol::password::scram_sha_256;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use sqlx::AssertSqlSafe;

use super::cluster::folder_for_cluster;
use super::database::PASSWORD;

/// A database in an office: TCP on the loopback address, a certificate of the office's own authority.
pub struct Office {
    pub workspace: LocalWorkspace,
    folder: tempfile::TempDir,
    pub authority: CertifiedIssuer<'static, KeyPair>,
    pub port: u16,
}

impl Office {
    pub async fn new() -> Self {
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
    pub async fn sql(&self, statement: &str) {
        let verifier = format!("'{}'", scram_sha_256(PASSWORD.as_bytes()));
        let statement = statement.replace("$1", &verifier);
        let run = sqlx::raw_sql(AssertSqlSafe(statement));
        run.execute(self.workspace.admin_pool()).await.unwrap();
    }

    /// Gives the server a certificate for `host` that is valid until this year.
    pub async fn certify(&self, host: &str, until: i32) {
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

    pub fn shared(&self, host: &str) -> SharedDatabase {
        SharedDatabase {
            host: host.to_owned(),
            port: self.port,
            database: "aglis".to_owned(),
            ca_certificate: Some(self.authority.pem()),
        }
    }

    pub async fn close(self) {
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
