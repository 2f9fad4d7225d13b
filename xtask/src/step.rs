//! Named, timed steps, so that a person sees what is being done and what it costs.
//!
//! They go to the standard error: the standard output belongs to results, such as the lines of `cargo xtask bench`.

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// What a step found.
pub enum Done {
    /// It did its work.
    Now,
    /// Nothing was to be done.
    Already,
}

/// The steps of one run, with their times.
#[derive(Default)]
pub struct Steps {
    times: Vec<(String, Duration)>,
}

impl Steps {
    /// Runs a silent step: one line, `▸ wasm target … 0.4 s`.
    pub fn quiet(&mut self, name: &str, work: impl FnOnce() -> Result<Done>) -> Result<()> {
        eprint!("▸ {name} … ");
        io::stderr().flush()?;
        let started = Instant::now();
        let done = work();
        let took = started.elapsed();
        self.times.push((name.to_owned(), took));
        match done {
            Ok(Done::Now) => eprintln!("{}", seconds(took)),
            Ok(Done::Already) => eprintln!("already there ({})", seconds(took)),
            Err(why) => {
                eprintln!("failed after {}", seconds(took));
                return Err(why).with_context(|| format!("step \"{name}\" failed"));
            }
        }
        Ok(())
    }

    /// Runs a step whose own output is shown between its first and its last line.
    pub fn loud(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        eprintln!("▸ {name}");
        let started = Instant::now();
        let done = work();
        let took = started.elapsed();
        self.times.push((name.to_owned(), took));
        let word = if done.is_ok() {
            "done in"
        } else {
            "failed after"
        };
        eprintln!("▸ {name} … {word} {}", seconds(took));
        done.with_context(|| format!("step \"{name}\" failed"))
    }

    /// Prints the steps since the last summary that took a second or longer, and the sum of all.
    pub fn summary(&mut self) {
        if self.times.is_empty() {
            return;
        }
        eprintln!("── times");
        let sum = self.times.iter().map(|(_, took)| *took).sum();
        for (name, took) in self.times.drain(..).filter(|(_, took)| took.as_secs() >= 1) {
            eprintln!("{:>9}  {name}", seconds(took));
        }
        eprintln!("{:>9}  in all", seconds(sum));
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_named_in_the_error() {
        let failed = Steps::default().quiet("wasm target", || anyhow::bail!("no server"));
        assert_eq!(
            format!("{:#}", failed.unwrap_err()),
            "step \"wasm target\" failed: no server"
        );
    }
}
