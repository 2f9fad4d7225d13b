//! The audit trail on the screen: the list, one line with before and after, the check of the chain.

mod store;

use std::collections::BTreeSet;

use model::{
    list::Page,
    trail::{
        ListTrail, ShowTrail, TrailDetail, TrailRow, TrailVerdict, VerifyTrail, compare, reference,
    },
};
use serde_json::Value;
use sqlx::PgConnection;

pub use store::LIST;

use crate::{answer::Answer, context::Cx, error::Result, lists};

impl Answer for ListTrail {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<TrailRow>> {
        lists::page(db, &LIST, &self.query, store::row).await
    }
}

impl Answer for ShowTrail {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<TrailDetail> {
        let line = store::line(db, self.id).await?;
        let sides = [&line.before, &line.after];
        let mentioned = mentioned(&line.row.record, &sides);
        let names = store::names(db, &mentioned).await?;
        let changes = compare(
            &line.row.record,
            line.before.as_ref(),
            line.after.as_ref(),
            &names,
        );
        let together = store::together(db, line.batch, self.id).await?;
        Ok(TrailDetail {
            row: line.row,
            batch: line.batch,
            sealed: line.sealed,
            hash: line.hash,
            changes,
            together,
        })
    }
}

impl Answer for VerifyTrail {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<TrailVerdict> {
        match store::first_broken(db).await? {
            None => Ok(TrailVerdict::Whole {
                batches: store::length(db).await?,
            }),
            Some(batch) => {
                let (at, row) = store::batch(db, batch).await?;
                Ok(TrailVerdict::Broken { batch, at, row })
            }
        }
    }
}

/// Other records that the columns of a line name by id.
fn mentioned(record: &str, sides: &[&Option<Value>]) -> BTreeSet<(&'static str, i64)> {
    sides
        .iter()
        .filter_map(|side| side.as_ref()?.as_object())
        .flatten()
        .filter_map(|(column, value)| Some((reference(record, column)?, value.as_i64()?)))
        .collect()
}
