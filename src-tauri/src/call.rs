//! The one command behind every question of the page: JSON bytes in, JSON bytes out.

use std::sync::Arc;

use aglis_core::answer::{answer, refusal};
use model::{
    fault::{Code, Fault},
    problem::{Problem, Problems},
};
use tauri::{
    State,
    ipc::{InvokeBody, Request, Response},
};

use crate::desk::{self, Desk};

/// A call that takes longer than this is logged while it still runs: what never ends would never be logged otherwise.
const LONG: std::time::Duration = std::time::Duration::from_secs(20);

/// Answers a call by the name in the header `call`: the desk's own here, everything else by the core.
#[tauri::command]
pub async fn call(request: Request<'_>, desk: State<'_, Arc<Desk>>) -> Result<Response, String> {
    let name = header(&request, "call");
    let InvokeBody::Raw(bytes) = request.body() else {
        return Ok(Response::new(refusal(&unreadable())));
    };
    let desk = Arc::clone(&desk);
    let bytes = bytes.clone();
    Ok(Response::new(guarded(name, desk, bytes).await))
}

/// A header's text; empty when it is missing.
pub(crate) fn header(request: &Request<'_>, name: &str) -> String {
    let value = request.headers().get(name);
    let text = value.and_then(|value| value.to_str().ok());
    text.unwrap_or_default().to_owned()
}

pub(crate) fn unreadable() -> Fault {
    Fault::invalid(Problems::one("body", Problem::new("BODY_FORMAT")))
}

/// A panic in a handler becomes a fault: the page must never wait for an answer that does not come.
async fn guarded(name: String, desk: Arc<Desk>, bytes: Vec<u8>) -> Vec<u8> {
    let asked = name.clone();
    // A task of its own: it runs to its end even if the page goes away, and catches what panics in it.
    let mut task = tokio::spawn(route(desk, name, bytes));
    let ended = match tokio::time::timeout(LONG, &mut task).await {
        Ok(ended) => ended,
        Err(_) => {
            tracing::warn!(call = asked, "a call takes long");
            task.await
        }
    };
    ended.unwrap_or_else(|error| {
        let reference = uuid::Uuid::now_v7().simple().to_string()[20..].to_owned();
        tracing::error!(
            call = asked,
            reference,
            panicked = error.is_panic(),
            "a call did not end"
        );
        refusal(&Fault {
            reference: Some(reference),
            ..Fault::new(Code::Internal)
        })
    })
}

async fn route(desk: Arc<Desk>, name: String, bytes: Vec<u8>) -> Vec<u8> {
    if let Some(answered) = desk::answer(&desk, &name, &bytes).await {
        return answered;
    }
    match desk.context() {
        Ok(cx) => answer(&cx, &name, &bytes).await,
        Err(fault) => refusal(&fault),
    }
}
