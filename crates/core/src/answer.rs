//! The one way in: a call's name and bytes become an answer's bytes.
//!
//! Reads run on a pooled connection. Changes run in one transaction that this module opens, labels for the audit trail,
//! guards with the request key, announces once and commits; see `change`.

use std::{future::Future, time::Duration};

use model::{
    call::{Call, Envelope},
    fault::Fault,
    problem::Problem,
    secret,
    topic::Topic,
};
use sha2::{Digest, Sha256};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::{
    context::Cx,
    error::{Error, Result},
    queue,
};

/// A call that this core can answer. Handlers get a connection that is already in the right transaction.
pub trait Answer: Call {
    /// Does what the request asks.
    fn answer(
        self,
        cx: &Cx,
        db: &mut PgConnection,
    ) -> impl Future<Output = Result<Self::Reply>> + Send;

    /// Whether there is anything to announce; a call that often finds nothing to do says no.
    fn has_changed(_reply: &Self::Reply) -> bool {
        true
    }

    /// What is announced. A call that may change this or that says what it was this time.
    fn announces(_reply: &Self::Reply) -> &'static [Topic] {
        Self::CHANGES
    }
}

/// Answers a call by name: JSON bytes of [`Envelope`] in, JSON bytes of `Result<Reply, Fault>` out.
pub async fn answer(cx: &Cx, name: &str, bytes: &[u8]) -> Vec<u8> {
    let started = std::time::Instant::now();
    let outcome = Box::pin(dispatch(cx, name, bytes)).await;
    tracing::debug!(
        call = name,
        ok = outcome.is_ok(),
        duration_ms = started.elapsed().as_millis(),
        "answered"
    );
    match outcome {
        Ok(reply) => [b"{\"Ok\":", reply.as_slice(), b"}"].concat(),
        Err(error) => refusal(&error.into_fault()),
    }
}

/// The bytes of a failed answer.
#[must_use]
pub fn refusal(fault: &Fault) -> Vec<u8> {
    serde_json::to_vec(&Err::<(), _>(fault))
        .unwrap_or_else(|_| br#"{"Err":{"code":"Internal"}}"#.to_vec())
}

macro_rules! route {
    (reads { $($read:ty),* $(,)? } changes { $($change:ty),* $(,)? }) => {
        async fn dispatch(cx: &Cx, name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
            match name {
                $(<$read as Call>::NAME => Box::pin(read::<$read>(cx, bytes)).await,)*
                $(<$change as Call>::NAME => Box::pin(change::<$change>(cx, bytes)).await,)*
                _ => Err(Error::NotFound),
            }
        }
    };
}
model::every_call!(route);

/// Reads a request strictly: no unknown field, no unknown word where only some are meant, no second value for one, no deep nesting.
fn open<C: Call>(bytes: &[u8]) -> Result<Envelope<C>> {
    serde_json::from_slice(bytes).map_err(|error| {
        let said = error.to_string();
        let code = if said.starts_with("unknown field") {
            "FIELD_UNKNOWN"
        } else if said.starts_with("unknown variant") {
            "TYPE_UNKNOWN"
        } else {
            "BODY_FORMAT"
        };
        tracing::debug!(
            call = C::NAME,
            line = error.line(),
            column = error.column(),
            "unreadable request"
        );
        Error::field("body", Problem::new(code))
    })
}

fn seal<T: serde::Serialize>(reply: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(reply).map_err(|e| Error::Internal(format!("cannot write a reply: {e}")))
}

/// The longest a question may wait, and the longest a change may take. The server's own limits on a statement end first;
/// these are for a server that has gone silent, which no limit of its own can tell.
const READ_WITHIN: Duration = Duration::from_secs(30);
const CHANGE_WITHIN: Duration = Duration::from_secs(120);

/// Waits for an answer, but not for ever.
async fn within<T>(limit: Duration, asked: impl Future<Output = Result<T>>) -> Result<T> {
    match tokio::time::timeout(limit, asked).await {
        Ok(answer) => answer,
        Err(_) => Err(Error::Offline(format!(
            "no answer within {} s",
            limit.as_secs()
        ))),
    }
}

async fn read<C: Answer>(cx: &Cx, bytes: &[u8]) -> Result<Vec<u8>> {
    let request = open::<C>(bytes)?.request;
    // A connection may have died while it lay in the pool, or while it was asked; a read may simply be asked again.
    for last in [false, true] {
        match Box::pin(try_read(cx, request.clone())).await {
            Err(Error::Offline(_) | Error::Again) if !last => {}
            reply => return seal(&reply?),
        }
    }
    Err(Error::Again)
}

/// Asks once, and again when the way to the server is lost meanwhile, and when it is found.
async fn try_read<C: Answer>(cx: &Cx, request: C) -> Result<C::Reply> {
    let mut breaks = 2;
    loop {
        let asked = async {
            let mut db = cx.connection().await?;
            let outcome = within(READ_WITHIN, request.clone().answer(cx, &mut db)).await;
            if !matches!(outcome, Err(Error::Offline(_))) {
                db.give_back();
            }
            outcome
        };
        tokio::select! {
            outcome = asked => return outcome,
            () = cx.line.breaks(), if breaks > 0 => breaks -= 1,
        }
    }
}

/// The one change path: key, transaction, handler, stored reply, one announcement, commit.
///
/// A lost connection is tried once more: if the first try did commit, the key answers its stored reply.
async fn change<C: Answer>(cx: &Cx, bytes: &[u8]) -> Result<Vec<u8>> {
    let envelope = open::<C>(bytes)?;
    let key = envelope
        .key
        .filter(|key| !key.is_nil())
        .ok_or_else(|| Error::field("key", Problem::new("KEY_FORMAT")))?;
    // The hash is kept: one that a password goes into could be searched for that password.
    let hash = Sha256::new()
        .chain_update(C::NAME)
        .chain_update(secret::redacted(|| seal(&envelope.request))?)
        .finalize();
    for last in [false, true] {
        let tried = Box::pin(try_change(cx, key, &hash, envelope.request.clone()));
        match within(CHANGE_WITHIN, tried).await {
            Err(Error::Offline(_) | Error::Again) if !last => {}
            outcome => return outcome,
        }
    }
    Err(Error::Again)
}

async fn try_change<C: Answer>(cx: &Cx, key: Uuid, hash: &[u8], request: C) -> Result<Vec<u8>> {
    let mut db = cx.connection().await?;
    let outcome = Box::pin(in_transaction(cx, &mut db, key, hash, request)).await;
    if !matches!(outcome, Err(Error::Offline(_))) {
        db.give_back();
    }
    outcome
}

async fn in_transaction<C: Answer>(
    cx: &Cx,
    db: &mut PgConnection,
    key: Uuid,
    hash: &[u8],
    request: C,
) -> Result<Vec<u8>> {
    let mut tx = db.begin().await?;
    sqlx::query!(
        "select set_config('app.request_key', $1, true) as a, set_config('app.device', $2, true) as b, set_config('app.version', $3, true) as c",
        key.to_string(),
        cx.device,
        cx.version
    )
    .fetch_one(&mut *tx)
    .await?;
    let fresh = sqlx::query_scalar!(
        "insert into request_keys (key, call, body_hash) values ($1, $2, $3) on conflict do nothing returning true",
        key,
        C::NAME,
        hash
    )
    .fetch_optional(&mut *tx)
    .await?;
    if fresh.is_none() {
        let stored = sqlx::query!(
            "select body_hash, reply from request_keys where key = $1",
            key
        )
        .fetch_optional(&mut *tx)
        .await?;
        return match stored.map(|row| (row.body_hash == hash, row.reply)) {
            Some((true, Some(reply))) => Ok(reply),
            // Another body, another person's key (which the policies hide), or an answer that was never stored.
            _ => Err(Error::field("key", Problem::new("KEY_REUSED"))),
        };
    }
    let cx = &cx.for_a_change();
    let answered = request.answer(cx, &mut tx).await?;
    let reply = seal(&answered)?;
    sqlx::query!(
        "update request_keys set reply = $2 where key = $1",
        key,
        reply
    )
    .execute(&mut *tx)
    .await?;
    if C::has_changed(&answered) {
        sqlx::query!(
            "select pg_notify('aglis', $1)",
            Topic::join(C::announces(&answered))
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    if cx.has_queued() {
        queue::ring_here();
    }
    Ok(reply)
}
