//! Asks gateways what became of messages of which they never told: reports get lost, and where nobody hears them there are none.
//!
//! Which messages is the database's to say, and the workers of all machines share them. What the gateway answers is kept as if it had
//! told so by itself; what it does not answer is asked once more at the next age.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::PgConnection;

use super::store;
use crate::{
    error::Result,
    gateways::{Gateway, report::Report},
};

/// Between two rounds of one worker.
const EVERY: Duration = Duration::from_secs(60);
/// Messages of one age in a round.
const MOST: i32 = 100;

/// What one gateway shall be asked.
pub(super) struct Questions {
    way: i16,
    gateway: Arc<dyn Gateway>,
    /// The gateway's numbers of messages.
    references: Vec<String>,
}

/// Where a worker stands with asking.
#[derive(Debug, Default)]
pub(super) struct Asking {
    begun: Option<Instant>,
    is_under_way: bool,
    /// What gateways answered and is not kept yet.
    told: Vec<(i16, Vec<Report>)>,
}

impl Asking {
    /// Whether another round may begin.
    pub fn is_due(&self) -> bool {
        !self.is_under_way && self.begun.is_none_or(|begun| begun.elapsed() >= EVERY)
    }

    /// Begins a round with the gateways that can be asked; answers each with the numbers that it shall be asked about.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn begin(
        &mut self,
        db: &mut PgConnection,
        worker: i32,
        ways: Vec<(i16, Arc<dyn Gateway>)>,
    ) -> Result<Vec<Questions>> {
        self.begun = Some(Instant::now());
        let mut round = Vec::new();
        for (way, gateway) in ways {
            if gateway.knows_states() {
                let references = store::to_ask(&mut *db, worker, way, MOST).await?;
                if !references.is_empty() {
                    round.push(Questions {
                        way,
                        gateway,
                        references,
                    });
                }
            }
        }
        self.is_under_way = !round.is_empty();
        Ok(round)
    }

    /// A round ended with this.
    pub fn end(&mut self, told: Vec<(i16, Vec<Report>)>) {
        self.is_under_way = false;
        self.told.extend(told);
    }

    /// Keeps what was answered.
    ///
    /// # Errors
    /// Those of the database; what was not kept is kept the next time.
    pub async fn keep(&mut self, db: &mut PgConnection, worker: i32) -> Result<()> {
        while let Some((gateway, reports)) = self.told.last() {
            store::note_answers(&mut *db, worker, *gateway, reports).await?;
            self.told.pop();
        }
        Ok(())
    }
}

/// Asks one after the other, so that no gateway is flooded.
pub(super) async fn ask(round: Vec<Questions>) -> Vec<(i16, Vec<Report>)> {
    let mut told = Vec::new();
    for asked in round {
        let mut reports = Vec::new();
        for reference in asked.references {
            if let Some(became) = asked.gateway.reconcile(&reference).await {
                let (status, reason) = became.told();
                reports.push(Report {
                    reference: Some(reference),
                    status: Some(status),
                    reason,
                    ..Report::default()
                });
            }
        }
        if !reports.is_empty() {
            told.push((asked.way, reports));
        }
    }
    told
}
