//! `cargo xtask package`: an installer for this system, made by Tauri's own command-line tool.

use anyhow::{Context as _, Result, bail};

use crate::command::{cargo, command, find_program, forget_own_package, run};
use crate::step::Steps;
use crate::{place, setup, web};

/// Tauri's packer, prebuilt for each system. It is not in the interface's lock file, where npm writes down only the
/// systems it can reach, and everybody would load it who never packs.
const TAURI_CLI: &str = "2.12.5";

/// Builds the release programs and bundles them; the result is named at the end.
pub fn bundle(steps: &mut Steps) -> Result<()> {
    setup::ensure(steps)?;
    web::build(steps)?;
    // The headless program is shipped beside the window.
    steps.loud("headless program", || {
        run(cargo().env("SQLX_OFFLINE", "true").args([
            "build",
            "--locked",
            "--release",
            "-p",
            "aglis-server",
        ]))
    })?;
    let kinds = match std::env::consts::OS {
        "linux" => "deb",
        "macos" => "app",
        "windows" => "nsis",
        other => bail!("there is no installer for {other}"),
    };
    steps.loud("installer", || {
        let npx = find_program("npx").context("npx is not installed")?;
        let mut tauri = command(npx);
        forget_own_package(&mut tauri);
        run(tauri.env("SQLX_OFFLINE", "true").args([
            "--yes",
            &format!("@tauri-apps/cli@{TAURI_CLI}"),
            "build",
            "--bundles",
            kinds,
        ]))
    })?;
    eprintln!(
        "installer: {}",
        place::target().join("release/bundle").join(kinds).display()
    );
    Ok(())
}
