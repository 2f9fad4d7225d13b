//! `cargo xtask package`: an installer for this system, made by Tauri's own command-line tool.

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use crate::bundle::Size;
use crate::command::{cargo, command, find_program, forget_own_package, run};
use crate::step::Steps;
use crate::{place, setup, web};

/// Tauri's packer, prebuilt for each system. It is not in the interface's lock file, where npm writes down only the
/// systems it can reach, and everybody would load it who never packs.
const TAURI_CLI: &str = "2.12.5";

/// Builds the release programs and bundles them; the result is named at the end.
pub fn bundle(steps: &mut Steps) -> Result<()> {
    setup::ensure(steps)?;
    web::build(steps, Size::Small)?;
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
        run(tauri
            .env("SQLX_OFFLINE", "true")
            .arg("--yes")
            .arg(format!("@tauri-apps/cli@{TAURI_CLI}"))
            .args(["build", "--bundles", kinds, "--config"])
            .arg(additions().to_string())
            .args(["--", "--locked"]))
    })?;
    eprintln!(
        "installer: {}",
        place::target().join("release/bundle").join(kinds).display()
    );
    Ok(())
}

/// What only this machine knows: the interface is built already, and the headless program lies in its target folder.
fn additions() -> serde_json::Value {
    let program = format!("aglis{}", std::env::consts::EXE_SUFFIX);
    let built = place::target().join("release").join(&program);
    let built = built.to_string_lossy();
    let bundle = match std::env::consts::OS {
        "macos" => json!({ "macOS": { "files": { "MacOS/aglis": built } } }),
        "windows" => json!({ "resources": { built: program } }),
        _ => json!({ "linux": { "deb": { "files": { "/usr/bin/aglis": built } } } }),
    };
    json!({ "build": { "beforeBuildCommand": null }, "bundle": bundle })
}
