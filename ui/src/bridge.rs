//! The only file that knows the host: how a call, a file and an event cross from the page to the desktop shell.
//!
//! Requests and answers are JSON **bytes**, because integers above 2^53 do not survive a webview's own JSON.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use model::{
    call::{Answered, Call, Envelope},
    fault::{Code, Fault},
    ids::FileId,
    problem::Problem,
};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

/// No answer for this many milliseconds is none: the database gives a question up after 15 seconds.
const SILENCE: u32 = 20_000;

#[wasm_bindgen]
extern "C" {
    type Host;

    #[wasm_bindgen(method, catch)]
    fn invoke(
        this: &Host,
        command: &str,
        body: &JsValue,
        options: &JsValue,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = transformCallback)]
    fn transform_callback(this: &Host, callback: &Function) -> Result<f64, JsValue>;
}

/// Asks the host and reads its answer. `key` is the idempotency key of a change.
///
/// # Errors
/// What the core or the desktop answered, or `HOST_MISSING` / `HOST_SILENT` when there is nobody to ask.
pub async fn ask<C: Call>(request: C, key: Option<Uuid>) -> Answered<C::Reply> {
    let bytes =
        serde_json::to_vec(&Envelope { key, request }).map_err(|_| broken("HOST_SILENT"))?;
    send("call", "call", C::NAME, &bytes).await
}

/// Asks the host for something to show, and once more where no answer comes: questions change nothing, and a web view under
/// load was seen to lose one, which left a page waiting for ever.
///
/// # Errors
/// As [`ask`]; `HOST_SILENT` when the second question has no answer either.
pub async fn look_up<C: Call>(request: C) -> Answered<C::Reply> {
    let bytes =
        serde_json::to_vec(&Envelope { key: None, request }).map_err(|_| broken("HOST_SILENT"))?;
    for _ in 0..2 {
        let answer = start("call", "call", C::NAME, &bytes)?;
        let patience = wasm_bindgen_futures::future_to_promise(async {
            TimeoutFuture::new(SILENCE).await;
            Ok(JsValue::UNDEFINED)
        });
        let first = Promise::race(&Array::of2(&answer, &patience));
        match JsFuture::from(first).await {
            Ok(answer) if answer.is_undefined() => {}
            Ok(answer) => return read(&answer),
            Err(refusal) => return Err(silent(&refusal)),
        }
    }
    Err(broken("HOST_SILENT"))
}

/// Tells the host something without waiting for an answer; done before it returns, because a page that has just crashed
/// may run nothing more.
pub fn tell<C: Call>(request: C) {
    let envelope = Envelope { key: None, request };
    if let Ok(bytes) = serde_json::to_vec(&envelope) {
        // Nobody is left to hear that it failed.
        drop(start("call", "call", C::NAME, &bytes));
    }
}

/// Hands a file to the host, which keeps it until a call uses it.
///
/// # Errors
/// As [`ask`]; also what the host has against the file (too large, wrong kind).
pub async fn upload(bytes: &[u8], name: &str) -> Answered<FileId> {
    // A header holds ASCII only, a file name anything.
    let name: String = js_sys::encode_uri_component(name).into();
    send("upload", "name", &name, bytes).await
}

/// Calls `on_event` with the payload text of every event of this name, for the rest of the page's life.
///
/// # Errors
/// `HOST_MISSING` or `HOST_SILENT`.
pub async fn listen(event: &str, on_event: impl Fn(String) + 'static) -> Answered<()> {
    let host = host()?;
    let callback = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let payload = Reflect::get(&event, &"payload".into()).unwrap_or_default();
        on_event(payload.as_string().unwrap_or_default());
    });
    let handler = host
        .transform_callback(callback.as_ref().unchecked_ref())
        .map_err(|_| broken("HOST_MISSING"))?;
    // The host calls it as long as the page lives.
    callback.forget();
    let target = object(&[("kind", &"Any".into())]);
    let arguments = object(&[
        ("event", &event.into()),
        ("target", &target),
        ("handler", &handler.into()),
    ]);
    let promise = host
        .invoke("plugin:event|listen", &arguments, &JsValue::UNDEFINED)
        .map_err(|_| broken("HOST_SILENT"))?;
    match JsFuture::from(promise).await {
        Ok(_) => Ok(()),
        Err(_) => Err(broken("HOST_SILENT")),
    }
}

async fn send<T: DeserializeOwned>(
    command: &str,
    header: &str,
    value: &str,
    bytes: &[u8],
) -> Answered<T> {
    match JsFuture::from(start(command, header, value, bytes)?).await {
        Ok(answer) => read(&answer),
        Err(refusal) => Err(silent(&refusal)),
    }
}

fn silent(refusal: &JsValue) -> Fault {
    Fault {
        reference: refusal.as_string(),
        ..broken("HOST_SILENT")
    }
}

fn start(command: &str, header: &str, value: &str, bytes: &[u8]) -> Answered<Promise> {
    let headers = object(&[(header, &value.into())]);
    let options = object(&[("headers", &headers)]);
    host()?
        .invoke(command, &Uint8Array::from(bytes), &options)
        .map_err(|_| broken("HOST_SILENT"))
}

fn read<T: DeserializeOwned>(answer: &JsValue) -> Answered<T> {
    if !answer.is_instance_of::<ArrayBuffer>() && !answer.is_instance_of::<Uint8Array>() {
        return Err(broken("HOST_ANSWER"));
    }
    serde_json::from_slice::<Answered<T>>(&Uint8Array::new(answer).to_vec())
        .unwrap_or_else(|_| Err(broken("HOST_ANSWER")))
}

fn host() -> Answered<Host> {
    let missing = || broken("HOST_MISSING");
    let window = web_sys::window().ok_or_else(missing)?;
    let host = Reflect::get(&window, &"__TAURI_INTERNALS__".into()).map_err(|_| missing())?;
    if host.is_object() {
        Ok(host.unchecked_into())
    } else {
        Err(missing())
    }
}

fn object(entries: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn broken(code: &str) -> Fault {
    Fault::because(Code::Internal, Problem::new(code))
}
