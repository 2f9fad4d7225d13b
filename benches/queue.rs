//! What the message queue does in a second, as JSON lines, one a workload, in the order in which other queues are measured.
//!
//! The queue is the product's own: the functions that every desktop calls, a real server with `fsync` and `synchronous_commit`, every
//! try kept. The rate is off and the gateway does nothing, or takes 20 ms, so that the queue alone is measured. Each workload has a
//! baseline from the same run, so that its ratio holds on any machine. `AGLIS_BENCH_DATABASE` names a server to measure on instead of
//! one of our own (a database is made there and dropped), `AGLIS_BENCH_JOBS` how many jobs, `AGLIS_BENCH_CONCURRENCY` an extra drain.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be taken ends with the reason"
)]

#[path = "support/desk.rs"]
#[expect(dead_code, reason = "nobody signs in here")]
mod desk;
#[path = "support/figures.rs"]
mod figures;
#[path = "support/queue_desk.rs"]
mod queue_desk;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use aglis_core::queue::{Worker, Working, ring_here};
use serde_json::json;
use sqlx::{PgPool, postgres::PgConnectOptions};
use tokio::time::sleep;
use tracing_subscriber::{
    Layer, layer::Context, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::{
    figures::{Times, ratio, say},
    queue_desk::{Counting, QueueDesk},
};

/// Jobs of a drain; one of ten is a password, four of ten are notices, the rest a broadcast.
const JOBS: usize = 20_000;
/// Single enqueues and idle sends that are timed.
const SINGLE: usize = 2_000;
const IDLE: usize = 300;

#[tokio::main]
async fn main() {
    let jobs = number("AGLIS_BENCH_JOBS").unwrap_or(JOBS);
    let desk = QueueDesk::open().await;
    enqueue_single(&desk, jobs.min(SINGLE)).await;
    enqueue_bulk(&desk, jobs).await;
    drain(&desk, "drain_c5", jobs, 5, false).await;
    drain(&desk, "drain_c50", jobs, 50, false).await;
    if let Some(concurrency) = number("AGLIS_BENCH_CONCURRENCY") {
        drain(&desk, "drain", jobs, concurrency, false).await;
    }
    drain(&desk, "drain_c5_held_open", jobs, 5, true).await;
    latency_idle(&desk, "latency_idle", false).await;
    latency_idle(&desk, "latency_idle_here", true).await;
    slow(&desk, "send20ms_c5", 5).await;
    slow(&desk, "send20ms_c50", 50).await;
    limiter(&desk).await;
    password_behind_bulk(&desk).await;
    at_rest(&desk).await;
    desk.close().await;
}

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

fn per_second(jobs: usize, took: Duration) -> f64 {
    (jobs as f64 / took.as_secs_f64()).round()
}

/// Lanes in the usual mixture.
fn mixture(jobs: usize) -> Vec<i16> {
    (0..jobs)
        .map(|n| match n % 10 {
            0 => 0,
            1..=4 => 1,
            _ => 3,
        })
        .collect()
}

async fn push(owner: &PgPool, lanes: &[i16]) {
    let bodies = vec![
        "Tagihan internet bulan ini sudah terbit. Terima kasih sudah berlangganan dan membayar tepat waktu, salam dari kami semua di kantor.";
        lanes.len()
    ];
    sqlx::query("select app.push_jobs($1, $2)")
        .bind(lanes)
        .bind(bodies)
        .execute(owner)
        .await
        .unwrap();
}

async fn empty(owner: &PgPool) {
    for statement in [
        "truncate queue_jobs, queue_attempts",
        "vacuum analyze queue_jobs, queue_attempts",
    ] {
        sqlx::raw_sql(statement).execute(owner).await.unwrap();
    }
}

/// One durable commit a job, against as many plain inserts into a table without indexes.
async fn enqueue_single(desk: &QueueDesk, jobs: usize) {
    let owner = desk.owner();
    empty(owner).await;
    sqlx::raw_sql("create table plain (id bigint generated always as identity primary key, lane smallint, body text)")
        .execute(owner)
        .await
        .unwrap();
    let mut ours = Times::default();
    let mut plain = Times::default();
    // In turn, so that both see the same disk.
    for _ in 0..jobs {
        let start = Instant::now();
        push(owner, &[1]).await;
        ours.end(start);
        let start = Instant::now();
        sqlx::query(
            "insert into plain (lane, body) values (1, 'Tagihan internet bulan ini sudah terbit.')",
        )
        .execute(owner)
        .await
        .unwrap();
        plain.end(start);
    }
    let rate = (1000.0 / ours.median()).round();
    say(
        &json!({ "bench": "enqueue_single", "jobs": jobs, "jobs_per_s": rate, "median_ms": ours.median(), "p99_ms": ours.percentile(99),
            "baseline": "plain durable insert", "baseline_per_s": (1000.0 / plain.median()).round(), "ratio": ratio(plain.median(), ours.median()) }),
    );
}

/// A thousand at a time, against the same rows into the plain table.
async fn enqueue_bulk(desk: &QueueDesk, jobs: usize) {
    let owner = desk.owner();
    empty(owner).await;
    let lanes = mixture(1_000);
    let start = Instant::now();
    for _ in 0..jobs.div_ceil(1_000) {
        push(owner, &lanes).await;
    }
    let ours = start.elapsed();
    let start = Instant::now();
    for _ in 0..jobs.div_ceil(1_000) {
        sqlx::query("insert into plain (lane, body) select l, repeat('x', 120) from unnest($1::smallint[]) l")
            .bind(&lanes)
            .execute(owner)
            .await
            .unwrap();
    }
    let plain = start.elapsed();
    say(
        &json!({ "bench": "enqueue_bulk", "jobs": jobs, "jobs_per_s": per_second(jobs, ours), "baseline": "plain insert of a thousand rows",
            "baseline_per_s": per_second(jobs, plain), "ratio": ratio(plain.as_secs_f64(), ours.as_secs_f64()) }),
    );
}

/// A queue that is full, until it is empty; best of two. With `held_open` somebody else keeps a transaction open meanwhile.
async fn drain(desk: &QueueDesk, name: &str, jobs: usize, concurrency: usize, held_open: bool) {
    let mut best = Duration::MAX;
    for _ in 0..2 {
        let owner = desk.owner();
        empty(owner).await;
        let mut other = owner.begin().await.unwrap();
        if held_open {
            sqlx::query("select count(*) from staff")
                .execute(&mut *other)
                .await
                .unwrap();
        }
        for lanes in mixture(jobs).chunks(1_000) {
            push(owner, lanes).await;
        }
        sqlx::raw_sql("analyze queue_jobs")
            .execute(owner)
            .await
            .unwrap();
        let gateway = Arc::new(Counting::new(false, Duration::ZERO));
        let start = Instant::now();
        let worker = work(desk.options(), concurrency, gateway.clone());
        gateway.wait_for(jobs).await;
        while left(owner).await > 0 {
            sleep(Duration::from_millis(1)).await;
        }
        best = best.min(start.elapsed());
        worker.stop().await;
        other.rollback().await.unwrap();
    }
    say(
        &json!({ "bench": name, "jobs": jobs, "concurrency": concurrency, "jobs_per_s": per_second(jobs, best), "kept": kept(desk.owner()).await }),
    );
}

async fn left(owner: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from (select from queue_jobs limit 1) q")
        .fetch_one(owner)
        .await
        .unwrap()
}

/// Every job leaves one row of history.
async fn kept(owner: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from queue_attempts where outcome = 'accepted'")
        .fetch_one(owner)
        .await
        .unwrap()
}

fn work(options: PgConnectOptions, concurrency: usize, gateway: Arc<Counting>) -> Worker {
    Worker::start(Working {
        options,
        device: "bench".to_owned(),
        concurrency: Some(concurrency),
        open_way: Arc::new(move |_| Ok(gateway.clone())),
    })
}

/// Between two idle sends: long enough for the settling of the one before.
const BETWEEN: Duration = Duration::from_millis(20);
/// Between two passwords behind a broadcast.
const BETWEEN_PASSWORDS: Duration = Duration::from_millis(300);

/// From the call that enqueues to the gateway, on a queue with nothing else to do; the baseline is two durable commits, one after the other.
/// `here` is a message that was queued by the program that sends it: its worker hears of the commit from the program itself.
async fn latency_idle(desk: &QueueDesk, name: &str, here: bool) {
    let owner = desk.owner();
    empty(owner).await;
    let gateway = Arc::new(Counting::new(false, Duration::ZERO));
    let worker = work(desk.options(), 5, gateway.clone());
    push(owner, &[0]).await;
    gateway.wait_for(1).await;
    let mut times = Times::default();
    for n in 0..IDLE {
        sleep(BETWEEN).await;
        let start = Instant::now();
        push(owner, &[0]).await;
        if here {
            ring_here();
        }
        gateway.wait_for(n + 2).await;
        times.end(start);
    }
    worker.stop().await;
    let least = desk.least(IDLE, BETWEEN, here).await;
    say(
        &json!({ "bench": name, "runs": times.runs(), "median_ms": times.median(), "p99_ms": times.percentile(99),
            "baseline": if here { "two durable commits" } else { "a durable commit, its notification, another durable commit" },
            "baseline_ms": least.median(), "baseline_p99_ms": least.percentile(99), "ratio": ratio(times.median(), least.median()) }),
    );
}

/// A gateway that takes 20 ms and has a wire; the baseline is the same calls without a queue.
async fn slow(desk: &QueueDesk, name: &str, concurrency: usize) {
    let owner = desk.owner();
    empty(owner).await;
    let jobs = concurrency * 100;
    for lanes in mixture(jobs).chunks(1_000) {
        push(owner, lanes).await;
    }
    let gateway = Arc::new(Counting::new(true, Duration::from_millis(20)));
    let start = Instant::now();
    let worker = work(desk.options(), concurrency, gateway.clone());
    gateway.wait_for(jobs).await;
    let took = start.elapsed();
    worker.stop().await;
    let direct = {
        let gateway = Counting::new(true, Duration::from_millis(20));
        let start = Instant::now();
        gateway.direct(jobs, concurrency).await;
        start.elapsed()
    };
    say(
        &json!({ "bench": name, "jobs": jobs, "concurrency": concurrency, "jobs_per_s": per_second(jobs, took), "baseline": "the same calls without a queue",
            "baseline_per_s": per_second(jobs, direct), "ratio": ratio(direct.as_secs_f64(), took.as_secs_f64()) }),
    );
}

/// Messages of a window while the rate is measured, and the window. The product's is 60 s; a shorter one is used worse, since what a
/// turn takes is a larger part of it.
const RATE: usize = 100;
const WINDOW: Duration = Duration::from_secs(6);

async fn limit(owner: &PgPool, limit: &'static str) {
    sqlx::raw_sql(limit).execute(owner).await.unwrap();
}

/// How much of the rate is used while there is always work, and the most that ever lay in a window of any position.
async fn limiter(desk: &QueueDesk) {
    let owner = desk.owner();
    empty(owner).await;
    limit(
        owner,
        "update gateways set rate = 100, rate_window = '6 s', spacing = '0 s'",
    )
    .await;
    let windows = 5;
    push(owner, &vec![0; RATE * windows]).await;
    let gateway = Arc::new(Counting::noting());
    let workers = [0, 1].map(|_| work(desk.options(), 5, gateway.clone()));
    gateway.wait_for(RATE * windows).await;
    for worker in workers {
        worker.stop().await;
    }
    let mut times: Vec<Instant> = gateway.noted().into_iter().map(|(_, at)| at).collect();
    times.sort();
    let from = |first: usize| times[first..].partition_point(|at| *at - times[first] < WINDOW);
    let most = (0..times.len()).map(from).max().unwrap_or_default();
    let ideal = WINDOW * (windows as u32 - 1);
    let took = times[RATE * (windows - 1)] - times[0];
    say(
        &json!({ "bench": "limiter", "rate": RATE, "window_s": WINDOW.as_secs(), "windows": windows, "most_in_a_window": most,
            "use": ratio(ideal.as_secs_f64(), took.as_secs_f64()), "within_limits": most <= RATE }),
    );
}

/// From the call that enqueues a password to the gateway, while a broadcast takes all of the rate that it may.
async fn password_behind_bulk(desk: &QueueDesk) {
    let owner = desk.owner();
    empty(owner).await;
    limit(owner, "update queue_tokens set free_at = '-infinity'").await;
    push(owner, &vec![3; 1_500]).await;
    let gateway = Arc::new(Counting::noting());
    let worker = work(desk.options(), 5, gateway.clone());
    // The broadcast has used up what is its own.
    sleep(Duration::from_secs(2)).await;
    let mut begun = Vec::new();
    for n in 0..60 {
        let start = Instant::now();
        sqlx::query("select app.push_jobs(array[0]::smallint[], array[$1])")
            .bind(format!("sandi {n}"))
            .execute(owner)
            .await
            .unwrap();
        begun.push((format!("sandi {n}"), start));
        sleep(BETWEEN_PASSWORDS).await;
    }
    worker.stop().await;
    let least = desk.least(begun.len(), BETWEEN_PASSWORDS, false).await;
    let came: std::collections::HashMap<String, Instant> = gateway.noted().into_iter().collect();
    let mut times = Times::default();
    for (body, start) in &begun {
        times.add(came[body].duration_since(*start).as_secs_f64() * 1000.0);
    }
    limit(owner, "update gateways set rate = null").await;
    say(
        &json!({ "bench": "password_behind_bulk", "runs": times.runs(), "median_ms": times.median(), "p99_ms": times.percentile(99),
            "limit_p99_ms": 10, "baseline": "a durable commit, its notification, another durable commit", "baseline_ms": least.median(), "baseline_p99_ms": least.percentile(99),
            "ratio": ratio(times.median(), least.median()), "bulk_waiting": left_in(owner).await }),
    );
    empty(owner).await;
}

async fn left_in(owner: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from queue_jobs")
        .fetch_one(owner)
        .await
        .unwrap()
}

/// Counts the statements that this program tells.
struct Statements(Arc<AtomicUsize>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What a worker asks of the database while there is nothing to do, its signs of life on the listening connection among it.
async fn at_rest(desk: &QueueDesk) {
    let owner = desk.owner();
    empty(owner).await;
    let told = Arc::new(AtomicUsize::new(0));
    tracing_subscriber::registry()
        .with(Statements(told.clone()))
        .init();
    let gateway = Arc::new(Counting::new(false, Duration::ZERO));
    let worker = work(desk.telling_options(), 5, gateway);
    sleep(Duration::from_secs(5)).await;
    let before = told.load(Ordering::Relaxed);
    assert!(before > 0, "its first statements are told");
    let commits_before = desk.commits().await;
    let seconds = 120;
    sleep(Duration::from_secs(seconds)).await;
    let statements = told.load(Ordering::Relaxed) - before;
    // The server's own sweeping of its tables is among them.
    let commits = desk.commits().await - commits_before;
    let connections = desk.connections().await;
    worker.stop().await;
    let a_second = |many: f64| (many / seconds as f64 * 100.0).round() / 100.0;
    let per_second = a_second(statements as f64);
    say(
        &json!({ "bench": "at_rest", "seconds": seconds, "statements_per_s": per_second, "limit_per_s": 0.2, "commits_in_database_per_s": a_second(commits as f64),
            "connections": connections, "limit_connections": 2, "within_limits": per_second <= 0.2 && connections <= 2 }),
    );
}
