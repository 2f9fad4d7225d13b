//! The message queue loses nothing, sends nothing twice and never more than its rate, with several workers at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aglis_core::gateways::{Gateway, Health, Outcome, Outgoing, Pending};
use aglis_core::queue::{Worker, Working};
use sqlx::PgPool;
use tokio::{sync::Notify, time::sleep};

use crate::clock::most_within;
use crate::support::database::TestDb;

/// A gateway that remembers what came and when.
#[derive(Default)]
pub struct Ledger {
    came: Mutex<Vec<(i64, Instant)>>,
}

impl Ledger {
    pub fn times(&self) -> HashMap<i64, usize> {
        let mut times = HashMap::new();
        for (job, _) in self.came.lock().unwrap().iter() {
            *times.entry(*job).or_default() += 1;
        }
        times
    }

    fn count(&self) -> usize {
        self.came.lock().unwrap().len()
    }

    /// When each came.
    pub fn moments(&self) -> Vec<Instant> {
        let came = self.came.lock().unwrap();
        came.iter().map(|(_, at)| *at).collect()
    }

    /// The most that came within any span of this length.
    pub fn most_within(&self, span: Duration) -> usize {
        most_within(self.moments(), span)
    }
}

impl Gateway for Ledger {
    fn has_wire(&self) -> bool {
        true
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Pending<'a, Outcome> {
        Box::pin(async move {
            let mut came = self.came.lock().unwrap();
            came.push((message.own, Instant::now()));
            Outcome::Accepted { reference: None }
        })
    }

    fn probe(&self) -> Pending<'_, Health> {
        Box::pin(async {
            Health {
                well: Ok(()),
                quota: None,
            }
        })
    }
}

pub async fn run(owner: &PgPool, statement: &'static str) {
    sqlx::raw_sql(statement).execute(owner).await.unwrap();
}

async fn number(owner: &PgPool, question: &'static str) -> i64 {
    sqlx::query_scalar(question).fetch_one(owner).await.unwrap()
}

pub fn worker(db: &TestDb, name: &str, ledger: &Arc<Ledger>) -> Worker {
    let ledger = ledger.clone();
    Worker::start(Working {
        options: db.owner_options(),
        device: name.to_owned(),
        concurrency: Some(5),
        open_way: Arc::new(move |_| Ok(ledger.clone())),
    })
}

/// Until nothing waits any more.
async fn until_empty(owner: &PgPool) {
    let begun = Instant::now();
    while number(owner, "select count(*) from queue_jobs").await > 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "the queue does not get empty"
        );
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn workers_share_the_work_and_send_everything_once() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into gateways (id, kind, rate) values (1, 'fonnte', null);
         select app.push_jobs(array_fill(1::smallint, array[500]), array_fill('Halo'::text, array[500]))",
    )
    .await;
    let ledger = Arc::new(Ledger::default());
    let workers = ["satu", "dua", "tiga"].map(|name| worker(&db, name, &ledger));
    until_empty(db.owner()).await;
    for worker in workers {
        worker.stop().await;
    }
    let times = ledger.times();
    assert_eq!(times.len(), 500);
    assert!(times.values().all(|times| *times == 1));
    let kept = "select count(distinct job_id) from queue_attempts where outcome = 'accepted'";
    assert_eq!(number(db.owner(), kept).await, 500);
    assert_eq!(
        number(db.owner(), "select count(*) from queue_attempts").await,
        500
    );
}

#[tokio::test]
async fn no_window_of_any_position_holds_more_than_the_rate() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into gateways (id, kind, rate, rate_window) values (1, 'fonnte', 20, '1 s');
         select app.push_jobs(array_fill(0::smallint, array[100]), array_fill('Halo'::text, array[100]))",
    )
    .await;
    let ledger = Arc::new(Ledger::default());
    let workers = ["satu", "dua"].map(|name| worker(&db, name, &ledger));
    until_empty(db.owner()).await;
    for worker in workers {
        worker.stop().await;
    }
    assert_eq!(ledger.count(), 100);
    assert!(ledger.most_within(Duration::from_secs(1)) <= 20);
}

/// A gateway whose sends end only when they are let go, all but passwords.
#[derive(Default)]
struct Slow {
    begun: AtomicUsize,
    passwords: AtomicUsize,
    let_go: Notify,
}

impl Gateway for Slow {
    fn has_wire(&self) -> bool {
        true
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Pending<'a, Outcome> {
        Box::pin(async move {
            if message.body == "sandi" {
                self.passwords.fetch_add(1, Ordering::SeqCst);
            } else {
                let let_go = self.let_go.notified();
                self.begun.fetch_add(1, Ordering::SeqCst);
                let_go.await;
            }
            Outcome::Accepted { reference: None }
        })
    }

    fn probe(&self) -> Pending<'_, Health> {
        Box::pin(async {
            Health {
                well: Ok(()),
                quota: None,
            }
        })
    }
}

#[tokio::test]
async fn a_password_does_not_wait_for_sends_under_way() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into gateways (id, kind, rate) values (1, 'fonnte', null);
         select app.push_jobs(array_fill(3::smallint, array[10]), array_fill('Halo'::text, array[10]))",
    )
    .await;
    let slow = Arc::new(Slow::default());
    let gateway = slow.clone();
    let worker = Worker::start(Working {
        options: db.owner_options(),
        device: "satu".to_owned(),
        concurrency: Some(2),
        open_way: Arc::new(move |_| Ok(gateway.clone())),
    });
    let until = async |counter: &AtomicUsize, n: usize| {
        let begun = Instant::now();
        while counter.load(Ordering::SeqCst) < n {
            assert!(begun.elapsed() < Duration::from_secs(30), "nothing is sent");
            sleep(Duration::from_millis(5)).await;
        }
    };
    until(&slow.begun, 2).await;
    run(
        db.owner(),
        "select app.push_jobs(array[0]::smallint[], array['sandi'])",
    )
    .await;
    until(&slow.passwords, 1).await;
    assert_eq!(
        slow.begun.load(Ordering::SeqCst),
        2,
        "the others are held, and no more than two are sent at once"
    );
    while number(db.owner(), "select count(*) from queue_jobs").await > 0 {
        slow.let_go.notify_waiters();
        sleep(Duration::from_millis(5)).await;
    }
    worker.stop().await;
    assert_eq!(slow.begun.load(Ordering::SeqCst), 10);
}

/// A way that changes its nature with its settings: version 1 keeps messages on this machine, later ones send them. What it sends it
/// looks up in the queue: whether the database has given its go.
struct Turning {
    has_wire: bool,
    owner: PgPool,
    gone: Arc<Mutex<Vec<(i64, bool)>>>,
}

impl Gateway for Turning {
    fn has_wire(&self) -> bool {
        self.has_wire
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Pending<'a, Outcome> {
        Box::pin(async move {
            let go = sqlx::query_scalar("select wire_at is not null from queue_jobs where id = $1");
            let go = go.bind(message.own).fetch_one(&self.owner).await.unwrap();
            self.gone.lock().unwrap().push((message.own, go));
            Outcome::Accepted { reference: None }
        })
    }

    fn probe(&self) -> Pending<'_, Health> {
        Box::pin(async {
            Health {
                well: Ok(()),
                quota: None,
            }
        })
    }
}

#[tokio::test]
async fn what_was_claimed_while_a_wire_came_up_waits_for_its_go() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into gateways (id, kind) values (1, 'log');
         select app.push_jobs(array[1]::smallint[], array['Halo'])",
    )
    .await;
    let gone = Arc::new(Mutex::default());
    let (kept, owner) = (gone.clone(), db.owner().clone());
    let worker = Worker::start(Working {
        options: db.owner_options(),
        device: "satu".to_owned(),
        concurrency: Some(5),
        open_way: Arc::new(move |way| {
            Ok(Arc::new(Turning {
                has_wire: way.version > 1,
                owner: owner.clone(),
                gone: kept.clone(),
            }))
        }),
    });
    until_empty(db.owner()).await;
    // The worker learns of the wire and of the work in one turn, which it took for one without a wire.
    run(
        db.owner(),
        "begin;
         update gateways set kind = 'fonnte';
         select app.push_jobs(array_fill(1::smallint, array[5]), array_fill('Halo'::text, array[5]));
         commit",
    )
    .await;
    until_empty(db.owner()).await;
    worker.stop().await;
    let mut gone = gone.lock().unwrap().clone();
    gone.sort_unstable();
    let all: Vec<_> = (1..=6).map(|job| (job, job > 1)).collect();
    assert_eq!(gone, all);
}

#[tokio::test]
async fn what_died_after_the_go_is_unknown_and_never_sent_again() {
    let db = TestDb::new().await;
    // A worker of before: one of its jobs had its go, of the other nothing had left the machine.
    run(
        db.owner(),
        "insert into gateways (id, kind) values (1, 'fonnte');
         select app.push_jobs(array[1, 1]::smallint[], array['Halo', 'Halo']);
         select app.join_queue('mati', '1');
         select app.take_jobs(1, 2, '{}', '{}', '{}', '{}', '{}', '{}', false);
         select app.start_jobs(1, array[1]::bigint[], array[1]);
         update queue_jobs set run_at = clock_timestamp() - interval '1 s'",
    )
    .await;
    let ledger = Arc::new(Ledger::default());
    let worker = worker(&db, "hidup", &ledger);
    until_empty(db.owner()).await;
    worker.stop().await;
    assert_eq!(ledger.times(), HashMap::from([(2, 1)]));
    let unknown = "select count(*) from queue_attempts where job_id = 1 and outcome = 'unknown' and error = 'WORKER_LOST'";
    assert_eq!(number(db.owner(), unknown).await, 1);
}

#[tokio::test]
async fn a_job_that_kills_its_programs_does_not_stop_the_others() {
    let db = TestDb::new().await;
    run(
        db.owner(),
        "insert into gateways (id, kind) values (1, 'fonnte');
         select app.push_jobs(array[1, 1]::smallint[], array['racun', 'Halo']);
         select app.join_queue('mati', '1');
         update queue_jobs set worker = 1, lost = 2, attempt = 3, run_at = clock_timestamp() - interval '1 s' where body = 'racun'",
    )
    .await;
    let ledger = Arc::new(Ledger::default());
    let worker = worker(&db, "hidup", &ledger);
    until_empty(db.owner()).await;
    worker.stop().await;
    assert_eq!(ledger.times(), HashMap::from([(2, 1)]));
    let poison = "select count(*) from queue_attempts where job_id = 1 and outcome = 'poison'";
    assert_eq!(number(db.owner(), poison).await, 1);
}

#[tokio::test]
async fn a_worker_whose_database_is_out_of_reach_ends_as_soon_as_it_is_told_to() {
    // Connections wait in its queue; nobody answers them.
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let options = sqlx::postgres::PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(silent.local_addr().unwrap().port())
        .username("siti");
    let worker = Worker::start(Working {
        options,
        device: "satu".to_owned(),
        concurrency: None,
        open_way: Arc::new(|_| Ok(Arc::new(Ledger::default()))),
    });
    sleep(Duration::from_millis(300)).await;
    // Draining may take 25 seconds; here is nothing to drain.
    tokio::time::timeout(Duration::from_secs(5), worker.stop())
        .await
        .expect("it does not wait for an answer");
}
