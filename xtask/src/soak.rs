//! `cargo xtask soak`: the message queue among killed, stopped and crashing workers and servers, again and again.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::aside::{Aside, Ground};
use crate::command::{cargo, run};
use crate::setup;
use crate::step::Steps;

/// The test that one round is.
const TEST: &str = "chaos::whatever_happens_to_workers_and_server_nothing_is_lost_or_sent_twice";

/// Rounds with one seed after the other until so many minutes are over; the first that fails ends it and names its seed.
pub fn rounds(steps: &mut Steps, minutes: u64, messages: usize, first_seed: u64) -> Result<()> {
    setup::ensure(steps)?;
    let place = Aside::new(Ground::Disk)?;
    let until = Instant::now() + Duration::from_secs(minutes * 60);
    let mut seed = first_seed;
    loop {
        steps.loud(&format!("{messages} messages, seed {seed}"), || {
            let mut test = cargo();
            place.lend(&mut test);
            run(settings(&mut test, messages, seed))
        })?;
        if Instant::now() >= until {
            return Ok(());
        }
        seed += 1;
    }
}

fn settings(test: &mut Command, messages: usize, seed: u64) -> &mut Command {
    test.env("SQLX_OFFLINE", "true")
        .env_remove("DATABASE_URL")
        .env("AGLIS_CHAOS_MESSAGES", messages.to_string())
        .env("AGLIS_CHAOS_SEED", seed.to_string())
        .args(["test", "--locked", "--workspace", "--exclude", "aglis-ui"])
        .args(["--test", "faults", "--", "--exact", TEST])
}
