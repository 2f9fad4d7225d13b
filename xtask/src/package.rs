//! `cargo xtask package`: an installer for this system, made by Tauri's own command-line tool.

use anyhow::{Context as _, Result, bail};

use crate::command::{cargo, command, find_program, forget_own_package, path_with, run};
use crate::step::Steps;
use crate::{place, setup, tools, web};

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
        let bin = place::root().join("ui/node_modules/.bin");
        run(tauri
            .env("SQLX_OFFLINE", "true")
            .env("PATH", path_with(&[tools::folder(), bin])?)
            .args(["--prefix", "ui", "tauri", "build", "--bundles", kinds]))
    })?;
    eprintln!(
        "installer: {}",
        place::target().join("release/bundle").join(kinds).display()
    );
    Ok(())
}
