//! Who uses the workspace, and who may start or stop it.
//!
//! Two lock files next to the cluster, held by the operating system, so that a crash frees them:
//! `start.lock` is held alone while somebody starts, changes or stops the server; `use.lock` is held by every
//! program that works in the workspace. Whoever leaves and then gets `use.lock` alone was the last one.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::WorkspaceProblem;

/// The longest one program may start or stop the server before the others give up.
const PATIENCE: Duration = Duration::from_secs(180);
/// How often a held lock is tried again; a blocking wait could not be given up.
const PAUSE: Duration = Duration::from_millis(25);

/// The right to start, change or stop the server, until dropped.
#[derive(Debug)]
pub(super) struct StartLock(
    #[expect(dead_code, reason = "held for its lock, freed when dropped")] File,
);

/// The sign that somebody works in the workspace, until dropped.
#[derive(Debug)]
pub(super) struct UseLock(File);

/// Waits until nobody else starts or stops the server; `waiting` is told once if that takes time.
///
/// # Errors
/// [`WorkspaceProblem::Busy`] after three minutes.
pub(super) async fn alone(
    folder: &Path,
    waiting: impl Fn(),
) -> Result<StartLock, WorkspaceProblem> {
    let path = folder.join("start.lock");
    let file = lock_file(&path)?;
    let begun = Instant::now();
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(StartLock(file)),
            Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => {
                return Err(WorkspaceProblem::Busy {
                    seconds: PATIENCE.as_secs(),
                });
            }
            Err(TryLockError::WouldBlock) => {
                if !told {
                    waiting();
                    told = true;
                }
                sleep(PAUSE).await;
            }
            Err(TryLockError::Error(error)) => return Err(WorkspaceProblem::folder(&path)(error)),
        }
    }
}

/// Joins those who work in the workspace. Only whoever holds the start lock may call this, which is why it
/// never waits: `use.lock` is held alone for moments, under the start lock.
pub(super) fn join(folder: &Path, _alone: &StartLock) -> Result<UseLock, WorkspaceProblem> {
    let path = folder.join("use.lock");
    let file = lock_file(&path)?;
    file.lock_shared()
        .map_err(WorkspaceProblem::folder(&path))?;
    Ok(UseLock(file))
}

impl UseLock {
    /// Leaves, and says whether nobody is left.
    pub(super) fn leave(self, _alone: &StartLock) -> bool {
        // Freeing before asking: a shared lock cannot be raised to an exclusive one on every system.
        self.0.unlock().is_ok() && self.0.try_lock().is_ok()
    }
}

fn lock_file(path: &Path) -> Result<File, WorkspaceProblem> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    options.open(path).map_err(WorkspaceProblem::folder(path))
}
