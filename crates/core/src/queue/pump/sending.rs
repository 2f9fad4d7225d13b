//! What a worker sends: how much it takes at once, to whom it hands it, and what comes back.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use sqlx::PgConnection;

use super::{Back, Opened, Pump, within};
use crate::{
    error::Result,
    queue::{
        awake::Awake,
        job::Job,
        reconcile,
        slots::{Due, hand_over, untried},
    },
};

/// Jobs that are fetched ahead where nothing leaves the machine and nothing can be in doubt, and how many of them are settled together:
/// while the database settles and claims, the others are sent.
const AHEAD: usize = 1_000;
const TOGETHER: usize = 500;
/// The longest that a send took of late for another message to be claimed behind it, where the way has no rate. It waits at most as long.
const QUICK: Duration = Duration::from_millis(100);
/// The part of a lease within which the database's go holds: ten seconds of a minute. A program that was stopped for longer does not
/// send any more, because the message may be somebody else's by now and its place in the rate taken.
const GO_HOLDS: u32 = 6;

impl Pump {
    /// Whether a message of any way leaves this machine.
    pub(super) fn has_wire(&self) -> bool {
        self.ways
            .values()
            .any(|way| way.gateway.as_ref().is_ok_and(|gateway| gateway.has_wire()))
    }

    /// How many more this worker may hold: what it sends at once, and a place that only passwords take.
    pub(super) fn room(&self) -> usize {
        let usable = self.ways.values().any(|way| way.gateway.is_ok());
        let is_quick = self.slowest.is_some_and(|slowest| slowest <= QUICK);
        let most = if usable && !self.has_wire() {
            AHEAD
        } else if is_quick && !self.limited {
            2 * self.concurrency
        } else {
            self.concurrency
        };
        // What ended is settled by the very turn that claims.
        (most + 1).saturating_sub(self.held.len().saturating_sub(self.ended.len()))
    }

    /// Hands claimed jobs to their gateway. `asked` is the moment before the database was asked, `went` whether for its go as well:
    /// a way with a wire that was learnt of by this very turn sends nothing of it.
    pub(super) fn send_off(&mut self, asked: Awake, went: bool, jobs: Vec<Job>) {
        for job in &jobs {
            self.held.insert(job.id, job.fence);
        }
        // All jobs of a turn are for one way.
        let gateway = jobs.first().and_then(|job| {
            let way = self.ways.get(&job.gateway)?;
            (way.version == job.version).then_some(way.gateway.as_ref().ok()?.clone())
        });
        let gateway = gateway.filter(|gateway| went || !gateway.has_wire());
        let Some(gateway) = gateway else {
            self.ended.extend(jobs.iter().map(untried));
            return;
        };
        if !gateway.has_wire() {
            let back = self.back.clone();
            let at_once = self.concurrency;
            tokio::spawn(async move {
                let mut sent = stream::iter(jobs)
                    .map(|job| hand_over(gateway.clone(), job))
                    .buffer_unordered(at_once)
                    .chunks(TOGETHER);
                while let Some(ended) = sent.next().await {
                    // A worker that is gone settles nothing.
                    back.send(Back::Ended(ended, Duration::ZERO)).ok();
                }
            });
            return;
        }
        let holds = self.lease / GO_HOLDS;
        for job in jobs {
            self.slots.add(Due {
                job,
                gateway: gateway.clone(),
                asked,
                holds,
            });
        }
    }

    /// Asks a gateway how it is.
    pub(super) fn probe(&self, gateway: i16) {
        let Some(Opened {
            gateway: Ok(opened),
            ..
        }) = self.ways.get(&gateway)
        else {
            return;
        };
        let (opened, back) = (opened.clone(), self.back.clone());
        tokio::spawn(async move {
            let health = opened.probe().await;
            // A worker that is gone asks nobody.
            back.send(Back::Probed(gateway, health)).ok();
        });
    }

    /// Asks the ways of this machine about messages of which they never told.
    pub(super) async fn ask(&mut self, db: &mut PgConnection, worker: i32) -> Result<()> {
        let opened = self.ways.iter();
        let ways = opened
            .filter_map(|(id, way)| Some((*id, way.gateway.as_ref().ok()?.clone())))
            .collect();
        let round = within(self.asking.begin(db, worker, ways)).await?;
        if !round.is_empty() {
            let back = self.back.clone();
            tokio::spawn(async move {
                let told = reconcile::ask(round).await;
                // A worker that is gone keeps nothing; another asks once more at the next age.
                back.send(Back::Told(told)).ok();
            });
        }
        Ok(())
    }

    /// Keeps what came back for the next turn.
    pub(super) fn take_back(&mut self, back: Back) {
        match back {
            Back::Told(told) => self.asking.end(told),
            Back::Ended(ended, took) => {
                self.ended.extend(ended);
                // One slow send says it at once; it is forgotten over many quick ones.
                let before = self.slowest.unwrap_or_default();
                self.slowest = Some(took.max(before - before / 16));
            }
            Back::Probed(gateway, health) => self.probed.push((gateway, health)),
        }
    }
}
