//! Whether a hundred desktops that listen hold up those who write.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use aglis_core::{
    answer::answer,
    changes::{Change, Listening, Patience, listen},
    context::Cx,
};
use model::{call::Call as _, ids::TicketId, tickets::conversation::PostNote, topic::Topic};
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout},
};

use crate::{
    ask::bytes_of,
    figures::{Times, ratio, say},
    notified::{OFFICE, Office, TECHNICIANS},
};

/// Commits a second that are begun, as long as the machine follows.
const RATE: u64 = 300;
/// People who write at once, and calls of each.
const WRITERS: i64 = OFFICE - 2;
const AT_ONCE: usize = 2;
/// Times with and without listeners, in turn.
const TURNS: usize = 2;

/// Each commit is a note on a ticket by the call path, of which the ticket's technician is told. The baseline is the same with nobody listening.
pub async fn listened(office: &Office, tickets: i64, during: Duration) {
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        writers.push(office.sign_in(&format!("kantor{}", writer + 3)).await);
    }
    // Connections and plans are there before anything counts.
    load(&writers, tickets, Duration::from_secs(1)).await;
    let mut alone = Load::default();
    let mut heard = Load::default();
    let rung = Arc::new(AtomicU64::new(0));
    for _ in 0..TURNS {
        alone.add(load(&writers, tickets, during).await);
        let listeners = everybody(office, &rung).await;
        heard.add(load(&writers, tickets, during).await);
        // What is under way still arrives.
        sleep(Duration::from_secs(1)).await;
        drop(listeners);
        sleep(Duration::from_secs(1)).await;
    }
    for cx in writers {
        cx.pool.close().await;
    }
    let times = ratio(heard.times.percentile(95), alone.times.percentile(95));
    say(&json!({
        "bench": "notifications_listeners",
        "listeners": TECHNICIANS,
        "asked_per_s": RATE,
        "commits_per_s": heard.per_second(),
        "runs": heard.times.runs(),
        "bells": rung.load(Ordering::Relaxed),
        "median_ms": heard.times.median(),
        "p95_ms": heard.times.percentile(95),
        "baseline": "nobody listens",
        "baseline_commits_per_s": alone.per_second(),
        "baseline_ms": alone.times.median(),
        "baseline_p95_ms": alone.times.percentile(95),
        "ratio": ratio(heard.times.median(), alone.times.median()),
        "ratio_p95": times,
        "limit_ratio_p95": 2.0,
        "within_limits": times <= 2.0,
    }));
}

/// What was written and how long each call took.
#[derive(Default)]
struct Load {
    times: Times,
    seconds: f64,
}

impl Load {
    fn add(&mut self, (times, took): (Vec<f64>, Duration)) {
        for milliseconds in times {
            self.times.add(milliseconds);
        }
        self.seconds += took.as_secs_f64();
    }

    fn per_second(&self) -> f64 {
        (self.times.runs() as f64 / self.seconds).round()
    }
}

/// Writes at the rate, or as fast as it goes.
async fn load(writers: &[Cx], tickets: i64, during: Duration) -> (Vec<f64>, Duration) {
    let turns = Arc::new(AtomicU64::new(0));
    let all = RATE * during.as_secs();
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for cx in writers.iter().flat_map(|cx| vec![cx; AT_ONCE]) {
        let (cx, turns) = (cx.clone(), Arc::clone(&turns));
        tasks.spawn(async move {
            let mut times = Vec::new();
            loop {
                let turn = turns.fetch_add(1, Ordering::Relaxed);
                if turn >= all {
                    return times;
                }
                let at = Duration::from_micros(turn * 1_000_000 / RATE);
                sleep_until(begun + at).await;
                // Every other ticket is somebody's.
                let id = TicketId((turn as i64 * 2 + 1) % tickets);
                let note = PostNote {
                    id,
                    is_public: false,
                    body: "Sudah dicek dari kantor.".to_owned(),
                    files: Vec::new(),
                };
                let bytes = bytes_of(note);
                let start = Instant::now();
                let answered = answer(&cx, PostNote::NAME, &bytes).await;
                times.push(start.elapsed().as_secs_f64() * 1_000.0);
                let answered = String::from_utf8(answered).unwrap();
                assert!(answered.contains("Ok"), "{answered}");
            }
        });
    }
    let mut times = Vec::new();
    while let Some(written) = tasks.join_next().await {
        times.extend(written.unwrap());
    }
    (times, begun.elapsed())
}

/// A listener of every technician, as his desktop has it; counts the bells of his own.
async fn everybody(office: &Office, rung: &Arc<AtomicU64>) -> Vec<(Listening, JoinSet<()>)> {
    let mut listeners = Vec::new();
    for person in 1..=TECHNICIANS {
        let options = office.options(&format!("teknisi{person}"));
        let (listening, mut told) = listen(options, Patience::default());
        let first = timeout(Duration::from_secs(60), told.recv()).await;
        assert_eq!(first.unwrap(), Some(Change::Everything));
        let rung = Arc::clone(rung);
        let mut hearing = JoinSet::new();
        hearing.spawn(async move {
            while let Some(change) = told.recv().await {
                if change == Change::Topics(vec![Topic::Notifications]) {
                    rung.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        listeners.push((listening, hearing));
    }
    listeners
}
