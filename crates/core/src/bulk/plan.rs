//! The dry run: which records, what the rules say of each, and what the person is to know before he says go.

use std::collections::{HashMap, HashSet};

use model::{
    bulk::{BulkNotify, BulkOutcome, BulkPlan, FIRST, Job, MATCHING_MAX, PlanBulk, RetryBulk},
    ids::BulkRunId,
    list::Selection,
    problem::Problem,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::{
    Judged,
    item_store::{self, Item},
    kind,
    store::{self, NewRun},
};
use crate::{
    context::Cx,
    error::{Error, Result},
    lists, messages,
};

/// Plans what was asked, or answers the plan that was made under this key.
///
/// # Errors
/// [`Error::Invalid`] for records, key or data; [`Error::Forbidden`] for technicians.
pub async fn plan(cx: &Cx, db: &mut PgConnection, asked: PlanBulk) -> Result<BulkPlan> {
    asked.check()?;
    let job = asked.job()?;
    store::must_bulk(db).await?;
    kind::check(cx, db, &job).await?;
    let (ids, selection) = match (&asked.ids, &asked.filter) {
        (None, Some(filter)) => {
            let chosen = Selection::Matching {
                query: filter.query.clone(),
                except: filter.except.clone(),
            };
            let list = lists::named(asked.action.entity().name())?;
            let count = lists::count(db, list, &chosen).await?;
            let problem = match count {
                0 => Some(Problem::new("BULK_EMPTY")),
                _ if count > MATCHING_MAX => {
                    Some(Problem::new("BULK_MAX").with("max", MATCHING_MAX))
                }
                _ => None,
            };
            if let Some(problem) = problem {
                return Err(Error::field("ids", problem));
            }
            (
                lists::ids(db, list, &chosen).await?,
                json!({ "filter": filter }),
            )
        }
        (ids, _) => (
            ids.clone().unwrap_or_default(),
            json!({ "ids": ids.as_ref().map_or(0, Vec::len) }),
        ),
    };
    make(db, &asked, &job, &ids, &selection, None).await
}

/// Plans the records once more that failed.
///
/// # Errors
/// As [`plan`]; `BULK_STATE` for a run that is not over, or somebody else's; `BULK_EMPTY` when none failed.
pub async fn again(cx: &Cx, db: &mut PgConnection, asked: RetryBulk) -> Result<BulkPlan> {
    asked.check()?;
    store::must_bulk(db).await?;
    let run = store::run(db, asked.run).await?;
    let ids = item_store::failed(db, asked.run).await?;
    if ids.is_empty() {
        return Err(Error::field("ids", Problem::new("BULK_EMPTY")));
    }
    let request = PlanBulk {
        ids: None,
        filter: None,
        action: run.action,
        data: run.data.clone(),
        notify: run.notify,
        idempotency_key: asked.idempotency_key,
    };
    let job = request.job()?;
    kind::check(cx, db, &job).await?;
    let selection = json!({ "failed_of": asked.run });
    make(db, &request, &job, &ids, &selection, Some(asked.run)).await
}

async fn make(
    db: &mut PgConnection,
    asked: &PlanBulk,
    job: &Job,
    ids: &[i64],
    selection: &Value,
    again_of: Option<BulkRunId>,
) -> Result<BulkPlan> {
    let body = PlanBulk {
        idempotency_key: String::new(),
        ..asked.clone()
    };
    let body = serde_json::to_vec(&(&body, again_of))
        .map_err(|error| Error::Internal(format!("cannot write a request: {error}")))?;
    let new = NewRun {
        entity: asked.action.entity(),
        action: asked.action,
        data: &asked.data,
        notify: asked.notify,
        selection,
        key: &asked.idempotency_key,
        hash: Sha256::digest(&body).to_vec(),
        again_of,
    };
    let (run, is_new) = store::plan(db, &new).await?;
    if is_new {
        let judged = kind::judge(db, job, ids).await?;
        let items = items(db, &new, ids, &judged).await?;
        item_store::insert_items(db, run, &items).await?;
    }
    show(db, run).await
}

/// A line for each record that was named, in the order in which they were.
async fn items(
    db: &mut PgConnection,
    new: &NewRun<'_>,
    ids: &[i64],
    judged: &[Judged],
) -> Result<Vec<Item>> {
    let known: HashMap<i64, &Judged> = judged.iter().map(|one| (one.id, one)).collect();
    let unseen: Vec<i64> = (ids.iter().copied())
        .filter(|id| !known.contains_key(id))
        .collect();
    let foreign = item_store::existing(db, new.entity, &unseen).await?;
    let mut named = HashSet::with_capacity(ids.len());
    Ok(ids
        .iter()
        .map(|id| {
            let judged = known.get(id);
            let refused = if !named.insert(*id) {
                Some((BulkOutcome::DuplicateInRequest, None))
            } else if let Some(judged) = judged {
                judged.refused.clone()
            } else if foreign.contains(id) {
                Some((BulkOutcome::Forbidden, None))
            } else {
                Some((BulkOutcome::NotFound, None))
            };
            Item {
                id: *id,
                zone: judged.map(|one| one.zone),
                version: judged.map(|one| one.version),
                refused,
                has_way_back: judged.is_some_and(|one| one.has_way_back),
            }
        })
        .collect())
}

/// A plan as it was made, with the first records as they are now.
///
/// # Errors
/// [`Error::NotFound`] for a run that the caller does not see.
pub async fn show(db: &mut PgConnection, id: BulkRunId) -> Result<BulkPlan> {
    let run = store::run(db, id).await?;
    let job = run.data.job(run.action)?;
    let counted = item_store::outcomes(db, id).await?;
    let waiting = item_store::waiting_ids(db, id).await?;
    let (mut messages, mut warnings) = (0, Vec::new());
    if run.notify == BulkNotify::Whatsapp || job.is_message() {
        if messages::has_gateway(db).await? {
            messages = kind::recipients(db, &job, &waiting).await?;
        } else {
            warnings.push(Problem::new("BULK_NO_GATEWAY"));
        }
    }
    let first = usize::try_from(FIRST)
        .unwrap_or_default()
        .min(waiting.len());
    let finals = item_store::final_ones(db, id).await?;
    if finals > 0 {
        warnings.push(Problem::new("BULK_NO_WAY_BACK").with("count", finals));
    }
    warnings.extend(kind::notices(db, &job, &waiting).await?);
    let will_change = i32::try_from(waiting.len()).unwrap_or(i32::MAX);
    Ok(BulkPlan {
        run: id,
        total: run.total,
        will_change,
        left_out: counted,
        first: kind::show(db, &job, &waiting[..first]).await?,
        messages,
        warnings,
        must_type: store::must_type(db, run.action, will_change).await?,
        is_undoable: i64::from(will_change) > finals,
    })
}
