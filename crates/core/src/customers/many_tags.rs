//! Tags of many customers.

use std::collections::BTreeMap;

use model::bulk::{BulkChange, BulkField, BulkOutcome};
use serde_json::Value;
use sqlx::PgConnection;

use super::{many_store, store, upkeep};
use crate::{
    bulk::Judged,
    error::{Error, Result},
};

/// Which way tags go.
#[derive(Clone, Copy, Debug)]
pub enum Tagging<'t> {
    /// These are put on.
    On(&'t [String]),
    /// These are taken off.
    Off(&'t [String]),
}

/// Says of each customer that the caller sees whether the action changes anything.
///
/// # Errors
/// As the database's.
pub async fn judge(
    db: &mut PgConnection,
    tagging: Tagging<'_>,
    ids: &[i64],
) -> Result<Vec<Judged>> {
    let customers = many_store::customers(db, ids, false).await?;
    Ok(customers
        .into_iter()
        .map(|customer| {
            let has = |tag: &String| find(&customer.tags, tag).is_some();
            let is_so = match tagging {
                Tagging::On(tags) => tags.iter().all(has),
                Tagging::Off(tags) => !tags.iter().any(has),
            };
            Judged {
                id: customer.id,
                zone: customer.zone,
                version: customer.version,
                refused: is_so.then_some((BulkOutcome::Unchanged, None)),
                has_way_back: true,
                before: Value::from(customer.tags),
            }
        })
        .collect())
}

/// Whoever has a tag can lose it, and the other way round.
///
/// # Errors
/// As the database's.
pub async fn judge_back(db: &mut PgConnection, items: &[(i64, Value)]) -> Result<Vec<Judged>> {
    let ids: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    let kept: BTreeMap<i64, &Value> = items.iter().map(|(id, before)| (*id, before)).collect();
    let customers = many_store::customers(db, &ids, false).await?;
    Ok(customers
        .into_iter()
        .filter_map(|customer| {
            Some(Judged {
                id: customer.id,
                zone: customer.zone,
                version: customer.version,
                refused: None,
                has_way_back: false,
                before: (*kept.get(&customer.id)?).clone(),
            })
        })
        .collect())
}

/// The tag among these, however its letters are written.
fn find<'t>(tags: &'t [String], tag: &str) -> Option<&'t String> {
    let tag = tag.to_lowercase();
    tags.iter().find(|one| one.to_lowercase() == tag)
}

/// Does it to customers that were judged and locked.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn act(db: &mut PgConnection, tagging: Tagging<'_>, ids: &[i64]) -> Result<()> {
    let (add, remove): (&[String], &[String]) = match tagging {
        Tagging::On(tags) => (tags, &[]),
        Tagging::Off(tags) => (&[], tags),
    };
    tag(db, ids, add, remove).await
}

async fn tag(db: &mut PgConnection, ids: &[i64], add: &[String], remove: &[String]) -> Result<()> {
    for tags in store::tag_all(db, ids, add, remove).await? {
        upkeep::not_too_many(&tags)?;
    }
    Ok(())
}

/// Takes it back: tags that were put on go, tags that were taken off come back, written as they were.
///
/// # Errors
/// Those of the single action; then nothing of it counts.
pub async fn take_back(
    db: &mut PgConnection,
    tagging: Tagging<'_>,
    items: &[(i64, Value)],
) -> Result<()> {
    let mut alike: BTreeMap<(Vec<String>, Vec<String>), Vec<i64>> = BTreeMap::new();
    for (id, before) in items {
        let before: Vec<String> = serde_json::from_value(before.clone())
            .map_err(|error| Error::Internal(format!("cannot read what tags were: {error}")))?;
        let (mut back, mut off) = (Vec::new(), Vec::new());
        match tagging {
            Tagging::On(tags) => {
                off.extend(
                    tags.iter()
                        .filter(|tag| find(&before, tag).is_none())
                        .cloned(),
                );
            }
            Tagging::Off(tags) => {
                back.extend(tags.iter().filter_map(|tag| find(&before, tag)).cloned());
            }
        }
        alike.entry((back, off)).or_default().push(*id);
    }
    for ((back, off), ids) in alike {
        tag(db, &ids, &back, &off).await?;
    }
    Ok(())
}

/// Before and after of these customers, in the order of their ids.
///
/// # Errors
/// As the database's.
pub async fn show(
    db: &mut PgConnection,
    tagging: Tagging<'_>,
    ids: &[i64],
) -> Result<Vec<BulkChange>> {
    let mut customers = many_store::customers(db, ids, false).await?;
    customers.sort_by_key(|customer| customer.id);
    Ok(customers
        .into_iter()
        .map(|customer| {
            let mut after = customer.tags.clone();
            match tagging {
                Tagging::On(tags) => {
                    for tag in tags {
                        if find(&after, tag).is_none() {
                            after.push(tag.clone());
                        }
                    }
                }
                Tagging::Off(tags) => after.retain(|one| find(tags, one).is_none()),
            }
            BulkChange {
                id: customer.id,
                number: customer.code,
                name: customer.name,
                fields: vec![BulkField {
                    field: "tags".to_owned(),
                    before: customer.tags.join(", "),
                    after: after.join(", "),
                }],
            }
        })
        .collect())
}
