//! `cargo xtask check`: what CI asks before it runs the tests.

use std::process::Command;

use anyhow::Result;

use crate::bundle::Size;
use crate::command::{cargo, run};
use crate::step::Steps;
use crate::{queries, setup, wasm, web};

/// Formatting, lints for the machine and for the browser, documentation, queries, layering.
pub fn all(steps: &mut Steps) -> Result<()> {
    steps.loud("formatting", || {
        run(cargo().args(["fmt", "--all", "--check"]))
    })?;
    setup::ensure(steps)?;
    // The desktop crate embeds the built interface and does not compile without it.
    web::build(steps, Size::AsCompiled)?;
    steps.loud("lints", || {
        run(offline(&mut cargo()).args([
            "clippy",
            "--locked",
            "--workspace",
            "--exclude",
            "aglis-ui",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    steps.loud("lints of the interface", || {
        run(cargo().args([
            "clippy",
            "--locked",
            "-p",
            "aglis-ui",
            "--target",
            wasm::TARGET,
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    steps.loud("documentation", || {
        run(offline(&mut cargo())
            .env("RUSTDOCFLAGS", "-D warnings")
            .args([
                "doc",
                "--locked",
                "--workspace",
                "--exclude",
                "aglis-ui",
                "--no-deps",
            ]))
    })?;
    queries::compare(steps)?;
    // The whole workspace is named so that what is compiled here serves `cargo xtask test` as well.
    steps.loud("layering", || {
        run(offline(&mut cargo())
            .args([
                "test",
                "--locked",
                "--quiet",
                "--workspace",
                "--exclude",
                "aglis-ui",
            ])
            .args(["--test", "layering"]))
    })
}

/// Formats all Rust sources.
pub fn format(steps: &mut Steps) -> Result<()> {
    steps.loud("formatting", || run(cargo().args(["fmt", "--all"])))
}

fn offline(command: &mut Command) -> &mut Command {
    command
        .env("SQLX_OFFLINE", "true")
        .env_remove("DATABASE_URL")
}
