//! Opening and leaving a local workspace.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::server::Server;
use super::{Durability, Place, WorkspaceProblem, database};

/// What is being done while a workspace opens, for the waiting screen and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Another window or program is starting or stopping the same workspace.
    Waiting,
    /// A new cluster is being made; the first time only, and the slowest step.
    Creating,
    /// The server is being started, or found running.
    Starting,
    /// The database is being made or brought to this program's version.
    Migrating,
    /// Everything is there.
    Ready,
}

/// A workspace in use: its server runs at least until [`LocalWorkspace::close`].
#[derive(Debug)]
pub struct LocalWorkspace {
    server: Server,
    owner: PgPool,
}

impl LocalWorkspace {
    /// Opens the workspace at `place`, making, starting and migrating what is missing.
    ///
    /// Programs that open the same place at the same moment wait for each other and share one server.
    ///
    /// # Errors
    /// Every [`WorkspaceProblem`]; what was begun is finished or undone by the next `open`.
    pub async fn open(place: Place, progress: impl Fn(Step)) -> Result<Self, WorkspaceProblem> {
        Self::open_with_secret(place, None, progress).await
    }

    /// As [`LocalWorkspace::open`], with the owner's password for systems whose server cannot ask the
    /// operating system who connects (Windows). The password is set when the cluster is made.
    ///
    /// # Errors
    /// As [`LocalWorkspace::open`].
    pub async fn open_with_secret(
        place: Place,
        secret: Option<String>,
        progress: impl Fn(Step),
    ) -> Result<Self, WorkspaceProblem> {
        let durability = place.durability;
        // Nobody else may make the same database meanwhile.
        let (server, alone) = Server::open_alone(place, secret, &progress).await?;
        progress(Step::Migrating);
        database::create(&server).await?;
        let owner = PgPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(Duration::from_secs(10))
            .idle_timeout(Duration::from_secs(60))
            .connect_with(server.admin_options(database::DATABASE))
            .await?;
        if durability == Durability::Full && !database::is_durable(&owner).await? {
            return Err(WorkspaceProblem::NotDurable);
        }
        database::migrate(&owner).await?;
        drop(alone);
        progress(Step::Ready);
        Ok(Self { server, owner })
    }

    /// The owner's connections, two at most: for the first administrator, demo data and maintenance. People's
    /// work goes through their own logins.
    #[must_use]
    pub fn admin_pool(&self) -> &PgPool {
        &self.owner
    }

    /// How a person with a login of this workspace connects.
    #[must_use]
    pub fn connect_options(&self, username: &str, password: &str) -> PgConnectOptions {
        self.server
            .connect_options(username, password, database::DATABASE)
    }

    /// The server below, for measurements and repairs.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Whether nobody can sign in yet, so that the first administrator must be set up.
    ///
    /// # Errors
    /// [`WorkspaceProblem::Database`] when the server does not answer.
    pub async fn needs_first_admin(&self) -> Result<bool, WorkspaceProblem> {
        database::lacks_admin(&self.owner).await
    }

    /// Starts the server again if it was killed while the workspace is in use; does nothing while it answers.
    ///
    /// # Errors
    /// As for starting in [`LocalWorkspace::open`].
    pub async fn revive(&self) -> Result<(), WorkspaceProblem> {
        self.server.revive().await
    }

    /// Leaves the workspace, and stops its server when nobody else uses it.
    ///
    /// # Errors
    /// [`WorkspaceProblem::Busy`] or [`WorkspaceProblem::Server`]; committed work is safe all the same.
    pub async fn close(self) -> Result<(), WorkspaceProblem> {
        self.owner.close().await;
        self.server.close().await
    }
}
