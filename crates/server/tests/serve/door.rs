//! A running `aglis serve` with the login of an enrolled machine, two gateways that report to it, and messages to report about.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use sqlx::AssertSqlSafe;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::database::{PASSWORD, TestDb, VERIFIER};

pub const FONNTE: &str = "jalan-fonnte-0123456789";
pub const CLOUD: &str = "jalan-cloud-0123456789";
const APP_SECRET: &str = "rahasia aplikasi";

/// The program under test; it ends with its owner.
pub struct Door {
    pub db: TestDb,
    pub login: String,
    pub child: Child,
    /// Whatever it logs from now on.
    pub log: BufReader<ChildStderr>,
    address: String,
}

impl Drop for Door {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Door {
    pub async fn open() -> Self {
        let db = TestDb::new().await;
        sqlx::query("insert into gateways (id, kind, webhook_path) values (1, 'fonnte', $1), (2, 'cloud', $2)")
            .bind(FONNTE)
            .bind(CLOUD)
            .execute(db.owner())
            .await
            .unwrap();
        let login: String = sqlx::query_scalar("select login from app.enrol_worker('server', $1)")
            .bind(VERIFIER)
            .fetch_one(db.owner())
            .await
            .unwrap();
        db.forget_later(&login);
        let options = db.owner_options();
        let url = format!(
            "postgres:///{}?host={}&port={}",
            options.get_database().unwrap(),
            options.get_socket().unwrap().display(),
            options.get_port()
        );
        let mut child = Command::new(env!("CARGO_BIN_EXE_aglis"))
            .args(["--database", &url, "--user", &login])
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("AGLIS_PASSWORD", PASSWORD)
            .env("AGLIS_GATEWAY_APP_SECRET", APP_SECRET)
            .env("AGLIS_LOG", "aglis=info")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let begun = said.len();
            assert_ne!(log.read_line(&mut said).unwrap(), 0, "it ended: {said}");
            if let Some((_, address)) = said[begun..].split_once("address=") {
                break address.trim().to_owned();
            }
        };
        Self {
            db,
            login,
            child,
            log,
            address,
        }
    }

    /// A message in this state that gateway has under this number.
    pub async fn message(&self, gateway: &str, reference: Option<&str>, status: &str) -> i64 {
        sqlx::query_scalar(
            "insert into messages (class, template, recipient, body, status, gateway, gateway_ref, unknown_at)
             values ('notification', 'invoice_issued', '+6281234567890', 'Halo', $1, $2, $3, case when $1 = 'unknown' then now() end) returning id",
        )
        .bind(status)
        .bind(gateway)
        .bind(reference)
        .fetch_one(self.db.owner())
        .await
        .unwrap()
    }

    pub async fn status(&self, message: i64) -> String {
        let status = sqlx::query_scalar("select status from messages where id = $1");
        status
            .bind(message)
            .fetch_one(self.db.owner())
            .await
            .unwrap()
    }

    pub async fn number(&self, question: &'static str) -> i64 {
        sqlx::query_scalar(question)
            .fetch_one(self.db.owner())
            .await
            .unwrap()
    }

    pub async fn run(&self, statement: &str) {
        let run = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()));
        run.execute(self.db.owner()).await.unwrap();
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }

    /// Sends a request as it stands; the status and the body of the answer, or 0 where the connection broke before one.
    pub async fn raw(&self, head: &str, body: &[u8]) -> (u16, String) {
        let mut socket = self.connect().await;
        let whole = [head.as_bytes(), b"\r\n\r\n", body].concat();
        // Whoever is not listened to any more still reads the answer.
        socket.write_all(&whole).await.ok();
        answer(&mut socket).await
    }

    pub async fn post(&self, path: &str, headers: &str, body: &[u8]) -> u16 {
        let length = body.len();
        let head = format!(
            "POST /hook/{path} HTTP/1.1\r\nhost: pesan.example\r\ncontent-length: {length}\r\n{headers}"
        );
        self.raw(head.trim_end(), body).await.0
    }

    /// A call of Fonnte.
    pub async fn fonnte(&self, said: Value) -> u16 {
        let json = "content-type: application/json";
        self.post(FONNTE, json, said.to_string().as_bytes()).await
    }

    /// A call of Meta about messages, signed.
    pub async fn cloud(&self, value: Value) -> u16 {
        let body = call(value);
        self.post(CLOUD, &signed(&body), &body).await
    }
}

/// What Meta sends around reports and messages.
pub fn call(value: Value) -> Vec<u8> {
    let change = json!({"field": "messages", "value": value});
    let entry = json!({"id": "1", "changes": [change]});
    json!({"object": "whatsapp_business_account", "entry": [entry]})
        .to_string()
        .into_bytes()
}

/// The headers of Meta's call with this body.
pub fn signed(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).unwrap();
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("content-type: application/json\r\nx-hub-signature-256: sha256={hex}")
}

/// Reads an answer to the end of its connection.
pub async fn answer(socket: &mut TcpStream) -> (u16, String) {
    let mut come = Vec::new();
    socket.read_to_end(&mut come).await.ok();
    let said = String::from_utf8(come).unwrap();
    let status = said.split(' ').nth(1).and_then(|word| word.parse().ok());
    let body = said.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status.unwrap_or_default(), body.to_owned())
}
