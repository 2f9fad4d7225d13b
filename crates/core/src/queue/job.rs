//! What travels between the queue and its worker.

use crate::gateways::{Outcome, Outgoing, Why};

/// A job that this worker holds.
#[derive(Clone, Debug)]
pub struct Job {
    /// Row of the queue.
    pub id: i64,
    /// Number of the claim: whoever comes with an older one has lost the job.
    pub fence: i32,
    /// A one-time password, which goes before everything else.
    pub is_password: bool,
    /// Way out it was claimed for.
    pub gateway: i16,
    /// That way's settings, by their number.
    pub version: i32,
    /// The message; none for a job that only tries the queue.
    pub message: Option<i64>,
    /// E.164 or the address of a group.
    pub recipient: String,
    /// Name of its text.
    pub template: Option<String>,
    /// Language of its text.
    pub locale: String,
    /// What it says.
    pub body: String,
}

impl Job {
    /// As it goes over the wire.
    #[must_use]
    pub fn into_outgoing(self) -> Outgoing {
        Outgoing {
            own: self.message.unwrap_or(self.id),
            recipient: self.recipient,
            template: self.template,
            locale: self.locale,
            body: self.body,
        }
    }
}

/// How a job ended in this worker's hands.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Row of the queue.
    pub id: i64,
    /// Number of the claim.
    pub fence: i32,
    /// What became of it; none when it was not tried.
    pub outcome: Option<Outcome>,
}

/// An outcome in the words of `app.settle_jobs`.
#[derive(Debug)]
pub struct Told {
    /// Name of the outcome.
    pub name: &'static str,
    /// Why, as it is kept.
    pub error: Option<String>,
    /// The gateway's number of it.
    pub reference: Option<String>,
    /// Seconds to wait.
    pub after: Option<f32>,
}

impl Ended {
    /// In the words of `app.settle_jobs`.
    #[must_use]
    pub fn told(&self) -> Told {
        let told = |name, why: Option<&Why>| Told {
            name,
            error: why.map(Why::kept),
            reference: None,
            after: None,
        };
        match &self.outcome {
            None => told("release", None),
            Some(Outcome::Accepted { reference }) => Told {
                reference: reference.clone(),
                ..told("accepted", None)
            },
            Some(Outcome::Retry { why, after }) => Told {
                after: after.map(|after| after.as_secs_f32().min(900.0)),
                ..told("retry", Some(why))
            },
            Some(Outcome::Refused { why }) => told("refused", Some(why)),
            Some(Outcome::Channel { why }) => told("channel", Some(why)),
            Some(Outcome::Failed { why }) => told("failed", Some(why)),
            Some(Outcome::Unknown { why }) => told("unknown", Some(why)),
        }
    }
}

/// What a turn brought.
#[derive(Debug)]
pub struct Turn {
    /// What this worker holds from now on.
    pub jobs: Vec<Job>,
    /// The way in use and the number of its settings; none when every way is shut.
    pub way: Option<(i16, i32)>,
    /// Milliseconds in which nothing will be due unless the bell rings.
    pub wait_ms: f64,
    /// A way that this worker shall ask how it is.
    pub probe: Option<i16>,
    /// Milliseconds that a claim holds.
    pub lease_ms: f64,
    /// The way in use has a rate: what is claimed goes out at once, and nothing is held in reserve.
    pub limited: bool,
}

impl Default for Turn {
    fn default() -> Self {
        Self {
            jobs: Vec::new(),
            way: None,
            wait_ms: 15_000.0,
            probe: None,
            lease_ms: 60_000.0,
            limited: true,
        }
    }
}

/// A way out, as a worker has to know it.
#[derive(Clone, Debug)]
pub struct Way {
    /// Its number; the lowest that works is used.
    pub id: i16,
    /// `log`, `fonnte` or `cloud`.
    pub kind: String,
    /// Where it is.
    pub base_url: String,
    /// What it wants besides.
    pub options: serde_json::Value,
    /// Grows with each change.
    pub version: i32,
}
