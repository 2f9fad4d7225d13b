//! The running server of a workspace and those who share it.

use sqlx::postgres::PgConnectOptions;

use super::cluster::Cluster;
use super::lifetime::{self, StartLock, UseLock};
use super::{Place, Step, WorkspaceProblem, configuration, root};

/// A server in use: it runs at least until [`Server::close`].
///
/// Dropping it without closing leaves the server running for the next program.
#[derive(Debug)]
pub struct Server {
    place: Place,
    cluster: Cluster,
    in_use: UseLock,
    started: bool,
}

impl Server {
    /// Makes the cluster when there is none, starts its server when it does not run, and joins its users.
    ///
    /// `secret` is the owner's password for systems whose server cannot ask the operating system who connects
    /// (Windows); it is set when the cluster is made.
    ///
    /// # Errors
    /// Every [`WorkspaceProblem`] but those of the database; what was begun is finished by the next `open`.
    pub async fn open(
        place: Place,
        secret: Option<String>,
        progress: impl Fn(Step),
    ) -> Result<Self, WorkspaceProblem> {
        let (server, _alone) = Self::open_alone(place, secret, progress).await?;
        Ok(server)
    }

    /// As [`Server::open`]; nobody else starts or stops the server until the lock is dropped.
    pub(super) async fn open_alone(
        place: Place,
        secret: Option<String>,
        progress: impl Fn(Step),
    ) -> Result<(Self, StartLock), WorkspaceProblem> {
        if cfg!(windows) && secret.is_none() {
            let said = "the owner's password is needed on this system".to_owned();
            return Err(WorkspaceProblem::Server {
                attempt: "start",
                said,
            });
        }
        let user = root::server_user(&place.cluster()).await?;
        configuration::create_private(&place.folder, user)?;
        let alone = lifetime::alone(&place.folder, || progress(Step::Waiting)).await?;
        let cluster = Cluster::find(&place, secret).await?;
        if !cluster.exists()? {
            progress(Step::Creating);
            cluster.create().await?;
        }
        progress(Step::Starting);
        let started = cluster.run().await?;
        let in_use = lifetime::join(&place.folder, &alone)?;
        Ok((
            Self {
                place,
                cluster,
                in_use,
                started,
            },
            alone,
        ))
    }

    /// How the owner connects to a database of this server, such as `postgres`.
    #[must_use]
    pub fn admin_options(&self, database: &str) -> PgConnectOptions {
        self.cluster.owner_options(database)
    }

    /// How a person with a login connects to a database of this server.
    #[must_use]
    pub fn connect_options(
        &self,
        username: &str,
        password: &str,
        database: &str,
    ) -> PgConnectOptions {
        self.cluster
            .options(username, database)
            .password(&crate::connection::wire(password))
    }

    /// Where the cluster lives.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether this `open` started the server, rather than finding it running.
    #[must_use]
    pub fn was_started(&self) -> bool {
        self.started
    }

    /// Starts the server again if it was killed while in use; does nothing while it answers.
    ///
    /// # Errors
    /// As for starting in [`Server::open`].
    pub async fn revive(&self) -> Result<(), WorkspaceProblem> {
        let _alone = lifetime::alone(&self.place.folder, || {}).await?;
        self.cluster.run().await.map(|_| ())
    }

    /// Leaves, and stops the server when nobody else uses it.
    ///
    /// # Errors
    /// [`WorkspaceProblem::Busy`] or [`WorkspaceProblem::Server`]; committed work is safe all the same.
    pub async fn close(self) -> Result<(), WorkspaceProblem> {
        let alone = lifetime::alone(&self.place.folder, || {}).await?;
        if self.in_use.leave(&alone) {
            self.cluster.stop().await?;
        }
        Ok(())
    }

    /// Stops a server that a crashed program left running; does nothing while somebody uses it.
    ///
    /// # Errors
    /// As [`Server::close`].
    pub async fn stop_unused(place: Place) -> Result<(), WorkspaceProblem> {
        let alone = lifetime::alone(&place.folder, || {}).await?;
        if lifetime::join(&place.folder, &alone)?.leave(&alone) {
            Cluster::find(&place, None).await?.stop().await?;
        }
        Ok(())
    }
}
