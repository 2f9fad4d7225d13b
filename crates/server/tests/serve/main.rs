//! What of `aglis` takes a database to try: its commands about messages in [`commands`], and here `aglis serve` over real HTTP, with the
//! login of an enrolled machine. Gateways are believed when they prove who they are, however often and in whatever order they call, and
//! strangers learn and change nothing.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test, also outside of functions marked as one"
)]

mod commands;
mod door;
#[expect(
    dead_code,
    reason = "each test program uses its own part of what they share"
)]
mod support;

use std::io::BufRead as _;
use std::process::Command;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;

use door::{CLOUD, Door, FONNTE, answer, call, signed};

const UNKNOWN: &str = "jalan-yang-tidak-ada-01";

fn report(reference: &str, status: &str) -> Value {
    json!({"statuses": [{"id": reference, "status": status, "timestamp": "1764403200", "recipient_id": "6281234567890"}]})
}

#[tokio::test]
async fn reports_may_come_twice_and_in_any_order() {
    let door = Door::open().await;
    let message = door.message("2", Some("wamid.1"), "accepted").await;
    for status in ["read", "sent", "delivered", "read", "sent", "delivered"] {
        assert_eq!(door.cloud(report("wamid.1", status)).await, 200);
        assert_eq!(door.status(message).await, "read");
    }
    assert_eq!(door.number("select count(*) from gateway_reports").await, 3);
    let all = "select count(*) from messages where sent_at is not null and delivered_at is not null and read_at is not null";
    assert_eq!(door.number(all).await, 1);
}

#[tokio::test]
async fn a_report_that_is_faster_than_the_answer_names_our_own_number() {
    let door = Door::open().await;
    let message = door.message("2", None, "unknown").await;
    let said = json!({"statuses": [{"id": "wamid.7", "status": "delivered", "biz_opaque_callback_data": message.to_string()}]});
    assert_eq!(door.cloud(said).await, 200);
    assert_eq!(door.status(message).await, "delivered");
}

#[tokio::test]
async fn a_failure_tells_why_and_an_opt_out_is_remembered() {
    let door = Door::open().await;
    let message = door.message("2", Some("wamid.1"), "accepted").await;
    let said = json!({"statuses": [{"id": "wamid.1", "status": "failed", "errors": [{"code": 131050, "title": "User opted out"}]}]});
    assert_eq!(door.cloud(said).await, 200);
    assert_eq!(door.status(message).await, "failed");
    let why = "select count(*) from messages where reason = 'OPTED_OUT: 131050 User opted out'";
    assert_eq!(door.number(why).await, 1);
    let kept = "select count(*) from message_optouts where recipient = '+6281234567890' and category = 'billing' and how = 'gateway'";
    assert_eq!(door.number(kept).await, 1);
}

#[tokio::test]
async fn who_does_not_sign_with_our_secret_is_not_believed() {
    let door = Door::open().await;
    let message = door.message("2", Some("wamid.1"), "accepted").await;
    let body = call(report("wamid.1", "read"));
    let other = signed(&call(report("wamid.2", "read")));
    for headers in [
        "",
        "x-hub-signature-256: sha256=",
        "x-hub-signature-256: sha256=00",
        "x-hub-signature-256: nein",
        &other,
    ] {
        assert_eq!(door.post(CLOUD, headers, &body).await, 401, "{headers}");
    }
    // What Fonnte says at the other's door is not believed either.
    let fonnte = json!({"id": "wamid.1", "status": "read"}).to_string();
    assert_eq!(door.post(CLOUD, "", fonnte.as_bytes()).await, 401);
    assert_eq!(door.status(message).await, "accepted");
    assert_eq!(door.number("select count(*) from gateway_reports").await, 0);
}

#[tokio::test]
async fn a_path_that_nobody_was_given_leads_nowhere() {
    let door = Door::open().await;
    let message = door.message("2", Some("wamid.1"), "accepted").await;
    let body = call(report("wamid.1", "read"));
    let long = "a".repeat(200);
    for path in [UNKNOWN, "", "x", "../hook", "%27%20or%201=1--", &long] {
        for headers in ["", &signed(&body)] {
            assert_eq!(door.post(path, headers, &body).await, 404, "{path}");
        }
    }
    let delete = format!("DELETE /hook/{FONNTE} HTTP/1.1\r\nhost: a");
    for (head, status) in [
        ("GET / HTTP/1.1\r\nhost: a", 404),
        ("GET /api/call/ListCustomers HTTP/1.1\r\nhost: a", 404),
        (delete.as_str(), 405),
    ] {
        assert_eq!(door.raw(head, b"").await, (status, String::new()), "{head}");
    }
    assert_eq!(door.status(message).await, "accepted");
}

#[tokio::test]
async fn garbage_and_huge_calls_change_nothing() {
    let mut door = Door::open().await;
    let json = "content-type: application/json";
    for body in [b"".as_slice(), b"[", b"7", b"{\"id\":", b"\xff\xfe"] {
        assert_eq!(door.post(FONNTE, json, body).await, 400);
    }
    let deep = "[".repeat(100_000);
    assert_eq!(door.post(FONNTE, json, deep.as_bytes()).await, 400);
    for said in [
        json!({}),
        json!({"id": {"a": 1}, "status": []}),
        json!({"id": "\u{0}", "status": "sent", "stateid": "\u{0}"}),
        json!({"id": "9".repeat(5000), "status": "sent"}),
        json!({"sender": "\u{0}", "message": "STOP"}),
        json!({"sender": "6281234567890", "message": "\u{0}STOP\u{202e}"}),
    ] {
        assert_eq!(door.fonnte(said).await, 200);
    }
    for value in [
        json!(null),
        json!({"statuses": 7}),
        json!({"statuses": [{"id": "wamid.1", "status": "sent", "timestamp": "99999999999999"}]}),
    ] {
        assert_eq!(door.cloud(value).await, 200);
    }
    // Two megabytes are not read to their end; the answer may get lost in what was still on its way.
    let huge = vec![b' '; 2 * 1024 * 1024];
    let status = door.post(FONNTE, json, &huge).await;
    assert!(matches!(status, 413 | 0), "{status}");
    assert_eq!(door.number("select count(*) from message_optouts").await, 0);
    assert_eq!(door.number("select count(*) from messages").await, 0);
    assert!(door.child.try_wait().unwrap().is_none(), "it runs on");
}

#[tokio::test]
async fn fonnte_names_a_message_by_its_second_number_alone() {
    let door = Door::open().await;
    let message = door.message("1", Some("80367170"), "accepted").await;
    // Before anybody knows whose it is.
    let read = json!({"device": "628111", "stateid": "3EB0", "state": "read"});
    assert_eq!(door.fonnte(read).await, 200);
    assert_eq!(door.status(message).await, "accepted");
    let sent = json!({"device": "628111", "id": "80367170", "stateid": "3EB0", "status": "sent", "state": "sent"});
    assert_eq!(door.fonnte(sent).await, 200);
    assert_eq!(door.status(message).await, "read");
    // And as a form, afterwards.
    let other = door.message("1", Some("80367171"), "accepted").await;
    let form = "content-type: application/x-www-form-urlencoded";
    for body in [
        "id=80367171&stateid=3EB1&status=pending",
        "stateid=3EB1&state=delivered",
    ] {
        assert_eq!(door.post(FONNTE, form, body.as_bytes()).await, 200);
    }
    assert_eq!(door.status(other).await, "delivered");
}

#[tokio::test]
async fn whoever_answers_stop_is_left_alone_until_he_answers_mulai() {
    let door = Door::open().await;
    let optouts =
        "select count(*) from message_optouts where recipient = '+6281234567890' and how = 'reply'";
    let written = |text: &str| json!({"messages": [{"from": "6281234567890", "type": "text", "text": {"body": text}}]});
    assert_eq!(door.cloud(written("terima kasih")).await, 200);
    assert_eq!(door.number(optouts).await, 0);
    for _ in 0..2 {
        assert_eq!(door.cloud(written(" Stop. ")).await, 200);
        assert_eq!(door.number(optouts).await, 3);
    }
    let form = "content-type: application/x-www-form-urlencoded";
    let mulai = b"device=628111&sender=6281234567890&message=MULAI&name=Siti";
    assert_eq!(door.post(FONNTE, form, mulai).await, 200);
    assert_eq!(door.number(optouts).await, 0);
}

#[tokio::test]
async fn meta_is_answered_when_it_asks_whether_this_is_the_place() {
    let door = Door::open().await;
    let ask = async |path: &str, token: &str, mode: &str, challenge: &str| {
        let head = format!(
            "GET /hook/{path}?hub.mode={mode}&hub.verify_token={token}&hub.challenge={challenge} HTTP/1.1\r\nhost: a"
        );
        door.raw(&head, b"").await
    };
    assert_eq!(
        ask(CLOUD, CLOUD, "subscribe", "1158201444").await,
        (200, "1158201444".to_owned())
    );
    let nowhere = (404, String::new());
    assert_eq!(ask(CLOUD, "lain", "subscribe", "1").await, nowhere);
    assert_eq!(ask(CLOUD, CLOUD, "unsubscribe", "1").await, nowhere);
    assert_eq!(
        ask(CLOUD, CLOUD, "subscribe", "%3Cscript%3E").await,
        nowhere
    );
    assert_eq!(ask(FONNTE, FONNTE, "subscribe", "1").await, nowhere);
    assert_eq!(ask(UNKNOWN, UNKNOWN, "subscribe", "1").await, nowhere);
}

#[tokio::test]
async fn while_the_database_is_away_the_gateway_is_told_to_come_again() {
    let door = Door::open().await;
    let message = door.message("1", Some("80367170"), "accepted").await;
    let said = json!({"id": "80367170", "status": "sent"});
    let login = &door.login;
    door.run(&format!("alter role {login} nologin; select pg_terminate_backend(pid) from pg_stat_activity where usename = '{login}'"))
        .await;
    assert_eq!(door.fonnte(said.clone()).await, 503);
    door.run(&format!("alter role {login} login")).await;
    assert_eq!(door.fonnte(said).await, 200);
    assert_eq!(door.status(message).await, "sent");
}

#[tokio::test]
async fn what_is_under_way_is_answered_before_it_leaves() {
    let mut door = Door::open().await;
    let message = door.message("1", Some("80367170"), "accepted").await;
    let body = br#"{"id":"80367170","status":"sent"}"#;
    let mut socket = door.connect().await;
    let head = format!(
        "POST /hook/{FONNTE} HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    // It asks for the body, so it has begun.
    let mut first = [0; 25];
    tokio::io::AsyncReadExt::read_exact(&mut socket, &mut first)
        .await
        .unwrap();
    assert_eq!(&first, b"HTTP/1.1 100 Continue\r\n\r\n");
    Command::new("kill")
        .args(["-TERM", &door.child.id().to_string()])
        .status()
        .unwrap();
    // Nobody else is let in from now on.
    while tokio::net::TcpStream::connect(socket.peer_addr().unwrap())
        .await
        .is_ok()
    {
        tokio::task::yield_now().await;
    }
    socket.write_all(body).await.unwrap();
    assert_eq!(answer(&mut socket).await.0, 200);
    assert!(door.child.wait().unwrap().success());
    assert_eq!(door.status(message).await, "sent");
    let mut rest = String::new();
    while door.log.read_line(&mut rest).unwrap() > 0 {}
    assert!(!rest.contains(FONNTE), "the log keeps a secret: {rest}");
}
