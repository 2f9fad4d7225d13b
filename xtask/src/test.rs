//! `cargo xtask test`: every test, in a session and on a screen of their own, leaving nothing behind.

use std::process::Command;

use anyhow::Result;

use crate::aside::{Aside, Ground};
use crate::bundle::Size;
use crate::command::{cargo, run};
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
    web::build(steps, Size::AsCompiled)?;
    // With the test targets in the same command the programs and the tests share one set of features.
    steps.loud("compile programs and tests", || {
        run(offline(&mut cargo())
            .arg("build")
            .args(NATIVE)
            .args(["--bins", "--tests"]))
    })?;

    let place = Aside::new(Ground::Memory)?;
    steps.loud("tests", || {
        let mut tests = cargo();
        place.lend(&mut tests);
        run(offline(&mut tests)
            .args(["test", "--no-fail-fast"])
            .args(NATIVE)
            .arg("--")
            .args(only))
    })?;
    steps.loud("tests of the interface", || {
        run(offline(&mut cargo())
            .args(["test", "--locked", "-p", "aglis-ui", "--lib", "--"])
            .args(only))
    })
}

/// The queries are checked against the committed metadata: no database is needed to compile.
fn offline(command: &mut Command) -> &mut Command {
    command
        .env("SQLX_OFFLINE", "true")
        .env_remove("DATABASE_URL")
}
