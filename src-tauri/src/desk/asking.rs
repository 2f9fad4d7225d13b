//! Asking the core on the desk's own account, as a page would.

use aglis_core::{answer::answer, context::Cx};
use model::{
    call::{Answered, Call, Envelope},
    fault::Fault,
};
use uuid::Uuid;

use super::answers::internal;

/// The answer to a call of a round that nobody waits for; none when there is none, which the log tells.
pub(super) async fn ask_aside<C: Call>(cx: &Cx, request: C) -> Option<C::Reply> {
    match ask(cx, request).await {
        Ok(reply) => Some(reply),
        Err(fault) => {
            tracing::warn!(call = C::NAME, code = ?fault.code, reference = fault.reference, "a round was not answered");
            None
        }
    }
}

/// The answer to a call.
pub(super) async fn ask<C: Call>(cx: &Cx, request: C) -> Result<C::Reply, Fault> {
    let unreadable = |error: serde_json::Error| internal(&format!("{}: {error}", C::NAME));
    let asked = Envelope {
        key: (!C::CHANGES.is_empty()).then(Uuid::now_v7),
        request,
    };
    let bytes = serde_json::to_vec(&asked).map_err(unreadable)?;
    let answered = answer(cx, C::NAME, &bytes).await;
    let answered: Answered<C::Reply> = serde_json::from_slice(&answered).map_err(unreadable)?;
    answered
}
