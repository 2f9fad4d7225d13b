//! The audit trail on the screen: the list, one line with before and after, the check of the chain.

mod store;

use std::collections::BTreeSet;

use model::{
    list::Page,
    problem::Problem,
    trail::{
        ListTrail, ShowTrail, TrailDetail, TrailRow, TrailStretch, TrailVerdict, VerifyTrail,
        compare, reference,
    },
};
use serde_json::Value;
use sqlx::PgConnection;

pub use store::LIST;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
    lists,
};

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
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<TrailStretch> {
        let after = self.after.as_ref();
        if after.is_some_and(|after| !is_hash(&after.hash)) {
            return Err(Error::field("after", Problem::new("CURSOR")));
        }
        let seen = store::verify(db, after).await?;
        if let Some(batch) = seen.broken {
            let (at, row) = store::batch(db, batch).await?;
            return Ok(TrailStretch::Ended(TrailVerdict::Broken { batch, at, row }));
        }
        match seen.at {
            Some(at) if !seen.is_end => Ok(TrailStretch::Going {
                at,
                total: store::length(db).await?,
            }),
            at => Ok(TrailStretch::Ended(TrailVerdict::Whole {
                batches: at.map_or(0, |at| at.place),
            })),
        }
    }
}

/// Whether this is a hash of the chain as [`TrailStretch`] tells it.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|sign| sign.is_ascii_hexdigit())
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
