//! trunk and wasm-bindgen, compiled once for all clones of a user.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::command::{cargo, command, find_program, output, run};
use crate::{lock, place};

/// The newest trunk that the pinned compiler accepts.
const TRUNK: &str = "0.21.14";

/// A program that cargo installs.
pub struct Tool {
    program: &'static str,
    krate: &'static str,
    version: String,
    locked: bool,
}

/// The tools of the interface. Of wasm-bindgen exactly the version in the lock file works.
pub fn wanted() -> Result<Vec<Tool>> {
    Ok(vec![
        // Not `--locked`: its lock file names releases that have been withdrawn since.
        Tool {
            program: "wasm-bindgen",
            krate: "wasm-bindgen-cli",
            version: locked_version("wasm-bindgen")?,
            locked: false,
        },
        Tool {
            program: "trunk",
            krate: "trunk",
            version: TRUNK.to_owned(),
            locked: true,
        },
    ])
}

/// The folder to put before `PATH`.
pub fn folder() -> PathBuf {
    place::tools().join("bin")
}

impl Tool {
    /// A name with the version, for people.
    pub fn name(&self) -> String {
        format!("{} {}", self.krate, self.version)
    }

    /// Whether it is installed in this version, in our folder or on `PATH`.
    pub fn is_there(&self) -> bool {
        let own = folder().join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX));
        [Some(own), find_program(self.program)]
            .into_iter()
            .flatten()
            .any(|program| {
                output(command(program).arg("--version"))
                    .is_ok_and(|said| said.split_whitespace().any(|word| word == self.version))
            })
    }

    /// Compiles it: minutes, once.
    pub fn install(&self) -> Result<()> {
        let _alone = lock::hold("tools")?;
        if self.is_there() {
            return Ok(());
        }
        let build = place::cache().join("build");
        let mut install = cargo();
        // Both are used for seconds at a time: what counts is how long they take to compile.
        install
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_TARGET_DIR", &build)
            .args([
                "install",
                "--force",
                "--quiet",
                "--version",
                &self.version,
                "--root",
            ])
            .arg(place::tools());
        if self.locked {
            install.arg("--locked");
        }
        run(install.arg(self.krate))?;
        fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
    }
}

/// The version of a crate in `Cargo.lock`.
fn locked_version(name: &str) -> Result<String> {
    let lock =
        fs::read_to_string(place::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    version_in(&lock, name).with_context(|| format!("Cargo.lock does not name {name}"))
}

fn version_in(lock: &str, name: &str) -> Option<String> {
    let after = lock
        .split_once(&format!("name = \"{name}\"\nversion = \""))?
        .1;
    Some(after.split_once('"')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_says_which_wasm_bindgen() {
        let lock = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"…\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
