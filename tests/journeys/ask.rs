//! A host for tests: asks the core the way the desktop does.

use aglis_core::{answer::answer, context::Cx};
use model::{
    call::{Answered, Call, Envelope},
    fault::Fault,
};
use uuid::Uuid;

/// Asks under a fresh key.
pub async fn ask<C: Call>(cx: &Cx, request: C) -> Result<C::Reply, Fault> {
    ask_as(cx, Uuid::now_v7(), request).await
}

/// Asks under this key.
pub async fn ask_as<C: Call>(cx: &Cx, key: Uuid, request: C) -> Result<C::Reply, Fault> {
    let bytes = serde_json::to_vec(&Envelope {
        key: Some(key),
        request,
    })
    .unwrap();
    let answered = answer(cx, C::NAME, &bytes).await;
    serde_json::from_slice::<Answered<C::Reply>>(&answered).unwrap()
}

/// The code of the precise reason, or of the failure itself.
pub fn reason(fault: &Fault) -> String {
    fault
        .problem
        .iter()
        .chain(fault.fields.values().flatten())
        .map(|problem| problem.code.clone())
        .next()
        .unwrap_or_else(|| format!("{:?}", fault.code))
}
