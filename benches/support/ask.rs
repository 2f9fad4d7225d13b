//! Asking the core as the window does: bytes in, bytes out.

use aglis_core::{answer::answer, context::Cx};
use model::call::{Answered, Call, Envelope};
use uuid::Uuid;

/// The bytes of a request under a fresh key.
pub fn bytes_of<C: Call>(request: C) -> Vec<u8> {
    let key = Some(Uuid::now_v7());
    serde_json::to_vec(&Envelope { key, request }).unwrap()
}

/// Asks and reads the reply.
pub async fn ask<C: Call>(cx: &Cx, request: C) -> C::Reply {
    let answered = answer(cx, C::NAME, &bytes_of(request)).await;
    serde_json::from_slice::<Answered<C::Reply>>(&answered)
        .unwrap()
        .unwrap()
}
