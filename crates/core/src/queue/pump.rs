//! One worker's life: turn after turn, until it is told to stop.

mod sending;

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use model::messages::Reason;
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::{
    sync::{
        Notify,
        mpsc::{self, UnboundedReceiver, UnboundedSender},
        watch,
    },
    time::{sleep, timeout},
};

use super::{
    Fares, Working,
    awake::Awake,
    bell, crash,
    job::{Ended, Turn, Way},
    reconcile::Asking,
    slots::Slots,
    store::{self, Want},
};
use crate::{
    error::{Error, Result},
    gateways::{Gateway, Health, Why, report::Report},
};

/// For a new connection, and for the answer to a statement.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// Between two announcements to the pages.
const TELL_EVERY: Duration = Duration::from_secs(1);
/// From the start to the first look for tries that are kept long enough, and between two looks.
const KEEP_SMALL_FIRST: Duration = Duration::from_secs(60);
const KEEP_SMALL_EVERY: Duration = Duration::from_secs(3_600);

/// What comes back to the worker.
pub enum Back {
    /// Jobs ended, each in so much time.
    Ended(Vec<Ended>, Duration),
    /// A gateway was asked how it is.
    Probed(i16, Health),
    /// Gateways were asked what became of messages.
    Told(Vec<(i16, Vec<Report>)>),
}

/// A way out that was opened, or why it could not be.
struct Opened {
    version: i32,
    gateway: std::result::Result<Arc<dyn Gateway>, Why>,
}

struct Pump {
    working: Working,
    tell: watch::Sender<Fares>,
    ways: HashMap<i16, Opened>,
    /// What this worker holds, with the number of its claim.
    held: HashMap<i64, i32>,
    /// What ended and is not settled yet.
    ended: Vec<Ended>,
    probed: Vec<(i16, Health)>,
    asking: Asking,
    back: UnboundedSender<Back>,
    slots: Slots,
    concurrency: usize,
    /// Whether the way in use has a rate.
    limited: bool,
    /// The longest that a send took of late; none before the first.
    slowest: Option<Duration>,
    told_at: Instant,
    untold: bool,
    lease: Duration,
}

/// Works until `stopped` says so.
pub async fn run(working: Working, tell: watch::Sender<Fares>, mut stopped: mpsc::Receiver<()>) {
    let ring = Arc::new(Notify::new());
    let listening = tokio::spawn(bell::listen(working.options.clone(), ring.clone()));
    bell::hang(&ring);
    let (back, mut coming) = mpsc::unbounded_channel();
    let mut pump = Pump {
        concurrency: working.concurrency.unwrap_or(5),
        working,
        tell,
        ways: HashMap::new(),
        held: HashMap::new(),
        ended: Vec::new(),
        probed: Vec::new(),
        asking: Asking::default(),
        slots: Slots::new(back.clone()),
        back,
        limited: true,
        slowest: None,
        told_at: Instant::now(),
        untold: false,
        lease: Duration::from_secs(60),
    };
    let mut stopping = false;
    loop {
        let lost = pump
            .session(&ring, &mut coming, &mut stopped, &mut stopping)
            .await;
        match lost {
            Ok(()) => break,
            Err(Error::Forbidden(_) | Error::SignedOut) => {
                tracing::warn!("this worker is not let in any more");
                pump.fares(Fares::Refused);
                listening.abort();
                return;
            }
            Err(error) => {
                tracing::warn!(%error, "the worker lost the database");
                pump.fares(Fares::Offline);
                if stopping {
                    break;
                }
                tokio::select! {
                    () = sleep(Duration::from_secs(1)) => {}
                    Some(()) = stopped.recv() => stopping = true,
                }
                if stopping && pump.held.is_empty() {
                    break;
                }
            }
        }
    }
    listening.abort();
    pump.fares(Fares::Stopped);
}

impl Pump {
    fn fares(&self, fares: Fares) {
        self.tell.send_if_modified(|now| {
            let differs = *now != fares;
            *now = fares;
            differs
        });
    }

    /// One connection's life; ends well when the worker has drained.
    async fn session(
        &mut self,
        ring: &Notify,
        coming: &mut UnboundedReceiver<Back>,
        stopped: &mut mpsc::Receiver<()>,
        stopping: &mut bool,
    ) -> Result<()> {
        let mut db = tokio::select! {
            db = connect(&self.working.options) => db?,
            // Without the database nothing is settled; who holds nothing has nothing to wait for.
            Some(()) = stopped.recv(), if !*stopping && self.held.is_empty() => {
                *stopping = true;
                return Err(Error::Offline("told to stop while out of reach".to_owned()));
            }
        };
        let worker = within(store::join(
            &mut db,
            &self.working.device,
            env!("CARGO_PKG_VERSION"),
        ))
        .await?;
        if self.working.concurrency.is_none() {
            self.concurrency = within(store::pace(&mut db, worker)).await?.max(1);
        }
        self.slots.allow(self.concurrency);
        self.open_ways(&mut db, worker).await?;
        // Nothing is claimed before the way out is known, so that a machine without the token never does. Which one is in use the
        // first turn tells; where all can be used, it may claim.
        let mut knows_way =
            !self.ways.is_empty() && self.ways.values().all(|way| way.gateway.is_ok());
        let mut kept_at = Instant::now();
        let mut small_at = Instant::now() + KEEP_SMALL_FIRST;
        loop {
            if Instant::now() >= small_at {
                // What is left over is for the next hour: nobody waits for it, but messages wait for this worker.
                within(store::keep_small(&mut db)).await?;
                small_at = Instant::now() + KEEP_SMALL_EVERY;
            }
            let (asked, went) = (Awake::now(), self.has_wire());
            let turn = self.turn(&mut db, worker, knows_way && !*stopping).await?;
            self.lease = Duration::from_secs_f64(turn.lease_ms / 1000.0);
            self.limited = turn.limited;
            let learned = self.learn(&mut db, worker, &turn).await?;
            let at_once = learned && !knows_way;
            knows_way = learned;
            if !turn.jobs.is_empty() {
                self.send_off(asked, went, turn.jobs);
            }
            if let Some(asked) = turn.probe {
                self.probe(asked);
            }
            if knows_way && !*stopping && self.asking.is_due() {
                self.ask(&mut db, worker).await?;
            }
            if *stopping {
                let given_back = self.slots.clear();
                if !given_back.is_empty() {
                    self.ended.extend(given_back);
                    continue;
                }
            }
            if *stopping && self.held.is_empty() && self.ended.is_empty() {
                within(store::leave(&mut db, worker)).await?;
                return Ok(());
            }
            if at_once {
                continue;
            }
            let mut wait = Duration::from_secs_f64((turn.wait_ms / 1000.0).clamp(0.001, 15.0));
            if self.untold {
                wait = wait.min(TELL_EVERY);
            }
            if !self.held.is_empty() {
                wait = wait.min(self.lease / 3);
            }
            tokio::select! {
                biased;
                Some(back) = coming.recv() => {
                    self.take_back(back);
                    while let Ok(more) = coming.try_recv() {
                        self.take_back(more);
                    }
                }
                () = ring.notified() => {}
                Some(()) = stopped.recv(), if !*stopping => *stopping = true,
                () = sleep(wait) => {}
            }
            if !self.held.is_empty() && kept_at.elapsed() >= self.lease / 3 {
                let held: Vec<_> = self.held.iter().map(|(id, fence)| (*id, *fence)).collect();
                within(store::keep(&mut db, worker, &held)).await?;
                kept_at = Instant::now();
            }
        }
    }

    /// Settles and claims.
    async fn turn(&mut self, db: &mut PgConnection, worker: i32, claims: bool) -> Result<Turn> {
        for (gateway, health) in std::mem::take(&mut self.probed) {
            let trouble = health.well.err().map(|why| why.kept());
            let noted = store::note_probe(
                &mut *db,
                worker,
                gateway,
                health.quota.as_deref(),
                trouble.as_deref(),
            );
            within(noted).await?;
        }
        within(self.asking.keep(&mut *db, worker)).await?;
        let tell = (self.untold || !self.ended.is_empty()) && self.told_at.elapsed() >= TELL_EVERY;
        let want = Want {
            jobs: if claims { self.room() } else { 0 },
            go: self.has_wire(),
            tell,
        };
        if !self.ended.is_empty() {
            crash::point(crash::SETTLE);
        }
        let turn = within(store::take(db, worker, want, &self.ended)).await?;
        if !self.ended.is_empty() {
            crash::point(crash::SETTLED);
        }
        if !turn.jobs.is_empty() {
            crash::point(crash::CLAIMED);
        }
        // Settled, or lost to another worker: either way nothing of it is ours any more.
        self.untold = !tell && (self.untold || !self.ended.is_empty());
        if tell {
            self.told_at = Instant::now();
        }
        for one in self.ended.drain(..) {
            self.held.remove(&one.id);
        }
        Ok(turn)
    }

    /// Opens the ways out where they are not known yet; answers whether this machine can use one that is in use.
    async fn learn(&mut self, db: &mut PgConnection, worker: i32, turn: &Turn) -> Result<bool> {
        let is_known = match turn.way {
            Some((gateway, version)) => self
                .ways
                .get(&gateway)
                .is_some_and(|way| way.version == version),
            None => !self.ways.is_empty(),
        };
        if !is_known {
            self.open_ways(db, worker).await?;
        }
        let Some((gateway, _)) = turn.way else {
            // Whoever can use a way that is shut asks from time to time whether it is well again.
            self.fares(Fares::Waiting(None));
            return Ok(self.ways.values().any(|way| way.gateway.is_ok()));
        };
        let trouble = match self.ways.get(&gateway).map(|way| &way.gateway) {
            Some(Ok(_)) => None,
            Some(Err(why)) => Some(why.code.name().to_owned()),
            None => Some(Reason::GatewayGone.name().to_owned()),
        };
        let usable = trouble.is_none();
        self.fares(if usable {
            Fares::Working
        } else {
            Fares::Waiting(trouble)
        });
        Ok(usable)
    }

    /// Opens the ways out anew.
    async fn open_ways(&mut self, db: &mut PgConnection, worker: i32) -> Result<()> {
        let found: Vec<Way> = within(store::ways(db, worker)).await?;
        self.ways.clear();
        for way in found {
            let opened = (self.working.open_way)(&way);
            if let Err(why) = &opened {
                tracing::warn!(
                    gateway = way.id,
                    why = why.code.name(),
                    "this machine cannot use a gateway"
                );
            }
            let opened = Opened {
                version: way.version,
                gateway: opened,
            };
            self.ways.insert(way.id, opened);
        }
        Ok(())
    }
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection> {
    within(async { Ok(PgConnection::connect_with(options).await?) }).await
}

async fn within<T>(asked: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(ANSWER_WITHIN, asked)
        .await
        .unwrap_or_else(|_| Err(Error::Offline("no answer to the worker".to_owned())))
}
