//! A chunk of a run: lock in the order of ids, compare with the plan, act, settle. One transaction, so that records and what is said of
//! them are there together or not at all.

use std::collections::{HashMap, HashSet};

use model::{
    bulk::{BulkNotify, BulkOutcome, Job},
    ids::BulkRunId,
    problem::Problem,
};
use serde_json::Value;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::{
    Acted, Judged,
    item_store::{self, Settled, Waiting},
    kind,
    store::{self, Run},
};
use crate::{
    context::Cx,
    error::{Error, Result},
    messages::{Sent, Telling},
};

/// Does the next chunk; nothing when nothing waits.
///
/// # Errors
/// `BULK_BUSY` while another window works on it, `BULK_STATE` for a plan, [`Error::NotFound`] for whom it is none of his business,
/// [`Error::Forbidden`] for whoever may do nothing to many any more; and what is the matter with the connection or with us. Nothing of
/// the chunk counts then.
pub async fn chunk(cx: &Cx, db: &mut PgConnection, id: BulkRunId, runner: Uuid) -> Result<()> {
    store::take(db, id, runner, &cx.device).await?;
    let run = store::run(db, id).await?;
    if !run.is_running {
        return Ok(());
    }
    let size = kind::size(&run.data.job(run.action)?);
    let waiting = item_store::waiting(db, id, size).await?;
    if !waiting.is_empty() {
        let settled = work(cx, db, &run, waiting).await?;
        item_store::settle(db, id, settled).await?;
    }
    if store::finish(db, id).await? {
        tell_team(cx, db, id).await?;
    }
    Ok(())
}

/// Tells colleagues how much a run that is over gave them; only once, however often it is asked.
///
/// # Errors
/// As the queue's.
pub async fn tell_team(cx: &Cx, db: &mut PgConnection, id: BulkRunId) -> Result<()> {
    let run = store::run(db, id).await?;
    if run.notify != BulkNotify::Whatsapp || run.undoes.is_some() || run.succeeded == 0 {
        return Ok(());
    }
    let job = run.data.job(run.action)?;
    let Some(first) = item_store::first_done(db, id).await? else {
        return Ok(());
    };
    kind::tell_team(cx, db, id, &job, (first, run.succeeded)).await
}

async fn work(
    cx: &Cx,
    db: &mut PgConnection,
    run: &Run,
    waiting: Vec<Waiting>,
) -> Result<Vec<Settled>> {
    let job = run.data.job(run.action)?;
    let ids: Vec<i64> = waiting.iter().map(|one| one.id).collect();
    let (locked, all_waited) = lock(db, &job, &ids).await?;
    let judged = match run.undoes {
        None => kind::judge(db, &job, &ids).await?,
        Some(_) => kind::judge_back(db, &job, &kept(&waiting)).await?,
    };
    let judged: HashMap<i64, Judged> = judged.into_iter().map(|one| (one.id, one)).collect();
    let mut settled = Vec::with_capacity(waiting.len());
    let mut todo = Vec::with_capacity(waiting.len());
    for one in waiting {
        match compare(&one, &locked, all_waited, judged.get(&one.id)) {
            Some((outcome, problem)) => {
                settled.push(Settled::not(one.place, one.id, outcome, problem))
            }
            None => todo.push(one),
        }
    }
    explain_stale(db, (run, &job), &mut settled).await?;
    let (done, refused) = attempt(cx, db, run, &job, &todo).await?;
    let mut refused: HashMap<i64, (BulkOutcome, Option<Problem>)> = refused.into_iter().collect();
    let versions = kind::versions(db, run.entity, &ids).await?;
    let back: Vec<i64> = (todo.iter().map(|one| one.id))
        .filter(|id| !refused.contains_key(id))
        .collect();
    let out = out(db, run, &back).await?;
    let done: HashMap<i64, i64> = (done.iter())
        .filter_map(|sent| Some((sent.about?, sent.message.0)))
        .collect();
    for one in todo {
        settled.push(match refused.remove(&one.id) {
            Some((outcome, problem)) => Settled::not(one.place, one.id, outcome, problem),
            None => Settled {
                place: one.place,
                id: one.id,
                outcome: BulkOutcome::Ok,
                problem: out
                    .get(&one.id)
                    .map(|message| Problem::new("MESSAGE_SENT").with("number", message)),
                before: judged.get(&one.id).map(|one| one.before.clone()),
                version: versions.get(&one.id).copied(),
                message: done.get(&one.id).copied(),
            },
        });
    }
    Ok(settled)
}

/// Takes the records in the order of their ids; answers those that it got, and whether it waited for all.
///
/// One that somebody holds for long does not keep the others from their turn: then those are taken that nobody holds, which nobody waits
/// for, so no ring of waiting can come of it.
async fn lock(db: &mut PgConnection, job: &Job, ids: &[i64]) -> Result<(HashSet<i64>, bool)> {
    let mut point = db.begin().await?;
    store::wait_shortly(&mut point).await?;
    match kind::lock(&mut point, job, ids, true).await {
        Ok(locked) => {
            point.commit().await?;
            Ok((locked.into_iter().collect(), true))
        }
        Err(Error::Conflict(problem))
            if ["LOCKED", "TOO_SLOW"].contains(&problem.code.as_str()) =>
        {
            point.rollback().await?;
            let locked = kind::lock(db, job, ids, false).await?;
            Ok((locked.into_iter().collect(), false))
        }
        Err(error) => Err(error),
    }
}

fn kept(waiting: &[Waiting]) -> Vec<(i64, Value)> {
    let mut kept = Vec::with_capacity(waiting.len());
    kept.extend((waiting.iter()).filter_map(|one| Some((one.id, one.before.clone()?))));
    kept
}

/// Why nothing is to be done to a record; none when its turn has come.
fn compare(
    one: &Waiting,
    locked: &HashSet<i64>,
    all_waited: bool,
    judged: Option<&Judged>,
) -> Option<(BulkOutcome, Option<Problem>)> {
    // It was there for whoever planned it.
    let Some(judged) = judged else {
        return Some((BulkOutcome::Forbidden, None));
    };
    if !locked.contains(&one.id) {
        return Some(if all_waited {
            (BulkOutcome::Forbidden, None)
        } else {
            (BulkOutcome::Locked, None)
        });
    }
    if one.version != Some(judged.version) {
        return Some((BulkOutcome::Stale, None));
    }
    judged.refused.clone()
}

/// Says who changed the records since, and when.
async fn explain_stale(
    db: &mut PgConnection,
    (run, job): (&Run, &Job),
    settled: &mut [Settled],
) -> Result<()> {
    let ids: Vec<i64> = (settled.iter())
        .filter(|one| one.outcome == BulkOutcome::Stale)
        .map(|one| one.id)
        .collect();
    let last = kind::last_changes(db, (run.entity, job), &ids).await?;
    let mut last: HashMap<i64, _> = last.into_iter().collect();
    for one in settled.iter_mut() {
        if one.outcome == BulkOutcome::Stale
            && let Some(last) = last.remove(&one.id)
        {
            one.problem = Some(
                Problem::new("STALE")
                    .with("who", last.who)
                    .with("when", last.at),
            );
        }
    }
    Ok(())
}

type Refused = (i64, (BulkOutcome, Option<Problem>));

/// Acts on all at once. Only when a rule refuses one of them after all, the half of them is tried, and so on, so that it alone is left.
async fn attempt(
    cx: &Cx,
    db: &mut PgConnection,
    run: &Run,
    job: &Job,
    todo: &[Waiting],
) -> Result<(Vec<Sent>, Vec<Refused>)> {
    let how = match run.notify {
        BulkNotify::Whatsapp => Telling::Bulk(run.id),
        BulkNotify::Off | BulkNotify::InApp => Telling::Nobody,
    };
    let (mut sent, mut refused) = (Vec::new(), Vec::new());
    let mut parts = vec![todo];
    while let Some(part) = parts.pop() {
        if part.is_empty() {
            continue;
        }
        let mut point = db.begin().await?;
        let ids: Vec<i64> = part.iter().map(|one| one.id).collect();
        let tried = match run.undoes {
            None => kind::act(cx, &mut point, (run.id, how), job, &ids).await,
            Some(_) => kind::take_back(&mut point, job, &kept(part))
                .await
                .map(|()| Acted::default()),
        };
        match tried {
            Ok(more) => {
                point.commit().await?;
                sent.extend(more.sent);
                let why = |problem| (BulkOutcome::Refused, Some(problem));
                refused.extend((more.refused.into_iter()).map(|(id, problem)| (id, why(problem))));
            }
            Err(error) => {
                point.rollback().await?;
                let why = of_a_record(error, part.len() == 1)?;
                match part {
                    [one] => refused.push((one.id, why)),
                    _ => {
                        let (first, second) = part.split_at(part.len() / 2);
                        parts.extend([second, first]);
                    }
                }
            }
        }
    }
    Ok((sent, refused))
}

/// What a failure says of a record, if it is one of a record and not of the connection or the server.
///
/// A mistake of ours is looked for down to the record that brings it out: otherwise no run that holds one would ever come to its end.
fn of_a_record(error: Error, is_alone: bool) -> Result<(BulkOutcome, Option<Problem>)> {
    match error {
        Error::Internal(what) => {
            if is_alone {
                tracing::error!(what, "a record of a bulk operation failed");
            }
            Ok((BulkOutcome::Refused, Some(Problem::new("BULK_FAULT"))))
        }
        Error::Conflict(problem) => match problem.code.as_str() {
            "TOO_SLOW" | "BUSY" => Err(Error::Conflict(problem)),
            "LOCKED" => Ok((BulkOutcome::Locked, None)),
            "STALE" => Ok((BulkOutcome::Stale, Some(problem))),
            "WRONG_STATE" => Ok((BulkOutcome::WrongState, Some(problem))),
            _ => Ok((BulkOutcome::Refused, Some(problem))),
        },
        Error::Invalid(problems) => {
            let first = problems.into_fields().into_values().flatten().next();
            Ok((BulkOutcome::Refused, first))
        }
        Error::Forbidden(problem) => Ok((BulkOutcome::Forbidden, problem)),
        Error::NotFound => Ok((BulkOutcome::NotFound, None)),
        Error::Offline(_) | Error::SignedOut | Error::Again => Err(error),
    }
}

/// Messages of records that were just taken back and that nobody can take back any more; those that still waited are called off.
async fn out(db: &mut PgConnection, run: &Run, ids: &[i64]) -> Result<HashMap<i64, i64>> {
    let Some(first) = run.undoes else {
        return Ok(HashMap::new());
    };
    let messages = item_store::messages(db, first, ids).await?;
    if messages.is_empty() {
        return Ok(HashMap::new());
    }
    let all: Vec<i64> = messages.values().copied().collect();
    let out: HashSet<i64> = item_store::call_off(db, run.id, &all)
        .await?
        .into_iter()
        .collect();
    Ok(messages
        .into_iter()
        .filter(|(_, message)| out.contains(message))
        .collect())
}
