//! A server like that of a local workspace, `fsync` and all, with databases to measure in and people who work there.

use std::path::Path;

use aglis_core::{
    access, connection,
    context::Cx,
    workspace::{Place, Server, migrate},
};
use model::secret::Secret;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

const PASSWORD: &str = "kata sandi pengukuran";

/// A server of its own in a temporary folder; [`Desk::close`] stops it.
pub struct Desk {
    server: Server,
    /// Removed last of all.
    _folder: tempfile::TempDir,
}

impl Desk {
    /// Makes and starts it.
    pub async fn open() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("aglis-bench-")
            .tempdir()
            .unwrap();
        open_to_server(folder.path());
        let place = Place::at(folder.path().join("workspace"));
        let server = Server::open(place, None, |_| {}).await.unwrap();
        Self {
            server,
            _folder: folder,
        }
    }

    /// How the server's owner connects to a database.
    pub fn root(&self, database: &str) -> PgConnectOptions {
        self.server.admin_options(database)
    }

    /// A new migrated database and its owner's connections.
    pub async fn database(&self, name: &str) -> PgPool {
        let mut root = self.root("postgres").connect().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut root)
            .await
            .unwrap();
        let owner = PgPoolOptions::new()
            .max_connections(2)
            .connect_with(self.root(name))
            .await
            .unwrap();
        migrate(&owner).await.unwrap();
        owner
    }

    /// The session of a new person of this role in these zones, opened as the window opens it.
    pub async fn person(&self, owner: &PgPool, role: &str, zones: &[i64]) -> Cx {
        let database: String = sqlx::query_scalar("select current_database()::text")
            .fetch_one(owner)
            .await
            .unwrap();
        let username = format!("{role}.{database}");
        sqlx::query("select app.create_staff($1, $1, null, $2::text::staff_role, $3, $4, 'id')")
            .bind(&username)
            .bind(role)
            .bind(zones)
            .bind(access::verifier(&Secret::new(PASSWORD)))
            .execute(owner)
            .await
            .unwrap();
        let options = self.options(&username, &database);
        let session = connection::open(options, "bench").await.unwrap();
        session.cx
    }

    /// Stops the server.
    pub async fn close(self) {
        self.server.close().await.unwrap();
    }

    fn options(&self, username: &str, database: &str) -> PgConnectOptions {
        self.server.connect_options(username, PASSWORD, database)
    }
}

/// The server may run as another user, who must be able to enter.
fn open_to_server(folder: &Path) {
    #[cfg(unix)]
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o711)).unwrap();
    #[cfg(not(unix))]
    let _ = folder;
}
