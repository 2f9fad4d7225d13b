//! The database of a workspace: made, brought to this program's version, refused when it is newer.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool};

use super::WorkspaceProblem;
use super::server::Server;

/// Name of the database in every local workspace.
pub(super) const DATABASE: &str = "aglis";

/// The migrations that this program carries, oldest first.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Makes the database unless it exists. Only under the start lock: two makers would collide.
pub(super) async fn create(server: &Server) -> Result<(), WorkspaceProblem> {
    let mut owner: PgConnection = server.admin_options("postgres").connect().await?;
    let present: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(DATABASE)
            .fetch_one(&mut owner)
            .await?;
    if !present {
        sqlx::query(AssertSqlSafe(format!("create database {DATABASE}")))
            .execute(&mut owner)
            .await?;
    }
    owner.close().await?;
    Ok(())
}

/// Applies the migrations that are missing, each in its own transaction, under the database's migration lock.
///
/// # Errors
/// [`WorkspaceProblem::Newer`] when the database knows a migration that this program does not; nothing is
/// changed then. [`WorkspaceProblem::Migration`] when a step fails; that step is rolled back.
pub async fn migrate(pool: &PgPool) -> Result<(), WorkspaceProblem> {
    MIGRATIONS.run(pool).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => WorkspaceProblem::Newer { version },
        other => WorkspaceProblem::Migration(other),
    })
}

/// Whether the server writes to the disk before it confirms.
pub(super) async fn is_durable(pool: &PgPool) -> Result<bool, WorkspaceProblem> {
    let fsync: String = sqlx::query_scalar("show fsync").fetch_one(pool).await?;
    Ok(fsync == "on")
}

/// Whether no administrator has been set up.
pub(super) async fn lacks_admin(pool: &PgPool) -> Result<bool, WorkspaceProblem> {
    let lacking =
        sqlx::query_scalar("select not exists (select from staff where role = 'admin' and active)");
    Ok(lacking.fetch_one(pool).await?)
}
