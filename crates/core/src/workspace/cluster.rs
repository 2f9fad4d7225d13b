//! The cluster itself: made once, started, recognised, stopped.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::time::{Duration, Instant};

use postgresql_embedded::{PostgreSQL, Settings, VersionReq};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::time::{sleep, timeout};

use super::configuration::{self, OWNER};
use super::{Durability, Installation, Place, WorkspaceProblem, binaries, process, root};

/// The port of a server that listens on a socket in its own folder: it only names the socket file.
const SOCKET_PORT: u16 = 5432;
/// The longest a server may take to start, which includes the recovery after a crash.
const START_LIMIT: Duration = Duration::from_secs(90);
/// The longest one attempt to connect may take; the server is on this machine.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// A cluster whose files and tools are known; the server may run or not.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    place: Place,
    installation: Installation,
    user: Option<root::ServerUser>,
    /// The owner's password where the operating system cannot vouch for him (Windows).
    secret: Option<String>,
}

impl Cluster {
    /// Finds the server's binaries and its user for this place.
    pub(super) async fn find(
        place: &Place,
        secret: Option<String>,
    ) -> Result<Self, WorkspaceProblem> {
        let written_by = fs::read_to_string(place.cluster().join("PG_VERSION")).ok();
        let wanted = written_by
            .as_deref()
            .and_then(|version| version.trim().parse().ok());
        let installation = binaries::find_installation(wanted).await?;
        if let Some(data) = written_by
            && wanted != Some(installation.major)
        {
            let data = data.trim().to_owned();
            return Err(WorkspaceProblem::Version {
                data,
                installed: installation.major,
            });
        }
        let user = root::server_user(&place.cluster()).await?;
        configuration::create_private(&place.server(), user)?;
        let installation = root::callable(&installation, user, &place.server()).await?;
        Ok(Self {
            place: place.clone(),
            installation,
            user,
            secret,
        })
    }

    /// Whether there is a cluster: Postgres's own file decides, so that one that was restored alone is used as it is.
    ///
    /// # Errors
    /// [`WorkspaceProblem::Folder`] where it cannot be told, and where a cluster was made and is gone: it may come back,
    /// and an empty one in its place would look as if the data were lost.
    pub(super) fn exists(&self) -> Result<bool, WorkspaceProblem> {
        let folder = self.place.cluster();
        let look = || -> io::Result<bool> {
            if folder.join("PG_VERSION").try_exists()? {
                return Ok(true);
            }
            if self.place.server().join("created").try_exists()? {
                return Err(io::Error::other("the database that was made here is gone"));
            }
            Ok(false)
        };
        look().map_err(WorkspaceProblem::folder(&folder))
    }

    /// Makes the cluster's files: UTF-8, checksums, the owner as superuser, Indonesian sorting where the
    /// installed Postgres knows ICU.
    ///
    /// They are made beside their place and moved there when they are complete; an interrupted attempt is never taken for
    /// a cluster, and a cluster never for an attempt.
    pub(super) async fn create(&self) -> Result<(), WorkspaceProblem> {
        let folder = self.place.folder().join("cluster.new");
        let mut last = String::new();
        let icu = self.installation.major >= 15;
        let locales: [&[&str]; 3] = [
            &[
                "--locale-provider=icu",
                "--icu-locale=id",
                "--locale=C.UTF-8",
            ],
            &["--locale=C.UTF-8"],
            &["--no-locale"],
        ];
        for locale in &locales[usize::from(!icu)..] {
            empty(&folder)?;
            root::give(&folder, self.user)?;
            match self.initdb(&folder, locale).await {
                Ok(()) => {
                    include_settings(&folder)?;
                    return self.put_in_place(&folder);
                }
                Err(error) => last = error.to_string(),
            }
        }
        Err(WorkspaceProblem::Server {
            attempt: "create",
            said: tail(&last),
        })
    }

    async fn initdb(&self, folder: &Path, locale: &[&str]) -> io::Result<()> {
        let mut arguments: Vec<String> = vec!["-D".into(), folder.display().to_string()];
        arguments.extend(["-U", OWNER, "--encoding=UTF8", "--data-checksums"].map(String::from));
        arguments.extend(locale.iter().map(ToString::to_string));
        if self.place.durability == Durability::Disposable {
            arguments.push("--no-sync".into());
        }
        // The password must not stand in the list of processes, so it passes through a file of our own.
        let mut password_file = tempfile::NamedTempFile::new()?;
        if let Some(secret) = &self.secret {
            io::Write::write_all(&mut password_file, secret.as_bytes())?;
            arguments.push("--auth=scram-sha-256".into());
            arguments.push(format!("--pwfile={}", password_file.path().display()));
        } else {
            // Replaced by our own admission file before the first start.
            arguments.extend(["--auth-local=peer", "--auth-host=reject"].map(String::from));
        }
        process::output(&self.installation.bin.join("initdb"), &arguments)
            .await
            .map(|_| ())
    }

    /// Moves a complete cluster to where it belongs.
    fn put_in_place(&self, made: &Path) -> Result<(), WorkspaceProblem> {
        let folder = self.place.cluster();
        let put = || -> io::Result<()> {
            set_aside(&folder)?;
            fs::rename(made, &folder)?;
            sync_folder(self.place.folder())?;
            // For programs of an earlier version, which take a cluster without it for an attempt and begin it again.
            fs::write(self.place.server().join("created"), "")
        };
        put().map_err(WorkspaceProblem::folder(&folder))
    }

    /// Starts the server unless it runs, and waits until it answers.
    ///
    /// Only under the start lock. Deals with the pid file of a killed server, with processes of a killed
    /// server that are still ending, and with a server that is just starting or stopping.
    /// Says whether it had to be started.
    pub(super) async fn run(&self) -> Result<bool, WorkspaceProblem> {
        let begun = Instant::now();
        let mut started = false;
        loop {
            let said = match self.probe().await {
                Probe::Answers => return Ok(started),
                Probe::Busy(reason) => reason,
                Probe::Refuses(error) => return Err(error.into()),
                Probe::Absent => {
                    self.clear_stale_pid_file().await?;
                    configuration::write(&self.place, self.free_port()?, self.user).await?;
                    started = true;
                    match self.pg_ctl_start().await {
                        Ok(()) => continue,
                        Err(reason) => reason,
                    }
                }
            };
            if begun.elapsed() > START_LIMIT || hopeless(&said) {
                let said = format!("{}\n{}", tail(&said), self.start_log());
                return Err(WorkspaceProblem::Server {
                    attempt: "start",
                    said,
                });
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// Stops the server; open connections are ended, committed work is safe.
    pub(super) async fn stop(&self) -> Result<(), WorkspaceProblem> {
        if !self.place.cluster().join("postmaster.pid").exists() {
            return Ok(());
        }
        let stopped = self.embedded().stop().await;
        stopped.map_err(|error| WorkspaceProblem::Server {
            attempt: "stop",
            said: tail(&error.to_string()),
        })
    }

    /// How to connect to `database` as the owner.
    pub(super) fn owner_options(&self, database: &str) -> PgConnectOptions {
        let options = self.options(OWNER, database);
        match &self.secret {
            Some(secret) => options.password(secret),
            None => options,
        }
    }

    /// How to reach the server, for whoever has a name and a password.
    pub(super) fn options(&self, username: &str, database: &str) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass()
            .username(username)
            .database(database)
            .ssl_mode(PgSslMode::Disable)
            .application_name("aglis");
        if cfg!(windows) {
            return options
                .host("127.0.0.1")
                .port(self.port_in_use().unwrap_or(SOCKET_PORT));
        }
        options
            .port(self.port_for_start())
            .socket(self.place.socket_folder())
    }

    async fn probe(&self) -> Probe {
        if cfg!(windows) && self.port_in_use().is_none() {
            return Probe::Absent;
        }
        // A server that stands in its socket's way (stopped by a debugger, say) must not be started again.
        let Ok(answer) = timeout(CONNECT_LIMIT, self.owner_options("postgres").connect()).await
        else {
            return Probe::Busy("the server accepts connections but does not answer".to_owned());
        };
        match answer {
            Ok(connection) => {
                goodbye(connection).await;
                Probe::Answers
            }
            Err(sqlx::Error::Io(_)) => Probe::Absent,
            // 57P03: starting up, shutting down or recovering. 53300: every slot is taken, so it runs.
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("57P03") => {
                Probe::Busy(error.message().to_owned())
            }
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("53300") => {
                Probe::Answers
            }
            Err(error) => Probe::Refuses(error),
        }
    }

    async fn pg_ctl_start(&self) -> Result<(), String> {
        self.embedded()
            .start()
            .await
            .map_err(|error| error.to_string())
    }

    /// The library's view of this cluster, for starting and stopping only.
    ///
    /// Never dropped: its `Drop` stops any server whose pid file exists, and ours outlives this program when
    /// others still use it.
    fn embedded(&self) -> ManuallyDrop<PostgreSQL> {
        let installation_dir = self
            .installation
            .bin
            .parent()
            .unwrap_or(&self.installation.bin);
        let fsync = if self.place.durability == Durability::Full {
            "on"
        } else {
            "off"
        };
        ManuallyDrop::new(PostgreSQL::new(Settings {
            releases_url: String::new(),
            version: VersionReq::STAR,
            installation_dir: installation_dir.to_path_buf(),
            // Both would be made in the temporary folder, and left there, by the library's own defaults.
            password_file: self.place.server().join("unused"),
            data_dir: self.place.cluster(),
            host: "127.0.0.1".to_owned(),
            port: self.port_for_start(),
            username: OWNER.to_owned(),
            password: String::new(),
            temporary: false,
            timeout: Some(START_LIMIT),
            // The library always passes `-F`, which turns fsync off; what follows it on the command line wins.
            configuration: HashMap::from([("fsync".to_owned(), fsync.to_owned())]),
            trust_installation_dir: true,
            // Our settings file names the socket folder: on the command line a blank in its path would break.
            socket_dir: None,
        }))
    }

    /// The port that [`configuration::write`] just wrote.
    fn port_for_start(&self) -> u16 {
        let conf = fs::read_to_string(self.place.server().join("aglis.conf")).unwrap_or_default();
        let line = conf.lines().find_map(|line| line.strip_prefix("port = '"));
        line.and_then(|rest| rest.trim_end_matches('\'').parse().ok())
            .unwrap_or(SOCKET_PORT)
    }

    fn free_port(&self) -> Result<u16, WorkspaceProblem> {
        if let Some(port) = self
            .place
            .settings
            .get("port")
            .and_then(|port| port.parse().ok())
        {
            return Ok(port);
        }
        if cfg!(unix) {
            return Ok(SOCKET_PORT);
        }
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0));
        let address = listener.and_then(|listener| listener.local_addr());
        address
            .map(|address| address.port())
            .map_err(WorkspaceProblem::folder(&self.place.folder))
    }

    /// The port of the running server, which is the fourth line of its pid file.
    fn port_in_use(&self) -> Option<u16> {
        let file = fs::read_to_string(self.place.cluster().join("postmaster.pid")).ok()?;
        file.lines().nth(3)?.trim().parse().ok()
    }

    async fn clear_stale_pid_file(&self) -> Result<(), WorkspaceProblem> {
        let path = self.place.cluster().join("postmaster.pid");
        let Ok(file) = fs::read_to_string(&path) else {
            return Ok(());
        };
        let pid = file
            .lines()
            .next()
            .and_then(|line| line.trim().parse().ok());
        if let Some(pid) = pid
            && process::is_postgres(pid).await
        {
            return Ok(());
        }
        tracing::info!("removing the pid file of a database server that no longer runs");
        fs::remove_file(&path).map_err(WorkspaceProblem::folder(&path))
    }

    fn start_log(&self) -> String {
        tail(&fs::read_to_string(self.place.cluster().join("start.log")).unwrap_or_default())
    }
}

/// What the server said to a knock.
enum Probe {
    Answers,
    Absent,
    Busy(String),
    Refuses(sqlx::Error),
}

/// Reasons that no second attempt will cure.
fn hopeless(said: &str) -> bool {
    [
        "could not access directory",
        "invalid value",
        "unrecognized configuration",
        "No space left",
    ]
    .iter()
    .any(|reason| said.contains(reason))
}

async fn goodbye(connection: PgConnection) {
    if let Err(error) = connection.close().await {
        tracing::debug!(%error, "the server hung up first");
    }
}

/// Lets the server read our settings.
fn include_settings(folder: &Path) -> Result<(), WorkspaceProblem> {
    let file = folder.join("postgresql.conf");
    let add = || -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        let mut conf = options.append(true).open(&file)?;
        // Relative to this file, so that the workspace can be moved.
        io::Write::write_all(&mut conf, b"\ninclude '../server/aglis.conf'\n")?;
        conf.sync_all()
    };
    add().map_err(WorkspaceProblem::folder(&file))
}

/// Frees the cluster's place of a folder that is no cluster: an empty one goes, anything else is kept under another name,
/// since nothing proves that nobody needs it.
fn set_aside(folder: &Path) -> io::Result<()> {
    if !folder.try_exists()? || fs::remove_dir(folder).is_ok() {
        return Ok(());
    }
    let mut number = 1;
    loop {
        let aside = folder.with_extension(format!("unfinished-{number}"));
        if !aside.try_exists()? {
            tracing::warn!(folder = %aside.display(), "keeping a folder that is no cluster under another name");
            return fs::rename(folder, aside);
        }
        number += 1;
    }
}

/// Makes a change of names in a folder survive a power cut; other systems than Unix do so by themselves.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Makes the folder empty, so that an interrupted `initdb` can be repeated.
fn empty(folder: &Path) -> Result<(), WorkspaceProblem> {
    match fs::remove_dir_all(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(WorkspaceProblem::folder(folder)(error)),
    }
    fs::create_dir_all(folder).map_err(WorkspaceProblem::folder(folder))
}

/// The last lines of what a tool said; the cause stands at the end.
fn tail(said: &str) -> String {
    let lines: Vec<_> = said
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(6)..].join("\n")
}
