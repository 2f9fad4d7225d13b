//! The queue of messages as staff see it: how it stands, who works on it, what came of it and why some did not arrive.

mod acts;
mod optouts;
mod rules;
mod ways;
mod workers;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    customers::Chart,
    states::{MessageClass, MessageStatus},
    text::Locale,
};

pub use acts::{
    BATCH_MAX, CancelMessages, CleanMessages, PauseClass, PauseGateway, ResendMessage, ResendTo,
    ResolveMessage, RetryMessages, Worked,
};
pub use optouts::{AddOptout, ListOptouts, Optout, OptoutCategory, OptoutSource, RemoveOptout};
pub use rules::{QueueRules, SaveQueueRules, ShowQueueRules};
pub use ways::{
    GatewayKind, GatewaySettings, ListGateways, RemoveGateway, RollWebhook, SaveGateway, Way,
    address,
};
pub use workers::{DismissWorker, EnrolWorker, QueueWorker};

/// How a class of messages stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassNow {
    /// Which.
    pub class: MessageClass,
    /// Due, and not yet taken by a worker.
    pub waiting: i64,
    /// Not before a later moment: planned, quiet hours, or another try.
    pub delayed: i64,
    /// Held by a worker.
    pub active: i64,
    /// Since when the longest waiting one has been due.
    pub oldest_at: Option<DateTime<Utc>>,
    /// Accepted by a gateway since midnight of the business zone.
    pub sent_today: i64,
    /// Given up since midnight.
    pub failed_today: i64,
    /// Given up and kept until somebody decides, however old.
    pub dead: i64,
    /// May have gone out, nobody knows.
    pub unknown: i64,
    /// Milliseconds from being due to the first try, over the last 24 hours: half waited no longer.
    pub wait_p50: Option<f64>,
    /// The same: of twenty, nineteen waited no longer.
    pub wait_p95: Option<f64>,
    /// Milliseconds from the wire to the gateway's answer, over the last 24 hours.
    pub send_p50: Option<f64>,
    /// The same: of twenty, nineteen took no longer.
    pub send_p95: Option<f64>,
    /// Sent within the last minute.
    pub minute: i64,
    /// Since when it is paused.
    pub paused_at: Option<DateTime<Utc>>,
    /// Who paused it.
    pub paused_by: Option<String>,
}

/// How a way out is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WayState {
    /// It takes messages.
    Well,
    /// It takes none until a probe finds it well again.
    Broken,
    /// Somebody paused it.
    Paused,
    /// Switched off in the settings.
    Off,
}

/// A way out, as it is right now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WayNow {
    /// Its number; the lowest that works is used.
    pub id: i16,
    /// What it is.
    pub kind: GatewayKind,
    /// How it is.
    pub state: WayState,
    /// Since when it is paused or broken.
    pub since: Option<DateTime<Utc>>,
    /// Who paused it.
    pub paused_by: Option<String>,
    /// Why it is broken: a name, and after a colon what the gateway said.
    pub reason: Option<String>,
    /// When it is asked next whether it is well.
    pub probe_at: Option<DateTime<Utc>>,
    /// When it was asked last.
    pub checked_at: Option<DateTime<Utc>>,
    /// What is left of a quota, in the gateway's words.
    pub quota: Option<String>,
    /// Messages in any window; none means no limit.
    pub rate: Option<i32>,
    /// Length of that window, in seconds.
    pub window: i32,
    /// How many of the rate are taken in the window that ends now.
    pub used: i64,
}

/// The queue as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueNow {
    /// The database's time of all this.
    pub at: DateTime<Utc>,
    /// In the order in which they go out.
    pub classes: Vec<ClassNow>,
    /// In the order in which they are used.
    pub ways: Vec<WayNow>,
    /// Machines that send or may send, those dismissed last.
    pub workers: Vec<QueueWorker>,
    /// Why messages did not arrive, the most frequent first; only those the caller may see.
    pub failures: Vec<FailureGroup>,
}

impl QueueNow {
    /// The sum of a figure over all classes.
    #[must_use]
    pub fn sum(&self, of: fn(&ClassNow) -> i64) -> i64 {
        self.classes.iter().map(of).sum()
    }

    /// Since when the longest waiting message has been due.
    #[must_use]
    pub fn oldest_at(&self) -> Option<DateTime<Utc>> {
        self.classes.iter().filter_map(|one| one.oldest_at).min()
    }

    /// Machines at work.
    #[must_use]
    pub fn alive(&self) -> usize {
        self.workers.iter().filter(|worker| worker.alive).count()
    }

    /// Seconds until what waits has gone out at the rate of the last minute. None where nothing waits, or nothing went out.
    #[must_use]
    pub fn drain_seconds(&self) -> Option<i64> {
        let left = self.sum(|one| one.waiting + one.active);
        let minute = self.sum(|one| one.minute);
        (left > 0 && minute > 0).then(|| (left * 60 + minute - 1) / minute)
    }
}

/// Messages that share a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailureGroup {
    /// Failed or unknown.
    pub status: MessageStatus,
    /// Name of the reason, see `message-why-` and `message-advice-` in the texts; empty where none was told.
    pub code: String,
    /// How many.
    pub count: i64,
    /// The first of them.
    pub first_at: Option<DateTime<Utc>>,
    /// The latest.
    pub last_at: Option<DateTime<Utc>>,
}

/// A kept reason as its name and what the gateway said: `TARGET_INVALID: …`.
#[must_use]
pub fn split_reason(reason: &str) -> (&str, &str) {
    let (code, said) = reason.split_once(':').unwrap_or((reason, ""));
    (code.trim(), said.trim())
}

/// Asks how the queue stands. Everybody who sees messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowQueue {}
call!(ShowQueue => QueueNow; reads [Messages]; changes []; Staff);

/// A span of the picture of what went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Sixty minutes.
    #[default]
    Hour,
    /// Twenty-four hours.
    Day,
}

/// What became of the tries of a minute or an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its beginning.
    pub at: DateTime<Utc>,
    /// Accepted by a gateway.
    pub sent: i64,
    /// Given up, too late, or in doubt.
    pub failed: i64,
    /// To be tried again.
    pub retried: i64,
}

/// What went out, step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Throughput {
    /// Oldest first, the running one last; those without anything as well.
    pub steps: Vec<Step>,
    /// The same as a picture; none while nothing happened.
    pub chart: Option<Chart>,
}

/// Asks what went out lately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowThroughput {
    /// How far back.
    pub span: Span,
    /// Language of the picture.
    pub locale: Locale,
}
call!(ShowThroughput => Throughput; reads [Messages]; changes []; Staff);

#[cfg(test)]
mod tests {
    use super::{ClassNow, QueueNow, split_reason};
    use crate::states::MessageClass;

    fn queue(left: i64, minute: i64) -> QueueNow {
        QueueNow {
            at: chrono::DateTime::UNIX_EPOCH,
            classes: vec![ClassNow {
                class: MessageClass::Bulk,
                waiting: left,
                delayed: 9,
                active: 0,
                oldest_at: None,
                sent_today: 0,
                failed_today: 0,
                dead: 0,
                unknown: 0,
                wait_p50: None,
                wait_p95: None,
                send_p50: None,
                send_p95: None,
                minute,
                paused_at: None,
                paused_by: None,
            }],
            ways: Vec::new(),
            workers: Vec::new(),
            failures: Vec::new(),
        }
    }

    #[test]
    fn a_reason_is_a_name_and_perhaps_words() {
        let said = ("TARGET_INVALID", "target invalid: 62");
        assert_eq!(split_reason("TARGET_INVALID: target invalid: 62"), said);
        assert_eq!(split_reason("POISON"), ("POISON", ""));
    }

    #[test]
    fn the_time_to_drain_follows_from_the_last_minute() {
        assert_eq!(queue(250, 100).drain_seconds(), Some(150));
        assert_eq!(queue(1, 100).drain_seconds(), Some(1));
        assert_eq!(queue(0, 100).drain_seconds(), None, "nothing waits");
        assert_eq!(queue(250, 0).drain_seconds(), None, "nothing goes out");
    }
}
