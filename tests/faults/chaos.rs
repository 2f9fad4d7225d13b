//! Workers are killed, stopped, cut off and crash where it hurts most, their server crashes with them, and the clocks of most of them
//! are ten minutes fast or slow: nothing is lost, nothing is sent twice, nothing goes out faster than allowed, and of every message
//! stands what became of it.
//!
//! `cargo xtask soak` runs the same again and again with other seeds; `AGLIS_CHAOS_MESSAGES` and `AGLIS_CHAOS_SEED` say how much
//! and which.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use aglis_core::gateways;
use aglis_core::queue::{Worker, Working, crash};
use aglis_core::workspace::{LocalWorkspace, Place};
use model::secret::Secret;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, PgPool};
use tokio::time::sleep;

use crate::clock::most_within;
use crate::processes::signal;
use crate::support::cluster::folder_for_cluster;
use crate::support::gateway::Stub;

/// Tells the program that it is a worker, and of which database.
const WORKER: &str = "AGLIS_TEST_WORKER";
const MESSAGES: usize = 10_000;
const WORKERS: usize = 4;
/// What is done to them, and how often.
const KILLS: usize = 200;
const STOPS: usize = 50;
const CUTS: usize = 50;
const CRASHES: usize = 5;
/// A claim holds this long, and a stopped worker stays so for longer.
const LEASE: Duration = Duration::from_secs(2);
/// Messages in any window of this length.
const RATE: usize = 500;
const WINDOW: Duration = Duration::from_secs(2);
/// How far off the workers' clocks are, in minutes, one after the other.
const OFF: [i64; 3] = [10, 0, -10];
/// Between two misfortunes.
const PAUSE: Duration = Duration::from_millis(120);

/// Not a test unless started by [`Crew`]: a worker in a program of its own, until it is killed or its owner ends.
#[tokio::test]
async fn a_worker_in_a_program_of_its_own() {
    let Ok(told) = std::env::var(WORKER) else {
        return;
    };
    crash::from_environment();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let word = |name: &str| told[name].as_str().unwrap();
    let off = seconds() - told["clock"].as_i64().unwrap();
    assert!(
        off.abs() < 60,
        "the clock is {off} s from what it shall say"
    );
    let options = PgConnectOptions::new_without_pgpass()
        .host(word("host"))
        .port(told["port"].as_u64().unwrap() as u16)
        .username(word("username"))
        .database(word("database"))
        .application_name("aglis-chaos");
    let token = Secret::new("rahasia");
    let _worker = Worker::start(Working {
        options,
        device: word("name").to_owned(),
        concurrency: Some(5),
        open_way: Arc::new(move |way| gateways::open(way, Some(&token), true)),
    });
    let owner_ended = tokio::task::spawn_blocking(|| {
        std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()).ok();
    });
    owner_ended.await.unwrap();
    std::process::exit(0);
}

/// The workers, each in a program of its own.
struct Crew {
    told: serde_json::Value,
    /// What makes a program's clock wrong.
    library: PathBuf,
    at_work: Vec<Child>,
    /// How many were started, which names the next and says where it crashes.
    started: usize,
}

impl Crew {
    fn new(options: &PgConnectOptions) -> Self {
        let socket = options.get_socket().map(|path| path.display().to_string());
        Self {
            told: json!({
                "host": socket.unwrap_or_else(|| options.get_host().to_owned()),
                "port": options.get_port(),
                "username": options.get_username(),
                "database": options.get_database(),
            }),
            library: faketime(),
            at_work: Vec::new(),
            started: 0,
        }
    }

    /// One more. Every second one crashes by itself sooner or later, at another of the moments that hurt.
    fn start(&mut self, crashes: bool) -> Child {
        let mut told = self.told.clone();
        told["name"] = json!(format!("mesin-{}", self.started % WORKERS));
        let off = OFF[self.started % OFF.len()];
        told["clock"] = json!(seconds() + off * 60);
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "chaos::a_worker_in_a_program_of_its_own"])
            .env(WORKER, told.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if crashes && self.started % 2 == 1 {
            let point = crash::POINTS[self.started / 2 % crash::POINTS.len()];
            command.env("FAILPOINTS", format!("{point}=2%return"));
        }
        if off != 0 {
            command
                .env("LD_PRELOAD", &self.library)
                .env("FAKETIME", format!("{off:+}m"))
                .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        self.started += 1;
        command.spawn().unwrap()
    }

    /// Starts whoever is missing; answers how many had ended by themselves.
    fn fill(&mut self, crashes: bool) -> usize {
        let before = self.at_work.len();
        self.at_work.retain_mut(|child| {
            let runs = child.try_wait().unwrap().is_none();
            if !runs {
                clear_away(child.id());
            }
            runs
        });
        let ended = before - self.at_work.len();
        while self.at_work.len() < WORKERS {
            let child = self.start(crashes);
            self.at_work.push(child);
        }
        ended
    }

    fn kill(&mut self, which: usize) {
        let mut child = self.at_work.swap_remove(which);
        child.kill().unwrap();
        child.wait().unwrap();
        clear_away(child.id());
    }

    fn kill_all(&mut self) {
        while !self.at_work.is_empty() {
            self.kill(0);
        }
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.kill_all();
    }
}

/// Seconds since 1970 by this program's clock.
fn seconds() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap().as_secs() as i64
}

/// Where libfaketime lies, which `cargo xtask setup` installs.
fn faketime() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").unwrap().flatten();
    folders
        .map(|folder| folder.path().join("faketime/libfaketime.so.1"))
        .find(|path| path.exists())
        .expect("libfaketime is installed: cargo xtask setup")
}

/// The library leaves two things behind of a program that does not end in an orderly way.
fn clear_away(process: u32) {
    for left in ["faketime_shm_", "sem.faketime_sem_"] {
        // One with a right clock has none.
        std::fs::remove_file(format!("/dev/shm/{left}{process}")).ok();
    }
}

fn number(name: &str, usual: usize) -> usize {
    let said = std::env::var(name);
    said.map_or(usual, |said| said.parse().unwrap())
}

async fn run(owner: &PgPool, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(owner)
        .await
        .unwrap();
}

async fn count(owner: &PgPool, question: &'static str) -> i64 {
    sqlx::query_scalar(question).fetch_one(owner).await.unwrap()
}

/// Writes messages as events do, a few hundred in a transaction. One that broke off is tried again: the keys of the events tell
/// what is there already.
async fn enqueue(owner: PgPool, messages: usize) {
    for first in (0..messages).step_by(250) {
        let batch: Vec<_> = (first..messages.min(first + 250))
            .map(|n| {
                json!({"class": "notification", "body": format!("pesan {n}"), "cause": "chaos", "exempt": true,
                       "dedupe": format!("chaos:{n}"), "to": {"phone": format!("+6281{n:09}")}})
            })
            .collect();
        let batch = json!(batch);
        loop {
            let sent = sqlx::query("select count(*) from app.send_messages($1)")
                .bind(&batch)
                .execute(&owner);
            match tokio::time::timeout(Duration::from_secs(10), sent).await {
                Ok(Ok(_)) => break,
                Ok(Err(_)) | Err(_) => sleep(Duration::from_millis(100)).await,
            }
        }
        sleep(Duration::from_millis(400)).await;
    }
}

/// The server's process, as its own pid file tells.
fn server_pid(place: &Place) -> Option<u32> {
    let file = std::fs::read_to_string(place.cluster().join("postmaster.pid")).ok()?;
    file.lines().next()?.parse().ok()
}

async fn crash_server(workspace: &LocalWorkspace, place: &Place) {
    let pid = server_pid(place).unwrap();
    // What an immediate shutdown is: no checkpoint, and the log is played back at the next start.
    signal("-QUIT", pid);
    let begun = Instant::now();
    while server_pid(place) == Some(pid) && begun.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(20)).await;
    }
    workspace.revive().await.unwrap();
}

async fn misfortunes(
    crew: &mut Crew,
    workspace: &LocalWorkspace,
    place: &Place,
    seed: u64,
) -> usize {
    let mut dice = StdRng::seed_from_u64(seed);
    let (mut kills, mut stops, mut cuts, mut crashes, mut by_themselves) =
        (KILLS, STOPS, CUTS, CRASHES, 0);
    while kills + stops + cuts + crashes > 0 {
        by_themselves += crew.fill(true);
        let which = dice.random_range(0..crew.at_work.len());
        let process = crew.at_work[which].id();
        let mut left = dice.random_range(0..kills + stops + cuts + crashes);
        if left < kills {
            kills -= 1;
            crew.kill(which);
        } else if left < kills + stops {
            stops -= 1;
            signal("-STOP", process);
            tokio::spawn(async move {
                sleep(LEASE + Duration::from_millis(700)).await;
                signal("-CONT", process);
            });
        } else if left < kills + stops + cuts {
            cuts -= 1;
            let cut = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'aglis-chaos' order by random() limit 1";
            run(workspace.admin_pool(), cut.to_owned()).await;
        } else {
            left -= kills + stops + cuts;
            assert!(left < crashes);
            crashes -= 1;
            crash_server(workspace, place).await;
        }
        sleep(PAUSE).await;
    }
    by_themselves
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_to_workers_and_server_nothing_is_lost_or_sent_twice() {
    let messages = number("AGLIS_CHAOS_MESSAGES", MESSAGES);
    let seed = number("AGLIS_CHAOS_SEED", 1) as u64;
    let folder = folder_for_cluster();
    let place = Place::at(folder.path().join("w"));
    let workspace = LocalWorkspace::open(place.clone(), |_| {}).await.unwrap();
    let owner = workspace.admin_pool();
    let gateway = Stub::new().await;
    let (lease, window) = (LEASE.as_secs(), WINDOW.as_secs());
    run(
        owner,
        format!(
            "update queue_rules set lease = '{lease} s';
             insert into gateways (id, kind, base_url, rate, rate_window, spacing) values (1, 'fonnte', '{}', {RATE}, '{window} s', '0 s')",
            gateway.url()
        ),
    )
    .await;
    let mut crew = Crew::new(&owner.connect_options());
    let enqueuing = tokio::spawn(enqueue(owner.clone(), messages));
    let crashed = misfortunes(&mut crew, &workspace, &place, seed).await;
    enqueuing.await.unwrap();
    crew.kill_all();

    // From here on nothing goes wrong any more, and all that can still be sent is.
    let begun = Instant::now();
    while count(owner, "select count(*) from queue_jobs").await > 0 {
        crew.fill(false);
        assert!(
            begun.elapsed() < Duration::from_secs(240),
            "the queue does not get empty"
        );
        sleep(Duration::from_millis(100)).await;
    }
    crew.kill_all();

    let taken = gateway.taken();
    let mut came: HashMap<String, usize> = HashMap::new();
    for one in &taken {
        *came.entry(one.body.clone()).or_default() += 1;
    }
    let rows: Vec<(String, String, Option<String>, i64)> = sqlx::query_as(
        "select body, status, reason, (select count(*) from queue_attempts a where a.message_id = m.id and a.outcome <> 'retry') from messages m",
    )
    .fetch_all(owner)
    .await
    .unwrap();
    assert_eq!(rows.len(), messages, "every event has its message, once");
    let mut unknown = 0;
    for (body, status, reason, ends) in &rows {
        let times = came.get(body).copied().unwrap_or_default();
        assert!(times <= 1, "{body} came {times} times ({status})");
        assert_eq!(*ends, 1, "{body} is {status} and ended {ends} times");
        match (status.as_str(), times) {
            ("accepted", 1) => {}
            // Its worker died between the go and the answer: it came or did not, and staff see that nobody knows.
            ("unknown", _) => unknown += 1,
            ("failed", 0) if reason.as_deref() == Some("POISON") => {}
            other => panic!("{body}: {other:?}, {reason:?}"),
        }
    }
    assert!(
        unknown < messages / 4,
        "{unknown} of {messages} are unknown; {crashed} workers ended by themselves"
    );
    let most = most_within(taken.iter().map(|one| one.at).collect(), WINDOW);
    assert!(most <= RATE, "{most} in one window of {RATE}");
    workspace.close().await.unwrap();
}
