//! What a gateway does over the network, and what becomes of the message: nothing is in doubt that need not be, and nothing is
//! called refused that may have gone out.

use std::sync::Arc;
use std::time::Duration;

use aglis_core::gateways::report::Became;
use aglis_core::gateways::wire::Patience;
use aglis_core::gateways::{self, Gateway, Outcome, Outgoing};
use aglis_core::queue::Way;
use model::messages::Reason;
use model::secret::Secret;
use serde_json::json;

use crate::support::gateway::{Answer, Says, Stub, closed_port};

const TOKEN: &str = "kunci-rahasia";

fn patience() -> Patience {
    Patience {
        connect: Duration::from_secs(1),
        total: Duration::from_secs(3),
        ..Patience::default()
    }
}

fn way(kind: &str, url: &str) -> Way {
    Way {
        id: 1,
        kind: kind.to_owned(),
        base_url: url.to_owned(),
        options: json!({"phone_number_id": "1234567890"}),
        version: 1,
    }
}

fn opened(kind: &str, url: &str) -> Arc<dyn Gateway> {
    let token = Secret::new(TOKEN);
    gateways::open_with(&way(kind, url), Some(&token), true, patience()).unwrap()
}

fn message() -> Outgoing {
    Outgoing {
        own: 42,
        recipient: "+6281234567890".to_owned(),
        template: Some("ticket_update".to_owned()),
        locale: "id".to_owned(),
        body: "Halo Siti & kawan, teknisi datang pukul 9.".to_owned(),
    }
}

/// Sends one message over Fonnte to a gateway that behaves so; the outcome's name, its reason, and how often it was taken.
async fn sent(says: Says) -> (&'static str, Option<Reason>, usize) {
    let stub = Stub::new().await;
    stub.next([says]);
    let outcome = opened("fonnte", &stub.url()).send(&message()).await;
    let (name, reason) = told(&outcome);
    (name, reason, stub.taken().len())
}

fn told(outcome: &Outcome) -> (&'static str, Option<Reason>) {
    match outcome {
        Outcome::Accepted { .. } => ("accepted", None),
        Outcome::Retry { why, .. } => ("retry", Some(why.code)),
        Outcome::Refused { why } => ("refused", Some(why.code)),
        Outcome::Channel { why } => ("channel", Some(why.code)),
        Outcome::Failed { why } => ("failed", Some(why.code)),
        Outcome::Unknown { why } => ("unknown", Some(why.code)),
    }
}

#[tokio::test]
async fn fonnte_gets_a_form_with_the_number_whole_and_the_token_bare() {
    let stub = Stub::new().await;
    let outcome = opened("fonnte", &stub.url()).send(&message()).await;
    let reference = Some(stub.taken()[0].reference.clone());
    assert_eq!(outcome, Outcome::Accepted { reference });
    let request = &stub.requests()[0];
    assert_eq!((&*request.method, &*request.path), ("POST", "/send"));
    assert_eq!(request.headers["authorization"], TOKEN);
    assert_eq!(
        request.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert!(!request.headers.contains_key("accept-encoding"));
    for (name, value) in [
        ("target", "6281234567890"),
        ("message", "Halo Siti & kawan, teknisi datang pukul 9."),
        ("countryCode", "0"),
        ("connectOnly", "true"),
    ] {
        assert_eq!(request.field(name).as_deref(), Some(value), "{name}");
    }
}

#[tokio::test]
async fn fonnte_gets_the_address_of_a_group_as_it_is() {
    let stub = Stub::new().await;
    let group = Outgoing {
        recipient: "120363040000000000@g.us".to_owned(),
        ..message()
    };
    opened("fonnte", &stub.url()).send(&group).await;
    assert_eq!(stub.taken()[0].recipient, "120363040000000000@g.us");
}

#[tokio::test]
async fn the_cloud_api_gets_json_and_hands_our_number_back() {
    let stub = Stub::new().await;
    let outcome = opened("cloud", &stub.url()).send(&message()).await;
    assert!(
        matches!(outcome, Outcome::Accepted { reference: Some(id) } if id.starts_with("wamid."))
    );
    let request = &stub.requests()[0];
    assert_eq!(request.path, "/v23.0/1234567890/messages");
    assert_eq!(request.headers["authorization"], format!("Bearer {TOKEN}"));
    let taken = &stub.taken()[0];
    assert_eq!((taken.own, &*taken.recipient), (Some(42), "6281234567890"));
    assert_eq!(taken.body, message().body);
}

#[tokio::test]
async fn row_23_nobody_listens_or_the_encryption_fails() {
    let closed = format!("http://{}", closed_port().await);
    let outcome = opened("fonnte", &closed).send(&message()).await;
    assert_eq!(told(&outcome), ("refused", Some(Reason::Unreachable)));
    // This server knows no encryption and waits for a request that never comes.
    let stub = Stub::new().await;
    let encrypted = format!("https://localhost:{}", stub.address.port());
    let outcome = opened("fonnte", &encrypted).send(&message()).await;
    assert_eq!(told(&outcome), ("refused", Some(Reason::Unreachable)));
    assert!(stub.taken().is_empty());
}

#[tokio::test]
async fn row_24_too_many_at_once() {
    for (said, asked) in [
        (None, None),
        (Some("7"), Some(Duration::from_secs(7))),
        (Some("86400"), Some(Duration::from_secs(900))),
        (Some("nanti"), None),
    ] {
        let stub = Stub::new().await;
        stub.next([Says::too_many(said)]);
        let outcome = opened("fonnte", &stub.url()).send(&message()).await;
        let Outcome::Retry { why, after } = outcome else {
            panic!("{said:?} is {outcome:?}")
        };
        assert_eq!((why.code, after), (Reason::RateLimited, asked), "{said:?}");
    }
}

#[tokio::test]
async fn row_25_a_server_in_front_of_the_gateway_fails() {
    for status in [500, 502, 503] {
        let took = sent(Says::takes_and(Answer::html(status))).await;
        assert_eq!(took, ("unknown", Some(Reason::GatewayError), 1));
    }
}

#[tokio::test]
async fn row_27_garbage() {
    let bomb = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed\xc1\x01\x0d\x00";
    for body in [
        b"<html>".as_slice(),
        b"{\"status\":tr",
        b"{\"status\":{\"ok\":true}}",
        b"\xff\xfe{}",
        bomb,
    ] {
        let took = sent(Says::takes_and(Answer::bytes(body))).await;
        assert_eq!(
            took,
            ("unknown", Some(Reason::AnswerStrange), 1),
            "{body:?}"
        );
    }
    let packed = Answer::Http(
        200,
        vec![("content-encoding", "gzip".to_owned())],
        bomb.to_vec(),
    );
    let took = sent(Says::takes_and(packed)).await;
    assert_eq!(took, ("unknown", Some(Reason::AnswerStrange), 1));
    let large = Answer::bytes(&vec![b' '; 300 * 1024]);
    let took = sent(Says::takes_and(large)).await;
    assert_eq!(took, ("unknown", Some(Reason::AnswerStrange), 1));
    let took = sent(Says::takes_and(Answer::Endless)).await;
    assert_eq!(took, ("unknown", Some(Reason::AnswerStrange), 1));
}

#[tokio::test]
async fn row_28_an_answer_byte_by_byte() {
    // The answer never ends, so that it is the sender who does.
    let took = sent(Says::takes_and(Answer::Slow)).await;
    assert_eq!(took, ("unknown", Some(Reason::NoAnswer), 1));
}

#[tokio::test]
async fn row_29_taken_without_an_answer() {
    for answer in [Answer::Nothing, Answer::Reset] {
        let took = sent(Says::takes_and(answer)).await;
        assert_eq!(took, ("unknown", Some(Reason::NoAnswer), 1));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let inside = Stub::new().await;
    let to = ("location", format!("{}/send", inside.url()));
    let took = sent(Says::leaves(Answer::Http(307, vec![to], Vec::new()))).await;
    assert_eq!(took, ("channel", Some(Reason::UrlRedirect), 0));
    assert!(inside.requests().is_empty());
}

#[tokio::test]
async fn without_the_switch_this_machine_is_no_gateway() {
    let stub = Stub::new().await;
    let token = Secret::new(TOKEN);
    for kind in ["fonnte", "cloud"] {
        let refused = gateways::open(&way(kind, &stub.url()), Some(&token), false);
        assert_eq!(refused.err().unwrap().code, Reason::AddressRefused);
        let missing = gateways::open(&way(kind, &stub.url()), None, true);
        assert_eq!(missing.err().unwrap().code, Reason::TokenMissing);
    }
    let strange = gateways::open(&way("sms", &stub.url()), Some(&token), true);
    assert_eq!(strange.err().unwrap().code, Reason::GatewayGone);
}

#[tokio::test]
async fn what_the_gateway_repeats_of_us_is_not_kept() {
    let stub = Stub::new().await;
    let repeated = format!("target invalid 6281234567890 for {TOKEN}");
    stub.next([Says::refused(&repeated)]);
    let outcome = opened("fonnte", &stub.url()).send(&message()).await;
    let Outcome::Failed { why } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(why.kept(), "TARGET_INVALID: target invalid … for …");
}

#[tokio::test]
async fn a_gateway_is_asked_how_it_is() {
    let stub = Stub::new().await;
    for (kind, quota) in [("fonnte", "900"), ("cloud", "GREEN")] {
        let health = opened(kind, &stub.url()).probe().await;
        assert_eq!(
            (health.well, health.quota.as_deref()),
            (Ok(()), Some(quota))
        );
    }
    stub.device(json!({"status": true, "device_status": "disconnect", "id": "1"}));
    let health = opened("fonnte", &stub.url()).probe().await;
    assert_eq!(health.well.unwrap_err().code, Reason::DeviceDisconnected);
    assert!(stub.taken().is_empty());
}

#[tokio::test]
async fn fonnte_is_asked_what_became_of_a_message() {
    let stub = Stub::new().await;
    stub.knows("80000001", "sent");
    stub.knows("80000002", "invalid");
    stub.knows("80000003", "processing");
    let fonnte = opened("fonnte", &stub.url());
    assert_eq!(fonnte.reconcile("80000001").await, Some(Became::Sent));
    let failed = fonnte.reconcile("80000002").await;
    assert!(matches!(failed, Some(Became::Failed(why)) if why.code == Reason::TargetInvalid));
    for undecided in ["80000003", "80000004"] {
        assert_eq!(fonnte.reconcile(undecided).await, None, "{undecided}");
    }
    assert_eq!(
        opened("cloud", &stub.url()).reconcile("wamid.1").await,
        None
    );
}
