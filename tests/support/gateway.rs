//! A gateway of messages that speaks real HTTP on this machine, does what it is told to, and remembers everything.
//!
//! It speaks Fonnte (`/send`, `/device`, `/status`) and the Cloud API (`/{version}/{number}/messages`, `/{version}/{number}`), and it can
//! misbehave in the ways that real ones do. What it took stands in its ledger, whatever it answered.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use url::form_urlencoded;

/// A message that the gateway took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// When its last byte had come.
    pub at: Instant,
    /// Our number, where the message carries it.
    pub own: Option<i64>,
    /// Digits without a plus, or the address of a group.
    pub recipient: String,
    /// What it says.
    pub body: String,
    /// The gateway's number.
    pub reference: String,
}

/// A request, whatever became of it.
#[derive(Clone, Debug)]
pub struct Request {
    /// When its last byte had come.
    pub at: Instant,
    /// `POST` or `GET`.
    pub method: String,
    /// With what is asked behind a question mark.
    pub path: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    /// As it came.
    pub body: Vec<u8>,
}

impl Request {
    /// A field of a form.
    pub fn field(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(&self.body)
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Its body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// How the gateway behaves towards one message.
#[derive(Clone, Debug)]
pub struct Says {
    /// Whether it takes the message, whatever it answers.
    pub takes: bool,
    /// What the sender gets.
    pub answer: Answer,
}

/// What the sender of a message gets.
#[derive(Clone, Debug)]
pub enum Answer {
    /// That it was accepted, in the gateway's own form.
    Accepted,
    /// This status with these headers and this body.
    Http(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Chunks without end.
    Endless,
    /// The beginning, and then a byte now and then.
    Slow,
    /// Nothing; the connection stays open.
    Nothing,
    /// The connection is reset.
    Reset,
}

impl Says {
    /// It takes the message and says so.
    pub fn accepted() -> Self {
        Self {
            takes: true,
            answer: Answer::Accepted,
        }
    }

    /// It takes the message, and the sender gets something else.
    pub fn takes_and(answer: Answer) -> Self {
        Self {
            takes: true,
            answer,
        }
    }

    /// It does not take the message.
    pub fn leaves(answer: Answer) -> Self {
        Self {
            takes: false,
            answer,
        }
    }

    /// Fonnte's no: HTTP 200 with `status: false`.
    pub fn refused(reason: &str) -> Self {
        Self::leaves(Answer::json(
            200,
            &json!({"status": false, "reason": reason}),
        ))
    }

    /// The Cloud API's no.
    pub fn error(status: u16, code: i64) -> Self {
        let error = json!({"error": {"code": code, "message": "refused", "error_data": {"details": "because"}}});
        Self::leaves(Answer::json(status, &error))
    }

    /// Too many, perhaps with a time to wait.
    pub fn too_many(retry_after: Option<&str>) -> Self {
        let header = retry_after.map(|after| ("retry-after", after.to_owned()));
        Self::leaves(Answer::Http(429, header.into_iter().collect(), Vec::new()))
    }
}

impl Answer {
    /// A page of a server in front of the gateway.
    pub fn html(status: u16) -> Self {
        let page = format!("<html><body><h1>{status}</h1></body></html>");
        Self::Http(
            status,
            vec![("content-type", "text/html".to_owned())],
            page.into_bytes(),
        )
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        let header = ("content-type", "application/json".to_owned());
        Self::Http(status, vec![header], body.to_string().into_bytes())
    }

    /// These bytes, with HTTP 200.
    pub fn bytes(body: &[u8]) -> Self {
        Self::Http(200, Vec::new(), body.to_vec())
    }
}

#[derive(Default)]
struct State {
    next: VecDeque<Says>,
    otherwise: Option<Says>,
    device: Value,
    states: HashMap<String, String>,
    taken: Vec<Taken>,
    requests: Vec<Request>,
}

/// A running gateway; it ends with its owner.
pub struct Stub {
    /// Where it listens.
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    accepting: JoinHandle<()>,
}

impl Stub {
    /// A gateway that takes everything, and whose device is connected.
    pub async fn new() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// As [`Stub::new`], at an address where nobody listened before.
    pub async fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State {
            device: json!({"status": true, "device_status": "connect", "quota": "900", "id": "1", "quality_rating": "GREEN"}),
            ..State::default()
        }));
        let shared = state.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, shared.clone()));
            }
        });
        Self {
            address,
            state,
            accepting,
        }
    }

    /// What a gateway's settings call its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How it behaves towards the next messages, in this order.
    pub fn next(&self, says: impl IntoIterator<Item = Says>) {
        self.state().next.extend(says);
    }

    /// How it behaves towards every further message.
    pub fn otherwise(&self, says: Says) {
        self.state().otherwise = Some(says);
    }

    /// What it says of its device or number.
    pub fn device(&self, said: Value) {
        self.state().device = said;
    }

    /// What it says of a message when it is asked.
    pub fn knows(&self, reference: &str, status: &str) {
        self.state()
            .states
            .insert(reference.to_owned(), status.to_owned());
    }

    /// What it took.
    pub fn taken(&self) -> Vec<Taken> {
        self.state().taken.clone()
    }

    /// What came.
    pub fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A port of this machine where nobody listens.
pub async fn closed_port() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    listener.local_addr().unwrap()
}

/// Answers what comes over one connection until either side has had enough of it.
async fn serve(mut socket: TcpStream, state: Arc<Mutex<State>>) {
    while let Some(request) = read(&mut socket).await {
        state.lock().unwrap().requests.push(request.clone());
        let path = request.path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let says = match (request.method.as_str(), &parts[..]) {
            ("POST", ["send"] | [_, _, "messages"]) => {
                let mut state = state.lock().unwrap();
                let says = state.next.pop_front().or_else(|| state.otherwise.clone());
                let says = says.unwrap_or_else(Says::accepted);
                let reference = (80_000_001 + state.taken.len()).to_string();
                if says.takes {
                    state.taken.push(taken(&request, &reference));
                }
                match says.answer {
                    Answer::Accepted => Answer::json(200, &accepted(parts.len() > 1, &reference)),
                    other => other,
                }
            }
            ("POST", ["device"]) | ("GET", [_, _]) => {
                Answer::json(200, &state.lock().unwrap().device)
            }
            ("POST", ["status"]) => {
                let id = request.field("id").unwrap_or_default();
                match state.lock().unwrap().states.get(&id) {
                    Some(status) => Answer::json(
                        200,
                        &json!({"id": id, "message_status": status, "status": true}),
                    ),
                    None => Answer::json(200, &json!({"reason": "id invalid", "status": false})),
                }
            }
            _ => Answer::html(404),
        };
        if !answer(&mut socket, says).await {
            return;
        }
    }
}

fn taken(request: &Request, reference: &str) -> Taken {
    let json = request.json();
    let field = |name: &str| request.field(name).unwrap_or_default();
    let text = |pointer: &str| json.pointer(pointer)?.as_str().map(str::to_owned);
    Taken {
        at: request.at,
        own: text("/biz_opaque_callback_data").and_then(|own| own.parse().ok()),
        recipient: text("/to").unwrap_or_else(|| field("target")),
        body: text("/text/body")
            .or_else(|| text("/template/name"))
            .unwrap_or_else(|| field("message")),
        reference: reference.to_owned(),
    }
}

fn accepted(is_cloud: bool, reference: &str) -> Value {
    if is_cloud {
        json!({"messaging_product": "whatsapp", "messages": [{"id": format!("wamid.{reference}")}]})
    } else {
        json!({"status": true, "detail": "success! message in queue", "id": [reference], "process": "pending"})
    }
}

/// Answers; says whether the connection may go on.
async fn answer(socket: &mut TcpStream, answer: Answer) -> bool {
    match answer {
        Answer::Accepted => unreachable!("told in the gateway's own form before"),
        Answer::Http(status, headers, body) => {
            let mut head = format!(
                "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n",
                body.len()
            );
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            head.push_str("\r\n");
            socket.write_all(head.as_bytes()).await.is_ok() && socket.write_all(&body).await.is_ok()
        }
        Answer::Endless => {
            let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            let chunk = [b"4000\r\n".as_slice(), &[b'{'; 0x4000], b"\r\n"].concat();
            let mut alive = socket.write_all(head).await.is_ok();
            while alive {
                alive = socket.write_all(&chunk).await.is_ok();
            }
            false
        }
        Answer::Slow => {
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n{\"status\":";
            let mut alive = socket.write_all(head).await.is_ok();
            while alive {
                sleep(Duration::from_millis(100)).await;
                alive = socket.write_all(b" ").await.is_ok();
            }
            false
        }
        Answer::Nothing => {
            // Until the sender has had enough.
            let mut more = [0; 64];
            while matches!(socket.read(&mut more).await, Ok(1..)) {}
            false
        }
        Answer::Reset => {
            socket.set_zero_linger().ok();
            false
        }
    }
}

/// A request, whole; none when the connection ends.
async fn read(socket: &mut TcpStream) -> Option<Request> {
    let mut come = Vec::new();
    let end = loop {
        if let Some(end) = come.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if socket.read_buf(&mut come).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(come[..end].to_vec()).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .map_or(Some(0), |said| said.parse().ok())?;
    let mut body = come.split_off(end + 4);
    while body.len() < length {
        if socket.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request {
        at: Instant::now(),
        method,
        path,
        headers,
        body,
    })
}
