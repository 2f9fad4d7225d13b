//! The queue of messages at the desks: how it stands, what people do about messages, and how it is set up.
//!
//! The law of the queue is in the database, here as for its workers: each act is one of its functions, which knows who may do it
//! and writes it into the trail.

mod acts;
mod optouts;
mod rule_store;
mod rules;
mod store;
mod way_store;
mod ways;

use model::{
    format::Zone,
    queue::{QueueNow, ShowQueue, ShowThroughput, Span, Step, Throughput},
};
use sqlx::PgConnection;

use crate::{
    answer::Answer,
    charts::{self, Stack},
    context::Cx,
    error::Result,
    settings,
};

impl Answer for ShowQueue {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<QueueNow> {
        // What is over or lost is so also where no machine works that would say it.
        store::sweep(db).await?;
        Ok(QueueNow {
            at: cx.now(db).await?,
            classes: store::classes(db).await?,
            ways: store::ways(db).await?,
            workers: store::workers(db).await?,
            failures: store::failures(db).await?,
        })
    }
}

impl Answer for ShowThroughput {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Throughput> {
        let steps = store::series(db, self.span).await?;
        let is_empty = steps
            .iter()
            .all(|step| step.sent + step.failed + step.retried == 0);
        let chart = if is_empty {
            None
        } else {
            let zone = settings::zone(db).await?;
            Some(charts::stacks(
                &labelled(&steps, self.span, zone),
                self.locale,
            )?)
        };
        Ok(Throughput { steps, chart })
    }
}

/// Bars with a time of day below every tenth minute, or every fourth hour.
fn labelled(steps: &[Step], span: Span, zone: Zone) -> Vec<Stack> {
    let every = match span {
        Span::Hour => 10,
        Span::Day => 4,
    };
    steps
        .iter()
        .enumerate()
        .map(|(place, step)| Stack {
            label: if place % every == every / 2 {
                zone.clock(step.at)
            } else {
                String::new()
            },
            parts: [step.sent, step.failed, step.retried],
        })
        .collect()
}
