//! `aglis serve`: hears what gateways report, until it is told to stop.
//!
//! It speaks plain HTTP behind a proxy that does the encryption. What a call says is the core's business; here are the doors, and the
//! limits that keep strangers from tying it up.

use std::{convert::Infallible, sync::Arc, time::Duration};

use aglis_core::{
    error::Error,
    gateways::hook::{self, Call, Taken},
};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, HeaderMap},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use model::secret::Secret;
use serde_json::json;
use sqlx::PgPool;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::timeout,
};
use url::form_urlencoded;

use crate::{
    arguments::{Base, Serve as Arguments},
    base,
    failure::Failure,
    report::Report,
    worker::asked_to_stop,
};

/// The environment variable with the secret of the app that signs Meta's calls.
const APP_SECRET: &str = "AGLIS_GATEWAY_APP_SECRET";
/// Largest call, in bytes; Meta bundles up to a thousand reports.
const LARGEST: usize = 1024 * 1024;
/// For the head of a request, for its body, and for the database.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
const BODY_WITHIN: Duration = Duration::from_secs(15);
const DATABASE_WITHIN: Duration = Duration::from_secs(10);
/// Calls at once; whoever comes beyond that comes again.
const AT_ONCE: usize = 256;
/// For calls that are under way when the program is told to stop.
const DRAIN: Duration = Duration::from_secs(20);

struct Door {
    pool: PgPool,
    app_secret: Option<Secret>,
}

/// Listens until an interrupt or a termination, then answers what is under way.
pub async fn run(base: &Base, arguments: &Arguments) -> Result<Report, Failure> {
    let opened = base::open_to_work(base).await?;
    let listener = match TcpListener::bind(arguments.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            opened.close().await;
            let what = format!("cannot listen on {}: {error}", arguments.listen);
            return Err(Failure::failed("LISTEN", what));
        }
    };
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, "listening");
    }
    let door = Arc::new(Door {
        pool: opened.cx.pool.clone(),
        app_secret: std::env::var(APP_SECRET)
            .ok()
            .filter(|secret| !secret.is_empty())
            .map(Secret::new),
    });
    let (stop, stopping) = watch::channel(false);
    let mut calls = JoinSet::new();
    let mut stopped = Box::pin(asked_to_stop());
    loop {
        tokio::select! {
            () = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) if calls.len() < AT_ONCE => {
                    calls.spawn(answer(socket, door.clone(), stopping.clone()));
                }
                Ok(_) => tracing::warn!("too many calls at once"),
                // Out of files or the like; the next one may fare better.
                Err(error) => {
                    tracing::warn!(%error, "cannot take a call");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(_) = calls.join_next() => {}
        }
    }
    drop(listener);
    stop.send_replace(true);
    let drained = timeout(DRAIN, async { while calls.join_next().await.is_some() {} }).await;
    calls.abort_all();
    opened.close().await;
    Ok(Report::done(
        "Answered what was under way and left.",
        json!({ "drained": drained.is_ok() }),
    ))
}

/// Answers one call. A gateway calls too seldom for connections to be kept.
async fn answer(socket: TcpStream, door: Arc<Door>, mut stopping: watch::Receiver<bool>) {
    let service = service_fn(move |request| {
        let door = door.clone();
        async move { Ok::<_, Infallible>(door.hear(request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .keep_alive(false)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(socket), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = told(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a call broke off");
    }
}

/// Until the program is told to stop.
async fn told(stopping: &mut watch::Receiver<bool>) {
    // Without anybody left to say so, it has ended.
    stopping.wait_for(|stopping| *stopping).await.ok();
}

impl Door {
    async fn hear(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().strip_prefix("/hook/");
        let Some(path) = path.filter(|path| is_path(path)).map(str::to_owned) else {
            return plain(StatusCode::NOT_FOUND);
        };
        if request.method() == Method::GET {
            return self
                .subscribe(&path, request.uri().query().unwrap_or_default())
                .await;
        }
        if request.method() != Method::POST {
            return plain(StatusCode::METHOD_NOT_ALLOWED);
        }
        let (head, body) = request.into_parts();
        let body = match timeout(BODY_WITHIN, Limited::new(body, LARGEST).collect()).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                return plain(StatusCode::PAYLOAD_TOO_LARGE);
            }
            Ok(Err(_)) => return plain(StatusCode::BAD_REQUEST),
            Err(_) => return plain(StatusCode::REQUEST_TIMEOUT),
        };
        let call = Call {
            path: &path,
            content_type: word(&head.headers, CONTENT_TYPE.as_str()),
            signature: word(&head.headers, "x-hub-signature-256"),
            body: &body,
        };
        let taken = timeout(DATABASE_WITHIN, async {
            let mut db = self.pool.acquire().await?;
            hook::take(&mut db, self.app_secret.as_ref(), call).await
        });
        plain(match taken.await {
            Ok(Ok(Taken::Done)) => StatusCode::OK,
            Ok(Ok(Taken::Nowhere)) => StatusCode::NOT_FOUND,
            Ok(Ok(Taken::Unsigned)) => StatusCode::UNAUTHORIZED,
            Ok(Ok(Taken::Garbage)) => StatusCode::BAD_REQUEST,
            Ok(Ok(Taken::NoSecret)) => {
                tracing::warn!("a gateway signs its calls, and {APP_SECRET} is not set");
                StatusCode::SERVICE_UNAVAILABLE
            }
            Ok(Err(error)) => out_of_order(&error),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        })
    }

    /// Meta asks once, when the address is entered there.
    async fn subscribe(&self, path: &str, query: &str) -> Response<Full<Bytes>> {
        let field = |name: &str| {
            form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default()
        };
        let challenge = field("hub.challenge");
        let is_asked = field("hub.mode") == "subscribe"
            && (1..=200).contains(&challenge.len())
            && challenge.bytes().all(|sign| sign.is_ascii_alphanumeric());
        let subscribed = timeout(DATABASE_WITHIN, async {
            let mut db = self.pool.acquire().await?;
            hook::is_subscribed(&mut db, path, &field("hub.verify_token")).await
        });
        match subscribed.await {
            Ok(Ok(true)) if is_asked => said(StatusCode::OK, challenge),
            Ok(Ok(_)) => plain(StatusCode::NOT_FOUND),
            Ok(Err(error)) => plain(out_of_order(&error)),
            Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE),
        }
    }
}

/// Every failure of ours is one after which the gateway shall call again.
fn out_of_order(error: &Error) -> StatusCode {
    tracing::warn!(%error, "cannot keep what a gateway reported");
    StatusCode::SERVICE_UNAVAILABLE
}

/// Whether it has the form of a path that a gateway was given.
fn is_path(path: &str) -> bool {
    (16..=80).contains(&path.len())
        && path
            .bytes()
            .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_'))
}

fn word<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    said(status, String::new())
}

fn said(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        hyper::header::HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(
        "x-content-type-options",
        hyper::header::HeaderValue::from_static("nosniff"),
    );
    response
}
