//! `aglis`, the program without a window: migrate, set up, fill, import, print, examine, send, hear.
//!
//! It does what the window does through the same core. Answers go to standard output, the log to standard error.

mod arguments;
mod base;
mod demo;
mod doctor;
mod failure;
mod first_admin;
mod import;
mod invoice_run;
mod migrate;
mod pdf;
mod queue;
mod report;
mod send;
mod serve;
mod settings;
mod worker;

use std::process::ExitCode;

use clap::Parser;
use serde_json::json;
use tracing_subscriber::EnvFilter;

use crate::{
    arguments::{Arguments, Command},
    failure::{Exit, Failure},
    report::Report,
};

fn main() -> ExitCode {
    // Another part of the program may have been first; either way there is one provider.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_env("AGLIS_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,sqlx::query=error,aglis=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    let outcome = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(run(&arguments)),
        Err(error) => Err(Failure::failed(
            "INTERNAL",
            format!("cannot start: {error}"),
        )),
    };
    ExitCode::from(tell(outcome, arguments.json) as u8)
}

async fn run(arguments: &Arguments) -> Result<Report, Failure> {
    let base = &arguments.base;
    match &arguments.command {
        Command::Migrate => migrate::run(base).await,
        Command::FirstAdmin(admin) => first_admin::run(base, admin).await,
        Command::Demo(demo) => Box::pin(demo::run(base, demo)).await,
        Command::Import(import) => Box::pin(import::run(base, import)).await,
        Command::InvoiceRun(asked) => Box::pin(invoice_run::run(base, asked)).await,
        Command::Pdf(pdf) => pdf::run(base, pdf).await,
        Command::Doctor => doctor::run(base).await,
        Command::Queue(command) => Box::pin(queue::run(base, command)).await,
        Command::Settings(command) => settings::run(base, command).await,
        Command::Send(arguments) => send::run(base, arguments).await,
        Command::Worker(arguments) => worker::run(base, arguments).await,
        Command::Serve(arguments) => serve::run(base, arguments).await,
    }
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is where the program speaks"
)]
fn tell(outcome: Result<Report, Failure>, as_json: bool) -> Exit {
    match outcome {
        Ok(report) if as_json => {
            println!(
                "{}",
                json!({ "exit": report.exit as u8, "answer": report.data })
            );
            report.exit
        }
        Ok(report) => {
            println!("{}", report.text);
            report.exit
        }
        Err(failure) if as_json => {
            println!(
                "{}",
                json!({ "exit": failure.exit as u8, "code": failure.code, "message": failure.message })
            );
            failure.exit
        }
        Err(failure) => {
            eprintln!("aglis: {}", failure.message);
            failure.exit
        }
    }
}
