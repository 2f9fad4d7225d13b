//! Taking many customers out of sight, and bringing them back. Each way takes the other one back.

use std::collections::{BTreeMap, HashMap};

use model::{
    bulk::{BulkChange, BulkField, BulkOutcome},
    problem::Problem,
};
use serde_json::Value;
use sqlx::PgConnection;

use super::{
    many_store::{self, Customer},
    store,
};
use crate::{
    bulk::Judged,
    error::{Error, Result},
};

/// Says of each customer whether he can be deleted, or brought back.
///
/// # Errors
/// As the database's.
pub async fn judge(db: &mut PgConnection, deletes: bool, ids: &[i64]) -> Result<Vec<Judged>> {
    let customers = many_store::customers(db, ids, true).await?;
    let may = many_store::may_remove(db).await?;
    let stay: HashMap<i64, Problem> = if may && deletes {
        store::why_they_stay(db, ids).await?.into_iter().collect()
    } else {
        HashMap::new()
    };
    let why = |customer: &Customer| {
        if !may {
            return Some((BulkOutcome::Forbidden, None));
        }
        if customer.deleted.is_some() == deletes {
            return Some((BulkOutcome::Unchanged, None));
        }
        let stays = stay.get(&customer.id)?;
        Some((BulkOutcome::Refused, Some(stays.clone())))
    };
    Ok(customers
        .into_iter()
        .map(|customer| Judged {
            id: customer.id,
            zone: customer.zone,
            version: customer.version,
            refused: why(&customer),
            has_way_back: true,
            before: Value::from(customer.deleted.unwrap_or_default()),
        })
        .collect())
}

/// As [`judge`], for taking back that customers were deleted, or brought back. What keeps one is looked at when it is done.
///
/// # Errors
/// As the database's.
pub async fn judge_back(
    db: &mut PgConnection,
    deleted: bool,
    items: &[(i64, Value)],
) -> Result<Vec<Judged>> {
    let ids: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    judge(db, !deleted, &ids).await
}

/// Brings customers back whom a run deleted.
///
/// # Errors
/// As the database's.
pub async fn bring_back(db: &mut PgConnection, items: &[(i64, Value)]) -> Result<()> {
    let ids: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    store::restore(db, &ids).await
}

/// Deletes customers again whom a run brought back, each for the reason that he had.
///
/// # Errors
/// The reason of the first who cannot be deleted any more.
pub async fn delete_again(db: &mut PgConnection, items: &[(i64, Value)]) -> Result<()> {
    let mut alike: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (id, before) in items {
        let reason = before.as_str().filter(|reason| !reason.is_empty());
        let reason = reason.ok_or_else(|| {
            Error::Internal("a customer was brought back who had not been deleted".to_owned())
        })?;
        alike.entry(reason).or_default().push(*id);
    }
    for (reason, ids) in alike {
        store::delete(db, &ids, reason).await?;
    }
    Ok(())
}

/// Before and after, in the order of the ids: why they are out of sight.
///
/// # Errors
/// As the database's.
pub async fn show(db: &mut PgConnection, reason: &str, ids: &[i64]) -> Result<Vec<BulkChange>> {
    let mut customers = many_store::customers(db, ids, true).await?;
    customers.sort_by_key(|customer| customer.id);
    Ok(customers
        .into_iter()
        .map(|customer| BulkChange {
            id: customer.id,
            number: customer.code,
            name: customer.name,
            fields: vec![BulkField {
                field: "deleted".to_owned(),
                before: customer.deleted.unwrap_or_default(),
                after: reason.to_owned(),
            }],
        })
        .collect())
}
