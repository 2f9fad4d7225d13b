//! Running the server's tools and looking at processes.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

/// The longest a tool may take; making a cluster on a slow disk is the slowest.
const LIMIT: Duration = Duration::from_secs(120);

/// Runs a tool and answers what it printed.
///
/// # Errors
/// What it printed on its error output when it fails, or why it did not run.
pub(super) async fn output(program: &Path, arguments: &[impl AsRef<OsStr>]) -> io::Result<String> {
    let mut command = Command::new(program);
    command.args(arguments);
    // Messages are shown to people who search for them, and are matched here: always the untranslated ones.
    command
        .env("LC_ALL", "C")
        .env_remove("PGDATA")
        .env_remove("PGOPTIONS");
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = timeout(LIMIT, command.output()).await.map_err(|_| {
        io::Error::new(io::ErrorKind::TimedOut, "the tool did not come to an end")
    })??;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("{}{said}", complaint.trim_end())))
}

/// Whether a process of this id exists and is a Postgres server.
///
/// After a reboot the id in a left-over pid file may belong to any program of the same person, and Postgres
/// then believes that its server still runs.
pub(super) async fn is_postgres(pid: u32) -> bool {
    let pid = pid.to_string();
    let said = if cfg!(windows) {
        output(
            Path::new("tasklist"),
            &["/FO", "CSV", "/FI", &format!("PID eq {pid}")],
        )
        .await
    } else {
        output(Path::new("ps"), &["-p", &pid, "-o", "comm="]).await
    };
    match said {
        Ok(said) => said.to_lowercase().contains("postgres") || said.contains("postmaster"),
        // `ps` fails when there is no such process; where there is no `ps` we must believe the file.
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}
