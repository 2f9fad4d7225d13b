//! Compiles the Tauri context; the capability files stay beside the shell's sources.
//!
//! Our own commands are declared, so that a window may call them only where a capability says so.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rustc-env=AGLIS_COMMIT={}", commit());
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(&["call", "upload"]));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}

/// The commit this build is made from; `unknown` outside a repository. It changes with every commit, so that a build
/// between two commits may name the older one: a released build is always a fresh one.
fn commit() -> String {
    Command::new("git")
        .args(["rev-parse", "--short=10", "HEAD"])
        .output()
        .ok()
        .filter(|done| done.status.success())
        .map(|done| String::from_utf8_lossy(&done.stdout).trim().to_owned())
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}
