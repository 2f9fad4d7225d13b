//! `cargo xtask`: sets the machine up, starts the program, tests it, checks it, measures it and packs it.
//!
//! Every command prepares what it needs first, so a fresh clone on a fresh machine needs nothing but one of them.

mod aside;
mod bench;
mod bundle;
mod check;
mod command;
mod debian;
mod display;
mod licences;
mod lock;
mod other;
mod package;
mod place;
mod postgres;
mod queries;
mod run;
mod rust_src;
mod session;
mod setup;
mod soak;
mod step;
mod test;
mod wasm;
mod web;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::bundle::Size;
use crate::step::Steps;

/// Works on AGLIS: sets the machine up, starts the program, tests it and measures it.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what this machine lacks.
    Setup,
    /// Build everything and open the window on demo data.
    Run {
        /// End as soon as the window was seen; its picture is target/aglis.png.
        #[arg(long)]
        once: bool,
    },
    /// Run all tests.
    Test {
        /// Handed to the test programs: the name of a test, or options such as --nocapture.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        only: Vec<String>,
    },
    /// Check formatting, lints, documentation, queries and layering.
    Check,
    /// Print measurements as JSON lines.
    Bench {
        /// Which ones; all when left out.
        names: Vec<String>,
        /// Server for `queue`, `postgres://USER:PASSWORD@HOST/NAME`; a database is made there and dropped. By default one of our own.
        #[arg(long, value_name = "URL")]
        database: Option<String>,
        /// Jobs for `queue`.
        #[arg(long, value_name = "N")]
        jobs: Option<usize>,
        /// One more drain for `queue`, so many at once.
        #[arg(long, value_name = "C")]
        concurrency: Option<usize>,
    },
    /// Send messages through the queue while workers and server are killed, stopped and crash, for as long as you like.
    Soak {
        /// Begins no round after so many minutes.
        #[arg(long, default_value_t = 30)]
        minutes: u64,
        /// Messages of a round.
        #[arg(long, default_value_t = 20_000)]
        messages: usize,
        /// Seed of the first round.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Build an installer for this system.
    Package,
    /// Format all Rust sources.
    Fmt,
    /// Build the interface alone.
    Ui {
        /// As it is shipped: optimised as a whole, which takes minutes.
        #[arg(long)]
        small: bool,
    },
    /// Write the metadata of the SQL queries (.sqlx) anew.
    Sqlx,
    /// Write docs/licences.md anew.
    Licences,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut steps = Steps::default();
    let done = carry_out(&mut steps, arguments.task);
    steps.summary();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // One line a cause; a backtrace of this program would only hide what the failed one said.
            for (depth, cause) in why.chain().enumerate() {
                eprintln!("{}{cause}", if depth == 0 { "error: " } else { "  " });
            }
            ExitCode::FAILURE
        }
    }
}

fn carry_out(steps: &mut Steps, task: Task) -> Result<()> {
    match task {
        Task::Setup => setup::ensure(steps),
        Task::Run { once } => run::start(steps, once),
        Task::Test { only } => test::all(steps, &only),
        Task::Check => check::all(steps),
        Task::Bench {
            names,
            database,
            jobs,
            concurrency,
        } => {
            let queue = [
                ("AGLIS_BENCH_DATABASE", database),
                ("AGLIS_BENCH_JOBS", jobs.map(|n| n.to_string())),
                (
                    "AGLIS_BENCH_CONCURRENCY",
                    concurrency.map(|n| n.to_string()),
                ),
            ];
            bench::measure(steps, &names, &queue)
        }
        Task::Soak {
            minutes,
            messages,
            seed,
        } => soak::rounds(steps, minutes, messages, seed),
        Task::Package => package::bundle(steps),
        Task::Fmt => check::format(steps),
        Task::Ui { small } => {
            setup::ensure(steps)?;
            let size = if small { Size::Small } else { Size::AsCompiled };
            web::build(steps, size)
        }
        Task::Sqlx => queries::write(steps),
        Task::Licences => licences::write(steps),
    }
}
