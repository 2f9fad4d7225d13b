//! A queue to measure: a database of its own with a gateway that counts.

use std::{
    str::FromStr as _,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use aglis_core::{
    gateways::{Gateway, Health, Outcome, Outgoing, Pending},
    workspace::migrate,
};
use futures_util::{StreamExt as _, stream};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::{sync::Notify, time::sleep};

use crate::{desk::Desk, figures::Times};

/// A gateway that counts, and takes as long as it is told.
pub struct Counting {
    wire: bool,
    takes: Duration,
    sent: AtomicUsize,
    came: Notify,
    /// What came and when, where somebody wants to know.
    times: Option<Mutex<Vec<(String, Instant)>>>,
}

impl Counting {
    pub fn new(wire: bool, takes: Duration) -> Self {
        Self {
            wire,
            takes,
            sent: AtomicUsize::new(0),
            came: Notify::new(),
            times: None,
        }
    }

    /// One with a wire that takes no time and notes what came when.
    pub fn noting() -> Self {
        Self {
            times: Some(Mutex::default()),
            ..Self::new(true, Duration::ZERO)
        }
    }

    /// What came and when.
    pub fn noted(&self) -> Vec<(String, Instant)> {
        self.times
            .as_ref()
            .map(|times| times.lock().unwrap().clone())
            .unwrap_or_default()
    }

    /// Until this many were sent.
    pub async fn wait_for(&self, jobs: usize) {
        loop {
            let came = self.came.notified();
            if self.sent.load(Ordering::Acquire) >= jobs {
                return;
            }
            came.await;
        }
    }

    /// The same sends without a queue.
    pub async fn direct(&self, jobs: usize, concurrency: usize) {
        stream::iter(0..jobs)
            .map(|_| self.one())
            .buffer_unordered(concurrency)
            .for_each(|_| async {})
            .await;
    }

    async fn one(&self) -> Outcome {
        if !self.takes.is_zero() {
            sleep(self.takes).await;
        }
        self.sent.fetch_add(1, Ordering::AcqRel);
        self.came.notify_one();
        Outcome::Accepted { reference: None }
    }
}

impl Gateway for Counting {
    fn has_wire(&self) -> bool {
        self.wire
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Pending<'a, Outcome> {
        if let Some(times) = &self.times {
            times
                .lock()
                .unwrap()
                .push((message.body.clone(), Instant::now()));
        }
        Box::pin(self.one())
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

/// A migrated database with a gateway without a rate.
pub struct QueueDesk {
    desk: Option<Desk>,
    root: PgConnectOptions,
    name: String,
    owner: PgPool,
}

impl QueueDesk {
    /// On the server that the environment names, or on one of our own.
    pub async fn open() -> Self {
        let (desk, root) = match std::env::var("AGLIS_BENCH_DATABASE") {
            Ok(url) => (None, PgConnectOptions::from_str(&url).unwrap()),
            Err(_) => {
                let desk = Desk::open().await;
                let root = desk.root("postgres");
                (Some(desk), root)
            }
        };
        let name = format!("aglis_bench_{}", std::process::id());
        let mut first = root.connect().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut first)
            .await
            .unwrap();
        let owner = PgPoolOptions::new()
            .max_connections(3)
            .connect_with(root.clone().disable_statement_logging().database(&name))
            .await
            .unwrap();
        migrate(&owner).await.unwrap();
        sqlx::raw_sql("insert into gateways (id, kind, rate) values (1, 'log', null)")
            .execute(&owner)
            .await
            .unwrap();
        Self {
            desk,
            root,
            name,
            owner,
        }
    }

    pub fn owner(&self) -> &PgPool {
        &self.owner
    }

    /// How a worker connects; what it holds carries a name, so that it can be counted.
    pub fn options(&self) -> PgConnectOptions {
        self.telling_options().disable_statement_logging()
    }

    /// The same, of one who tells every statement.
    pub fn telling_options(&self) -> PgConnectOptions {
        self.root
            .clone()
            .database(&self.name)
            .application_name("aglis-worker")
    }

    /// Connections that workers hold.
    pub async fn connections(&self) -> i64 {
        let mut aside = self.root.connect().await.unwrap();
        sqlx::query_scalar("select count(*) from pg_stat_activity where datname = $1 and application_name = 'aglis-worker'")
            .bind(&self.name)
            .fetch_one(&mut aside)
            .await
            .unwrap()
    }

    /// Transactions that ended in this database, whoever began them.
    pub async fn commits(&self) -> i64 {
        let mut aside = self.root.connect().await.unwrap();
        sqlx::query_scalar(
            "select xact_commit + xact_rollback from pg_stat_database where datname = $1",
        )
        .bind(&self.name)
        .fetch_one(&mut aside)
        .await
        .unwrap()
    }

    /// The least that a message takes which is kept before it is claimed and claimed before it goes: a durable commit, the notification
    /// of it unless the program tells itself, and another durable commit of who heard of it; after this pause each time.
    pub async fn least(&self, times: usize, pause: Duration, here: bool) -> Times {
        let mut listener = PgListener::connect_with(&self.owner).await.unwrap();
        listener.listen("aglis_bench").await.unwrap();
        let mut claiming = self.options().connect().await.unwrap();
        sqlx::raw_sql("create table if not exists least (id bigint generated always as identity primary key, at timestamptz)")
            .execute(&self.owner)
            .await
            .unwrap();
        let mut found = Times::default();
        for _ in 0..times {
            sleep(pause).await;
            let start = Instant::now();
            sqlx::query("with kept as (insert into least (at) values (now()) returning id) select pg_notify('aglis_bench', '') from kept")
                .execute(&self.owner)
                .await
                .unwrap();
            if !here {
                listener.recv().await.unwrap();
            }
            sqlx::query("insert into least (at) values (now())")
                .execute(&mut claiming)
                .await
                .unwrap();
            found.end(start);
            if here {
                listener.recv().await.unwrap();
            }
        }
        found
    }

    /// Drops the database and stops the server.
    pub async fn close(self) {
        self.owner.close().await;
        let mut last = self.root.connect().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!(
            "drop database {} with (force)",
            self.name
        )))
        .execute(&mut last)
        .await
        .unwrap();
        if let Some(desk) = self.desk {
            desk.close().await;
        }
    }
}
