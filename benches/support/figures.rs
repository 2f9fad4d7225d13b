//! How every measurement counts and speaks: milliseconds put in order, lines of JSON on the standard output.

use std::time::Instant;

use serde_json::Value;

/// Milliseconds of several runs.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Adds the run that began at `start` and ends now.
    pub fn end(&mut self, start: Instant) {
        self.add(start.elapsed().as_secs_f64() * 1000.0);
    }

    /// Adds a run of this many milliseconds.
    pub fn add(&mut self, milliseconds: f64) {
        let place = self.0.partition_point(|other| *other <= milliseconds);
        self.0.insert(place, milliseconds);
    }

    /// How many runs there were.
    pub fn runs(&self) -> usize {
        self.0.len()
    }

    /// The run in the middle, to the microsecond.
    pub fn median(&self) -> f64 {
        self.percentile(50)
    }

    /// The run that `percent` of all runs do not exceed, to the microsecond.
    pub fn percentile(&self, percent: usize) -> f64 {
        let place = (self.0.len() * percent).div_ceil(100).max(1) - 1;
        rounded(self.0[place], 1000.0)
    }
}

/// How many times `baseline` a figure is, to the hundredth.
pub fn ratio(figure: f64, baseline: f64) -> f64 {
    rounded(figure / baseline, 100.0)
}

/// Prints one figure.
pub fn say(line: &Value) {
    println!("{line}");
}

fn rounded(number: f64, per_one: f64) -> f64 {
    (number * per_one).round() / per_one
}
