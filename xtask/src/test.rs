//! `cargo xtask test`: every test, in a session and on a screen of their own, leaving nothing behind.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{cargo, forget_own_package, run};
use crate::display::{Screen, in_own_session};
use crate::step::Steps;
use crate::{setup, web};

/// Everything but the interface, which is compiled for the browser; its pure parts are tested by a second command.
const NATIVE: &[&str] = if cfg!(windows) {
    // Windows does not let a running program be compiled anew.
    &[
        "--locked",
        "--workspace",
        "--exclude",
        "aglis-ui",
        "--exclude",
        "xtask",
    ]
} else {
    &["--locked", "--workspace", "--exclude", "aglis-ui"]
};

/// Prepares, builds and tests. `only` is handed to the test programs, such as the name of one test.
pub fn all(steps: &mut Steps, only: &[String]) -> Result<()> {
    setup::ensure(steps)?;
    web::build(steps)?;
    // With the test targets in the same command the programs and the tests share one set of features.
    steps.loud("compile programs and tests", || {
        run(offline(&mut cargo())
            .arg("build")
            .args(NATIVE)
            .args(["--bins", "--tests"]))
    })?;

    let screen = Screen::hidden()?;
    let home = Home::new()?;
    steps.loud("tests", || {
        let mut tests = in_own_session(Path::new(
            &env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        ));
        forget_own_package(&mut tests);
        screen.lend(&mut tests);
        home.lend(&mut tests);
        run(offline(&mut tests)
            .arg("test")
            .args(NATIVE)
            .arg("--")
            .args(only))
    })?;
    steps.loud("tests of the interface", || {
        run(offline(&mut cargo())
            .args(["test", "--locked", "-p", "aglis-ui", "--"])
            .args(only))
    })
}

/// The queries are checked against the committed metadata: no database is needed to compile.
fn offline(command: &mut Command) -> &mut Command {
    command
        .env("SQLX_OFFLINE", "true")
        .env_remove("DATABASE_URL")
}

/// Folders for what the programs under test keep of a person: settings, data, caches, keyrings, sockets.
pub struct Home {
    folder: PathBuf,
}

impl Home {
    /// Makes them under the system's folder for temporary files, where socket paths stay short and where the user
    /// `postgres` may look, too.
    pub fn new() -> Result<Self> {
        let folder = env::temp_dir().join(format!("aglis-test-{}", std::process::id()));
        for part in ["config", "data", "cache", "state", "documents", "run"] {
            let part = folder.join(part);
            fs::create_dir_all(&part).with_context(|| format!("cannot make {}", part.display()))?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let open_to =
                |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
            // Root's private database runs as another user and has to get through.
            open_to(&folder, 0o755)?;
            open_to(&folder.join("data"), 0o755)?;
            // D-Bus refuses a runtime folder that others may enter.
            open_to(&folder.join("run"), 0o700)?;
        }
        Ok(Self { folder })
    }

    /// Makes a program keep its things here.
    pub fn lend(&self, program: &mut Command) {
        for (name, part) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
            ("AGLIS_DATA_DIR", "data/aglis"),
            ("AGLIS_DOCUMENTS_DIR", "documents"),
        ] {
            program.env(name, self.folder.join(part));
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // A test that crashed may have left a file that only another user can remove; it lies in the temporary folder.
        fs::remove_dir_all(&self.folder).ok();
    }
}
