//! What the window shows: npm's packages, and `ui/dist`, built anew when one of its inputs changed.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::bundle::{self, Size};
use crate::command::{command, find_program, run_quietly};
use crate::place;
use crate::step::{Done, Steps};

/// What the built interface depends on. The texts and rules it shares with the core are in `crates/model`.
const INPUTS: [&str; 5] = [
    "ui",
    "crates/model",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
];

/// The folder that Tauri embeds into the desktop program.
pub fn dist() -> PathBuf {
    ui().join("dist")
}

/// Installs the npm packages of the lock file, when it changed since.
pub fn packages() -> Result<Done> {
    let lock = fs::read_to_string(ui().join("package-lock.json"))
        .context("cannot read ui/package-lock.json")?;
    let mark = ui().join("node_modules/.aglis-lock");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(Done::Already);
    }
    let npm = find_program("npm").context("npm is not installed")?;
    run_quietly(command(npm).current_dir(ui()).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]))?;
    fs::write(mark, lock)?;
    Ok(Done::Now)
}

/// Builds the console for the window, when one of its inputs changed since.
pub fn build(steps: &mut Steps, size: Size) -> Result<()> {
    let mark = place::results().join("xtask/ui.stamp");
    let now = fingerprint()?;
    let is_fresh = fs::read_to_string(&mark).is_ok_and(|then| {
        then.split_once(' ').is_some_and(|(print, made)| {
            print == now && (made == "small" || size == Size::AsCompiled)
        })
    });
    if is_fresh && dist().join("index.html").exists() {
        return steps.quiet("interface", || Ok(Done::Already));
    }
    steps.loud("interface", || {
        bundle::make(&ui(), &dist(), size)?;
        fs::create_dir_all(place::results().join("xtask"))?;
        let made = match size {
            Size::Small => "small",
            Size::AsCompiled => "as compiled",
        };
        Ok(fs::write(mark, format!("{now} {made}"))?)
    })
}

fn ui() -> PathBuf {
    place::root().join("ui")
}

/// A mark that changes with any input's name or content.
fn fingerprint() -> Result<String> {
    let mut files = BTreeSet::new();
    for input in INPUTS {
        collect(&place::root().join(input), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)
            .with_context(|| format!("cannot read {}", file.display()))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut BTreeSet<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.insert(path.to_owned());
        return Ok(());
    }
    let made = ["dist", "node_modules", ".stage"];
    for entry in fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))? {
        let entry = entry?;
        if !made.iter().any(|name| entry.file_name() == *name) {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}
