//! SQL of the records of runs.

use std::collections::{HashMap, HashSet};

use model::{
    bulk::{BulkClass, BulkEntity, BulkOutcome},
    ids::BulkRunId,
    problem::Problem,
};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};

use super::store::known;
use crate::error::Result;

/// A record as it is planned.
pub struct Item {
    /// Which.
    pub id: i64,
    /// Its zone; none for one that the caller does not see.
    pub zone: Option<i64>,
    /// Now.
    pub version: Option<i32>,
    /// Why it will not change.
    pub refused: Option<(BulkOutcome, Option<Problem>)>,
    /// Whether it could be taken back.
    pub has_way_back: bool,
}

/// A record that waits for its turn.
pub struct Waiting {
    /// Place in the run.
    pub place: i32,
    /// Which.
    pub id: i64,
    /// When it was planned.
    pub version: Option<i32>,
    /// What it was before, for taking it back.
    pub before: Option<Value>,
}

/// What became of a record.
pub struct Settled {
    /// Place in the run.
    pub place: i32,
    /// Which.
    pub id: i64,
    /// What.
    pub outcome: BulkOutcome,
    /// Why.
    pub problem: Option<Problem>,
    /// What it was before.
    pub before: Option<Value>,
    /// Version that was left behind.
    pub version: Option<i32>,
    /// The message that waits because of it.
    pub message: Option<i64>,
}

impl Settled {
    /// A record that was not changed.
    #[must_use]
    pub fn not(place: i32, id: i64, outcome: BulkOutcome, problem: Option<Problem>) -> Self {
        Self {
            place,
            id,
            outcome,
            problem,
            before: None,
            version: None,
            message: None,
        }
    }
}

/// A line of the results.
pub struct Line {
    /// Place in the run.
    pub place: i32,
    /// Which record.
    pub id: i64,
    /// What became of it.
    pub outcome: Option<BulkOutcome>,
    /// Why.
    pub problem: Option<Problem>,
    /// The message that went out.
    pub message: Option<i64>,
}

/// Which of these records are there, whoever may see them.
pub async fn existing(
    db: &mut PgConnection,
    entity: BulkEntity,
    ids: &[i64],
) -> Result<HashSet<i64>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found = sqlx::query_scalar!(
        r#"select k as "k!" from app.bulk_known($1, $2) k"#,
        entity.name(),
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(found.into_iter().collect())
}

/// Writes the records of a plan, in this order.
pub async fn insert_items(db: &mut PgConnection, run: BulkRunId, items: &[Item]) -> Result<()> {
    let ids: Vec<i64> = items.iter().map(|one| one.id).collect();
    let zones: Vec<Option<i64>> = items.iter().map(|one| one.zone).collect();
    let versions: Vec<Option<i32>> = items.iter().map(|one| one.version).collect();
    let finals: Vec<bool> = items.iter().map(|one| !one.has_way_back).collect();
    let outcomes: Vec<Option<&str>> = (items.iter())
        .map(|one| one.refused.as_ref().map(|(outcome, _)| outcome.name()))
        .collect();
    let problems: Vec<Option<Json<&Problem>>> = (items.iter())
        .map(|one| {
            one.refused
                .as_ref()
                .and_then(|(_, why)| why.as_ref().map(Json))
        })
        .collect();
    sqlx::query!(
        "insert into bulk_items (run_id, place, record_id, zone_id, version, final, outcome, problem)
         select $1, n::int, id, zone, version, final, outcome, problem
         from unnest($2::bigint[], $3::bigint[], $4::int[], $5::bool[], $6::text[], $7::jsonb[]) with ordinality
           i (id, zone, version, final, outcome, problem, n)",
        run.0,
        &ids,
        &zones as _,
        &versions as _,
        &finals,
        &outcomes as _,
        &problems as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The next records that wait, in the order of their ids.
pub async fn waiting(db: &mut PgConnection, run: BulkRunId, most: i64) -> Result<Vec<Waiting>> {
    Ok(sqlx::query_as!(
        Waiting,
        "select place, record_id as id, version, before from bulk_items where run_id = $1 and outcome is null order by record_id limit $2",
        run.0,
        most
    )
    .fetch_all(db)
    .await?)
}

/// All records that wait, in the order of their ids.
pub async fn waiting_ids(db: &mut PgConnection, run: BulkRunId) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        "select record_id from bulk_items where run_id = $1 and outcome is null order by record_id",
        run.0
    )
    .fetch_all(db)
    .await?)
}

/// Records that failed, in the order in which they were named.
pub async fn failed(db: &mut PgConnection, run: BulkRunId) -> Result<Vec<i64>> {
    let outcomes: Vec<String> = (BulkOutcome::ALL.iter())
        .filter(|one| one.class() == BulkClass::Failed)
        .map(|one| one.name().to_owned())
        .collect();
    Ok(sqlx::query_scalar!(
        "select record_id from bulk_items where run_id = $1 and outcome = any ($2) order by place",
        run.0,
        &outcomes
    )
    .fetch_all(db)
    .await?)
}

/// The first record that was done.
pub async fn first_done(db: &mut PgConnection, run: BulkRunId) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!(
        "select min(record_id) from bulk_items where run_id = $1 and outcome = 'ok'",
        run.0
    )
    .fetch_one(db)
    .await?)
}

/// Reasons why records will not change, with their number, the most frequent first.
pub async fn outcomes(db: &mut PgConnection, run: BulkRunId) -> Result<Vec<(BulkOutcome, i64)>> {
    let rows = sqlx::query!(
        r#"select outcome as "outcome!", count(*) as "count!" from bulk_items where run_id = $1 and outcome is not null and outcome <> 'ok'
           group by outcome order by 2 desc, 1"#,
        run.0
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| Ok((known(&row.outcome, BulkOutcome::from_name)?, row.count)))
        .collect()
}

/// Writes down what became of records.
pub async fn settle(db: &mut PgConnection, run: BulkRunId, settled: Vec<Settled>) -> Result<()> {
    let places: Vec<i32> = settled.iter().map(|one| one.place).collect();
    let outcomes: Vec<&str> = settled.iter().map(|one| one.outcome.name()).collect();
    let versions: Vec<Option<i32>> = settled.iter().map(|one| one.version).collect();
    let messages: Vec<Option<i64>> = settled.iter().map(|one| one.message).collect();
    let problems: Vec<Option<Json<&Problem>>> = (settled.iter())
        .map(|one| one.problem.as_ref().map(Json))
        .collect();
    let before: Vec<Option<Json<&Value>>> = (settled.iter())
        .map(|one| one.before.as_ref().map(Json))
        .collect();
    sqlx::query!(
        "update bulk_items i set outcome = s.outcome, problem = s.problem, before = coalesce(s.before, i.before), after_version = s.version, message_id = s.message
         from unnest($2::int[], $3::text[], $4::jsonb[], $5::jsonb[], $6::int[], $7::bigint[]) s (place, outcome, problem, before, version, message)
         where i.run_id = $1 and i.place = s.place",
        run.0,
        &places,
        &outcomes as _,
        &problems as _,
        &before as _,
        &versions as _,
        &messages as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Messages that went out because of these records of a run.
pub async fn messages(
    db: &mut PgConnection,
    run: BulkRunId,
    ids: &[i64],
) -> Result<HashMap<i64, i64>> {
    let rows = sqlx::query!(
        r#"select record_id, message_id as "message!" from bulk_items where run_id = $1 and record_id = any ($2) and message_id is not null"#,
        run.0,
        ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.record_id, row.message))
        .collect())
}

/// Calls off those of these messages of the run that is taken back that still wait; answers the others.
pub async fn call_off(
    db: &mut PgConnection,
    undo: BulkRunId,
    messages: &[i64],
) -> Result<Vec<i64>> {
    let out = sqlx::query_scalar!("select app.bulk_call_off($1, $2)", undo.0, messages)
        .fetch_one(db)
        .await?;
    Ok(out.unwrap_or_default())
}

/// Lines of the results behind a place: those of these outcomes, those that wait, or all.
pub async fn lines(
    db: &mut PgConnection,
    run: BulkRunId,
    outcomes: Option<&[String]>,
    waits: bool,
    after: i32,
    limit: i64,
) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        r#"select place, record_id, outcome, problem as "problem?: Json<Problem>", message_id from bulk_items
           where run_id = $1 and place > $2 and ($3::text[] is null or outcome = any ($3) or $4 and outcome is null) order by place limit $5"#,
        run.0,
        after,
        outcomes,
        waits,
        limit
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                place: row.place,
                id: row.record_id,
                outcome: (row.outcome.as_deref())
                    .map(|word| known(word, BulkOutcome::from_name))
                    .transpose()?,
                problem: row.problem.map(|problem| problem.0),
                message: row.message_id,
            })
        })
        .collect()
}

/// How many of the records that wait there is no way back for.
pub async fn final_ones(db: &mut PgConnection, run: BulkRunId) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from bulk_items where run_id = $1 and outcome is null and final"#,
        run.0
    )
    .fetch_one(db)
    .await?)
}
