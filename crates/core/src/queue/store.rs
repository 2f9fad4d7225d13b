//! SQL of the queue's worker: the functions that its login may call, and nothing else.

use sqlx::PgConnection;

use super::{
    job::{Ended, Job, Turn, Way},
    rounds::Marked,
};
use crate::{
    error::{Error, Result},
    gateways::report::Report,
};

/// Joins the work from a machine of this name; answers the worker's number.
pub async fn join(db: &mut PgConnection, device: &str, version: &str) -> Result<i32> {
    Ok(
        sqlx::query_scalar!(r#"select app.join_queue($1, $2) as "id!""#, device, version)
            .fetch_one(db)
            .await?,
    )
}

/// How many at once the rules allow one worker.
pub async fn pace(db: &mut PgConnection, worker: i32) -> Result<usize> {
    let pace = sqlx::query_scalar!("select app.queue_pace($1)", worker)
        .fetch_one(db)
        .await?;
    Ok(usize::try_from(pace.unwrap_or_default()).unwrap_or_default())
}

/// The ways out that are in use, the first first.
pub async fn ways(db: &mut PgConnection, worker: i32) -> Result<Vec<Way>> {
    Ok(sqlx::query_as!(
        Way,
        r#"select id as "id!", kind as "kind!", base_url as "base_url!", options as "options!", version as "version!" from app.gateways_for_work($1)"#,
        worker
    )
    .fetch_all(db)
    .await?)
}

/// A row of a turn: a claimed job or, without a number, what the turn says besides.
struct Row {
    id: Option<i64>,
    fence: Option<i32>,
    lane: Option<i16>,
    message_id: Option<i64>,
    recipient: Option<String>,
    template: Option<String>,
    locale: Option<String>,
    body: Option<String>,
    gateway: Option<i16>,
    version: Option<i32>,
    wait_ms: Option<f64>,
    probe: Option<i16>,
    lease_ms: Option<f64>,
    limited: Option<bool>,
}

/// What a worker wants of a turn.
#[derive(Clone, Copy, Debug)]
pub struct Want {
    /// How many jobs, the place for passwords included.
    pub jobs: usize,
    /// With the go, for ways whose messages leave this machine: what is answered goes out now.
    pub go: bool,
    /// Ring the pages.
    pub tell: bool,
}

/// Settles what ended and claims what is wanted, in one statement.
pub async fn take(db: &mut PgConnection, worker: i32, want: Want, ended: &[Ended]) -> Result<Turn> {
    let mut ids = Vec::with_capacity(ended.len());
    let mut fences = Vec::with_capacity(ended.len());
    let mut outcomes = Vec::with_capacity(ended.len());
    let mut errors = Vec::with_capacity(ended.len());
    let mut refs = Vec::with_capacity(ended.len());
    let mut after = Vec::with_capacity(ended.len());
    for one in ended {
        ids.push(one.id);
        fences.push(one.fence);
        let told = one.told();
        outcomes.push(told.name);
        errors.push(told.error);
        refs.push(told.reference);
        after.push(told.after);
    }
    let rows = sqlx::query_as!(
        Row,
        "select id, fence, lane, message_id, recipient, template, locale, body, gateway, version, wait_ms, probe, lease_ms, limited
         from app.queue_turn($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        worker,
        i32::try_from(want.jobs).unwrap_or(i32::MAX),
        want.go,
        &ids,
        &fences,
        &outcomes as &[&str],
        &errors as &[Option<String>],
        &refs as &[Option<String>],
        &after as &[Option<f32>],
        want.tell
    )
    .fetch_all(db)
    .await?;
    let mut turn = Turn {
        jobs: Vec::with_capacity(rows.len()),
        ..Turn::default()
    };
    for row in rows {
        match row.id.zip(row.fence) {
            Some((id, fence)) => turn.jobs.push(Job {
                id,
                fence,
                is_password: row.lane == Some(0),
                gateway: row.gateway.unwrap_or_default(),
                version: row.version.unwrap_or_default(),
                message: row.message_id,
                recipient: row.recipient.unwrap_or_default(),
                template: row.template,
                locale: row.locale.unwrap_or_else(|| "id".to_owned()),
                body: row.body.unwrap_or_default(),
            }),
            None => {
                turn.way = row.gateway.zip(row.version);
                turn.wait_ms = row.wait_ms.unwrap_or(15_000.0);
                turn.probe = row.probe;
                turn.lease_ms = row.lease_ms.unwrap_or(60_000.0);
                turn.limited = row.limited.unwrap_or(true);
            }
        }
    }
    Ok(turn)
}

/// A sign of life for what is held; answers what the worker still has.
pub async fn keep(db: &mut PgConnection, worker: i32, held: &[(i64, i32)]) -> Result<Vec<i64>> {
    let (ids, fences): (Vec<i64>, Vec<i32>) = held.iter().copied().unzip();
    Ok(sqlx::query_scalar!(
        r#"select id as "id!" from app.keep_jobs($1, $2, $3)"#,
        worker,
        &ids,
        &fences
    )
    .fetch_all(db)
    .await?)
}

/// Says how a gateway is.
pub async fn note_probe(
    db: &mut PgConnection,
    worker: i32,
    gateway: i16,
    quota: Option<&str>,
    trouble: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        "select app.note_probe($1, $2, $3, $4, $5)",
        worker,
        gateway,
        trouble.is_none(),
        quota,
        trouble
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// Numbers under which a way has messages of which it should have told and did not; at most about `most` of each age.
pub async fn to_ask(
    db: &mut PgConnection,
    worker: i32,
    gateway: i16,
    most: i32,
) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"select app.messages_to_ask($1, $2, $3) as "reference!""#,
        worker,
        gateway,
        most
    )
    .fetch_all(db)
    .await?)
}

/// Keeps what a way answered.
pub async fn note_answers(
    db: &mut PgConnection,
    worker: i32,
    gateway: i16,
    reports: &[Report],
) -> Result<()> {
    let reports = serde_json::to_value(reports)
        .map_err(|error| Error::Internal(format!("cannot write reports: {error}")))?;
    sqlx::query_scalar!(
        "select app.note_answers($1, $2, $3)",
        worker,
        gateway,
        reports
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// Counts tries of more than 30 days ago and takes them away; answers how many, at most 20,000 at a time.
pub async fn keep_small(db: &mut PgConnection) -> Result<i64> {
    Ok(
        sqlx::query_scalar!(r#"select app.keep_queue_small() as "gone!""#)
            .fetch_one(db)
            .await?,
    )
}

/// Leaves the work.
pub async fn leave(db: &mut PgConnection, worker: i32) -> Result<()> {
    sqlx::query!("select app.leave_queue($1)", worker)
        .fetch_one(db)
        .await?;
    Ok(())
}

/// Says which machine this session is, for the trail.
pub async fn introduce(db: &mut PgConnection, device: &str, version: &str) -> Result<()> {
    sqlx::query!(
        "select set_config('app.device', $1, false) as device, set_config('app.version', $2, false) as version",
        device,
        version
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// Marks what is late now; of invoices at most 2,000.
pub async fn mark_late(db: &mut PgConnection) -> Result<Marked> {
    Ok(sqlx::query_as!(
        Marked,
        r#"select l.tickets as "tickets!", l.invoices as "invoices!" from app.mark_late() l"#
    )
    .fetch_one(db)
    .await?)
}
