//! What can go wrong with a local workspace, cut by what the person can do about it.

use std::io;
use std::path::{Path, PathBuf};

/// Why the local workspace cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceProblem {
    /// No usable Postgres is installed; the person installs one.
    #[error("cannot find PostgreSQL {least} or newer; looked in {}", list(.looked_in))]
    NoServer {
        /// The oldest major version that would do.
        least: u32,
        /// Every folder that was looked into, in that order.
        looked_in: Vec<PathBuf>,
    },
    /// The data folder cannot be determined, made or written.
    #[error("cannot use the folder {}: {source}", folder.display())]
    Folder {
        /// The folder or file meant.
        folder: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The system does not say where a person's data belongs and `AGLIS_DATA_DIR` is not set.
    #[error("cannot tell where to keep data: no home folder; set AGLIS_DATA_DIR")]
    NoFolder,
    /// The name of a workspace is not a plain word.
    #[error("cannot name a workspace {name:?}: use 1 to 32 of a-z, 0-9, - and _")]
    Name {
        /// The name that was asked for.
        name: String,
    },
    /// The program runs as root and the server, which refuses that, cannot be run as somebody else.
    #[error("cannot run the database server as root: {reason}")]
    Root {
        /// What is missing.
        reason: String,
    },
    /// The cluster was written by another major version of Postgres than the installed one.
    #[error("cannot open data of PostgreSQL {data} with PostgreSQL {installed}")]
    Version {
        /// Major version that wrote the data.
        data: String,
        /// Major version found on the machine.
        installed: u32,
    },
    /// The cluster could not be made, started or stopped.
    #[error("cannot {attempt} the database server: {said}")]
    Server {
        /// `create`, `start` or `stop`.
        attempt: &'static str,
        /// The last lines that the server or its tools said.
        said: String,
    },
    /// Another program is starting or stopping this workspace and does not come to an end.
    #[error(
        "cannot open the workspace: another program has been starting or stopping it for {seconds} s"
    )]
    Busy {
        /// How long was waited.
        seconds: u64,
    },
    /// The server would lose committed work at a power cut.
    #[error("cannot use a database server that runs with fsync off")]
    NotDurable,
    /// The database was last used by a newer program; this one would damage it.
    #[error("cannot open a database of a newer AGLIS (migration {version})")]
    Newer {
        /// The migration that this program does not know.
        version: i64,
    },
    /// The database could not be brought to this program's version; the failed step was rolled back.
    #[error("cannot bring the database up to date: {0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The server answered with an error or not at all.
    #[error("cannot ask the local database server: {0}")]
    Database(#[from] sqlx::Error),
}

impl WorkspaceProblem {
    /// The stable code under which the interface finds its text.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoServer { .. } => "WORKSPACE_NO_SERVER",
            Self::Folder { .. } | Self::NoFolder => "WORKSPACE_FOLDER",
            Self::Name { .. } => "WORKSPACE_NAME",
            Self::Root { .. } => "WORKSPACE_ROOT",
            Self::Version { .. } => "WORKSPACE_VERSION",
            Self::Server { .. } | Self::Database(_) => "WORKSPACE_SERVER",
            Self::Busy { .. } => "WORKSPACE_BUSY",
            Self::NotDurable => "WORKSPACE_NOT_DURABLE",
            Self::Newer { .. } => "SCHEMA_NEW",
            Self::Migration(_) => "WORKSPACE_MIGRATION",
        }
    }

    /// Wraps what the operating system said about a folder or file.
    pub(super) fn folder(folder: &Path) -> impl FnOnce(io::Error) -> Self {
        let folder = folder.to_path_buf();
        move |source| Self::Folder { folder, source }
    }
}

fn list(folders: &[PathBuf]) -> String {
    let names: Vec<_> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    names.join(", ")
}
