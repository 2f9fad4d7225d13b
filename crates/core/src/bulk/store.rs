//! SQL of runs. How one lives is the business of functions of the database.

use model::{
    bulk::{BulkAction, BulkData, BulkEntity, BulkNotify, BulkProgress, BulkState, ListBulkRuns},
    ids::{BulkRunId, StaffId},
    problem::Problem,
    text::Locale,
};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::error::{Error, Result};

/// A run as it is planned.
pub struct NewRun<'a> {
    /// What kind of records.
    pub entity: BulkEntity,
    /// What is done.
    pub action: BulkAction,
    /// What that needs.
    pub data: &'a BulkData,
    /// Who is told.
    pub notify: BulkNotify,
    /// The question as it was asked.
    pub selection: &'a Value,
    /// Of the page.
    pub key: &'a str,
    /// Of the request without its key.
    pub hash: Vec<u8>,
    /// The run whose failed records these are.
    pub again_of: Option<BulkRunId>,
}

/// A run as its work asks for it.
pub struct Run {
    /// Which.
    pub id: BulkRunId,
    /// What kind of records.
    pub entity: BulkEntity,
    /// What is done.
    pub action: BulkAction,
    /// What that needs.
    pub data: BulkData,
    /// Who is told.
    pub notify: BulkNotify,
    /// The run that it takes back.
    pub undoes: Option<BulkRunId>,
    /// Under way.
    pub is_running: bool,
    /// Records in all.
    pub total: i32,
    /// Done.
    pub succeeded: i32,
    /// Not done.
    pub failed: i32,
    /// Left out.
    pub skipped: i32,
}

/// The value a word of the database names.
pub fn known<T>(word: &str, from: fn(&str) -> Option<T>) -> Result<T> {
    from(word).ok_or_else(|| Error::Internal(format!("unknown word {word} of a bulk operation")))
}

/// Refuses whoever does nothing to many records.
pub async fn must_bulk(db: &mut PgConnection) -> Result<()> {
    let may = sqlx::query_scalar!(r#"select app.may_bulk() as "may!""#)
        .fetch_one(db)
        .await?;
    if may {
        Ok(())
    } else {
        Err(Error::Forbidden(None))
    }
}

/// A new run, or the caller's of this key; answers whether it is new.
///
/// # Errors
/// `KEY_REUSED` at `idempotency_key` when the key made another one.
pub async fn plan(db: &mut PgConnection, new: &NewRun<'_>) -> Result<(BulkRunId, bool)> {
    let data = serde_json::to_value(new.data)
        .map_err(|error| Error::Internal(format!("cannot keep a request: {error}")))?;
    let row = sqlx::query!(
        r#"select id as "id!", is_new as "is_new!", is_same as "is_same!" from app.plan_bulk($1, $2, $3, $4, $5, $6, $7, $8, $9)"#,
        new.entity.name(),
        new.action.name(),
        data,
        new.notify.name(),
        new.selection,
        new.key,
        new.hash,
        new.action.is_undoable(),
        new.again_of.map(|run| run.0)
    )
    .fetch_one(db)
    .await?;
    if !row.is_same {
        return Err(Error::field("idempotency_key", Problem::new("KEY_REUSED")));
    }
    Ok((BulkRunId(row.id), row.is_new))
}

/// Starts what was planned.
///
/// # Errors
/// `BULK_STATE` for what cannot be started any more, `CONFIRM_NUMBER` when the number is not the right one.
pub async fn start(db: &mut PgConnection, run: BulkRunId, typed: Option<i32>) -> Result<()> {
    sqlx::query!("select app.start_bulk($1, $2)", run.0, typed)
        .execute(db)
        .await?;
    Ok(())
}

/// Takes the run for this transaction and the window; see `app.take_bulk`.
pub async fn take(db: &mut PgConnection, run: BulkRunId, runner: Uuid, device: &str) -> Result<()> {
    sqlx::query!("select app.take_bulk($1, $2, $3)", run.0, runner, device)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends the run if nothing waits; answers whether it did.
pub async fn finish(db: &mut PgConnection, run: BulkRunId) -> Result<bool> {
    Ok(
        sqlx::query_scalar!(r#"select app.finish_bulk($1) as "is_over!""#, run.0)
            .fetch_one(db)
            .await?,
    )
}

/// Calls off what waits.
pub async fn cancel(db: &mut PgConnection, run: BulkRunId) -> Result<()> {
    sqlx::query!("select app.cancel_bulk($1)", run.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Makes the run that takes this one back, of all the records that it changed, or answers the one that there is.
pub async fn undo(db: &mut PgConnection, run: BulkRunId) -> Result<BulkRunId> {
    let undo = sqlx::query_scalar!(r#"select app.undo_bulk($1) as "undo!""#, run.0)
        .fetch_one(&mut *db)
        .await?;
    sqlx::query!(
        "insert into bulk_items (run_id, place, record_id, zone_id, version, before)
         select $2, row_number() over (order by i.place), i.record_id, i.zone_id, i.after_version, i.before
         from bulk_items i where i.run_id = $1 and i.outcome = 'ok' and not exists (select from bulk_items u where u.run_id = $2)",
        run.0,
        undo
    )
    .execute(db)
    .await?;
    Ok(BulkRunId(undo))
}

/// Reads a run.
pub async fn run(db: &mut PgConnection, id: BulkRunId) -> Result<Run> {
    let row = sqlx::query!(
        r#"select entity, action, data as "data: Json<BulkData>", notify, undoes, state, total, succeeded, failed, skipped from bulk_runs where id = $1"#,
        id.0
    )
    .fetch_one(db)
    .await?;
    Ok(Run {
        id,
        entity: known(&row.entity, BulkEntity::from_name)?,
        action: known(&row.action, BulkAction::from_name)?,
        data: row.data.0,
        notify: known(&row.notify, BulkNotify::from_name)?,
        undoes: row.undoes.map(BulkRunId),
        is_running: row.state == BulkState::Running.name(),
        total: row.total,
        succeeded: row.succeeded,
        failed: row.failed,
        skipped: row.skipped,
    })
}

/// Whether doing this to so many records asks for their number to be typed.
pub async fn must_type(db: &mut PgConnection, action: BulkAction, records: i32) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select app.bulk_must_type($1, $2) as "must!""#,
        action.name(),
        records
    )
    .fetch_one(db)
    .await?)
}

/// From here on this transaction waits only shortly for a row.
pub async fn wait_shortly(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("select set_config('lock_timeout', '1s', true)")
        .fetch_one(db)
        .await?;
    Ok(())
}

/// The caller's language.
pub async fn language(db: &mut PgConnection) -> Result<Locale> {
    let code = sqlx::query_scalar!(
        r#"select locale as "locale!" from app.staff_languages(array[app.staff_id()])"#
    )
    .fetch_optional(db)
    .await?;
    Ok(code.and_then(|code| code.parse().ok()).unwrap_or_default())
}

/// How far a run is.
pub async fn progress(db: &mut PgConnection, run: BulkRunId) -> Result<BulkProgress> {
    let mut found = read(db, Some(run), &ListBulkRuns::default()).await?;
    found.pop().ok_or(Error::NotFound)
}

/// Runs that were started, newest first.
pub async fn list(db: &mut PgConnection, asked: &ListBulkRuns) -> Result<Vec<BulkProgress>> {
    read(db, None, asked).await
}

async fn read(
    db: &mut PgConnection,
    one: Option<BulkRunId>,
    asked: &ListBulkRuns,
) -> Result<Vec<BulkProgress>> {
    let rows = sqlx::query!(
        r#"select r.id, r.entity, r.action, r.data as "data: Json<BulkData>", r.notify, r.selection ? 'filter' as "is_filter!", r.staff_id, s.name,
                  case when u.state in ('done', 'cancelled') then 'undone'
                       when r.state = 'running' and coalesce(r.lease_until, r.started_at + interval '30 seconds') < clock_timestamp() then 'paused'
                       else r.state end as "state!",
                  r.total, r.succeeded, r.failed, r.skipped, r.messages,
                  case when r.lease_until > clock_timestamp() then r.runner_device end as runner, r.started_at, r.ended_at,
                  coalesce(extract(epoch from coalesce(r.ended_at, clock_timestamp()) - r.started_at), 0)::float8 as "seconds!",
                  case when u.id is null and r.undo_until > clock_timestamp() then r.undo_until end as undo_until,
                  u.id as "undone_by?", r.undoes, r.again_of, app.may_go_on(r.staff_id) as "may_go_on!"
           from bulk_runs r join staff s on s.id = r.staff_id left join bulk_runs u on u.undoes = r.id
           where case when $1::bigint is not null then r.id = $1
                      else r.state <> 'planned' and ($2::bigint is null or r.id < $2) and (not $3 or r.state = 'running') end
           order by r.id desc limit 50"#,
        one.map(|run| run.0),
        asked.before.map(|run| run.0),
        asked.under_way
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(BulkProgress {
                run: BulkRunId(row.id),
                entity: known(&row.entity, BulkEntity::from_name)?,
                action: known(&row.action, BulkAction::from_name)?,
                data: row.data.0,
                notify: known(&row.notify, BulkNotify::from_name)?,
                is_filter: row.is_filter,
                by: (StaffId(row.staff_id), row.name),
                state: known(&row.state, BulkState::from_name)?,
                total: row.total,
                succeeded: row.succeeded,
                failed: row.failed,
                skipped: row.skipped,
                messages: row.messages,
                runner: row.runner,
                started_at: row.started_at,
                ended_at: row.ended_at,
                seconds: row.seconds,
                undo_until: row.undo_until,
                undone_by: row.undone_by.map(BulkRunId),
                undoes: row.undoes.map(BulkRunId),
                again_of: row.again_of.map(BulkRunId),
                may_go_on: row.may_go_on,
            })
        })
        .collect()
}
