//! Every answer of Fonnte that is known, and what becomes of the message.

use std::time::Duration;

use model::{messages::Reason, secret::Secret};
use serde_json::{Value, json};

use super::{became, health, hear, judge};
use crate::gateways::{
    Outcome,
    report::{Became, Written},
    wire::{Reply, Trouble},
    words::Hidden,
};

fn reply(status: u16, body: &str) -> Reply {
    Reply {
        status,
        retry_after: None,
        body: body.as_bytes().to_vec(),
    }
}

fn judged(reply: &Reply) -> Outcome {
    let token = Secret::new("kunci");
    judge(
        reply,
        &Hidden {
            token: &token,
            message: None,
        },
    )
}

/// The outcome's name and reason.
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

fn accepted(body: &Value) -> Option<String> {
    match judged(&reply(200, &body.to_string())) {
        Outcome::Accepted { reference } => reference,
        other => panic!("{body} is {other:?}"),
    }
}

#[test]
fn an_accepted_message_keeps_its_number_however_it_is_written() {
    for (body, number) in [
        (
            json!({"status": true, "detail": "success! message in queue", "id": ["80367170"], "process": "pending", "requestid": 2937124, "target": ["6281234567890"]}),
            Some("80367170"),
        ),
        (
            json!({"Status": "true", "ID": [80367170]}),
            Some("80367170"),
        ),
        (json!({"status": "True", "id": 80367170}), Some("80367170")),
        (json!({"STATUS": 1, "Id": "80367170"}), Some("80367170")),
        (json!({"status": true}), None),
        (json!({"status": true, "id": []}), None),
        (json!({"status": true, "id": [null]}), None),
        (json!({"status": true, "id": ["8\u{0}0"]}), None),
        (json!({"status": true, "id": ["9".repeat(201)]}), None),
    ] {
        assert_eq!(accepted(&body).as_deref(), number, "{body}");
    }
}

#[test]
fn every_reason_has_its_class() {
    for (reason, outcome) in [
        ("token invalid", ("channel", Reason::TokenInvalid)),
        ("invalid token", ("channel", Reason::TokenInvalid)),
        (
            "request invalid on disconnected device",
            ("channel", Reason::DeviceDisconnected),
        ),
        ("insufficient quota", ("channel", Reason::QuotaUsed)),
        ("target invalid", ("failed", Reason::TargetInvalid)),
        ("input invalid", ("failed", Reason::RequestInvalid)),
        ("JSON format invalid", ("failed", Reason::RequestInvalid)),
        ("url invalid", ("failed", Reason::RequestInvalid)),
        ("url unreachable", ("failed", Reason::RequestInvalid)),
        (
            "file format not supported",
            ("failed", Reason::RequestInvalid),
        ),
        (
            "file size must under 4MB",
            ("failed", Reason::RequestInvalid),
        ),
        (
            "something that nobody has seen yet",
            ("failed", Reason::GatewayRefused),
        ),
    ] {
        for body in [
            json!({"status": false, "reason": reason}),
            json!({"Status": "false", "Reason": reason.to_uppercase()}),
        ] {
            let (name, why) = told(&judged(&reply(200, &body.to_string())));
            assert_eq!((name, why), (outcome.0, Some(outcome.1)), "{body}");
        }
    }
}

#[test]
fn what_says_nothing_of_the_message_leaves_it_in_doubt() {
    for body in [
        "",
        "<html><body>OK</body></html>",
        "{\"status\":tr",
        "[]",
        "null",
        "7",
        "{}",
        "{\"status\":null}",
        "{\"status\":[true]}",
        "{\"status\":\"mungkin\"}",
        "\u{1f}\u{8b}",
    ] {
        let outcome = told(&judged(&reply(200, body)));
        assert_eq!(outcome, ("unknown", Some(Reason::AnswerStrange)), "{body}");
    }
    for status in [500, 502, 503, 504, 408] {
        let outcome = told(&judged(&reply(status, "<h1>Bad Gateway</h1>")));
        assert_eq!(outcome, ("unknown", Some(Reason::GatewayError)), "{status}");
    }
    // A server's fault may come after it took the message, whatever it says.
    let outcome = told(&judged(&reply(
        500,
        r#"{"status":false,"reason":"target invalid"}"#,
    )));
    assert_eq!(outcome, ("unknown", Some(Reason::GatewayError)));
    // Accepted, and refused by HTTP: both cannot be.
    let outcome = told(&judged(&reply(404, r#"{"status":true}"#)));
    assert_eq!(outcome, ("channel", Some(Reason::GatewayError)));
}

#[test]
fn too_many_at_once_wait_as_long_as_is_asked() {
    let later = Reply {
        retry_after: Some(Duration::from_secs(7)),
        ..reply(429, "slow down")
    };
    assert!(matches!(
        judged(&later),
        Outcome::Retry { why, after: Some(after) } if why.code == Reason::RateLimited && after.as_secs() == 7
    ));
}

#[test]
fn a_wrong_address_stops_the_channel_and_no_message() {
    for (status, reason) in [
        (301, Reason::UrlRedirect),
        (307, Reason::UrlRedirect),
        (401, Reason::TokenInvalid),
        (403, Reason::TokenInvalid),
        (404, Reason::GatewayError),
        (405, Reason::GatewayError),
    ] {
        let outcome = told(&judged(&reply(status, "<h1>no</h1>")));
        assert_eq!(outcome, ("channel", Some(reason)), "{status}");
    }
}

#[test]
fn what_is_known_before_anything_left_is_refused() {
    for (trouble, outcome) in [
        (Trouble::Unreachable, ("refused", Reason::Unreachable)),
        (Trouble::AddressRefused, ("channel", Reason::AddressRefused)),
        (Trouble::NoAnswer, ("unknown", Reason::NoAnswer)),
        (Trouble::Endless, ("unknown", Reason::AnswerStrange)),
    ] {
        let (name, why) = told(&trouble.outcome());
        assert_eq!((name, why), (outcome.0, Some(outcome.1)));
    }
}

#[test]
fn the_device_says_how_it_is() {
    let token = Secret::new("kunci");
    let hidden = Hidden {
        token: &token,
        message: None,
    };
    let asked = |body: &str| {
        let health = health(&Ok(reply(200, body)), &hidden);
        (health.well.err().map(|why| why.code), health.quota)
    };
    let quota = |quota: &str| Some(quota.to_owned());
    assert_eq!(
        asked(r#"{"status":true,"device_status":"connect","quota":"953","package":"Lite"}"#),
        (None, quota("953"))
    );
    assert_eq!(
        asked(r#"{"Status":"true","device_status":"connect","quota":-1}"#),
        (Some(Reason::QuotaUsed), quota("-1"))
    );
    assert_eq!(
        asked(r#"{"status":true,"device_status":"disconnect","quota":"953"}"#),
        (Some(Reason::DeviceDisconnected), quota("953"))
    );
    assert_eq!(
        asked(r#"{"status":true,"device_status":"connect","quota":"0"}"#),
        (Some(Reason::QuotaUsed), quota("0"))
    );
    assert_eq!(
        asked(r#"{"status":false,"reason":"token invalid"}"#),
        (Some(Reason::TokenInvalid), None)
    );
    assert_eq!(asked("<html>"), (Some(Reason::GatewayError), None));
    let away = health(&Err(Trouble::Unreachable), &hidden);
    assert_eq!(away.well.unwrap_err().code, Reason::Unreachable);
}

#[test]
fn states_are_told_only_when_they_are_decided() {
    for word in ["pending", "waiting", "processing", "", "apa"] {
        assert_eq!(became(word), None, "{word}");
    }
    assert_eq!(became("sent"), Some(Became::Sent));
    assert_eq!(became("read"), Some(Became::Read));
    for (word, reason) in [
        ("invalid", Reason::TargetInvalid),
        ("expired", Reason::ExpiredThere),
    ] {
        assert!(matches!(became(word), Some(Became::Failed(why)) if why.code == reason));
    }
}

#[test]
fn a_report_names_its_message_by_either_number() {
    let lines = |said: Value| {
        let heard = hear(&said);
        let lines: Vec<_> = heard
            .reports
            .into_iter()
            .map(|line| (line.reference, line.alias, line.status))
            .collect();
        lines
    };
    let some = |number: &str| Some(number.to_owned());
    assert_eq!(
        lines(
            json!({"device": "628111", "id": "80367170", "stateid": "3EB0", "status": "sent", "state": "delivered"})
        ),
        [(some("80367170"), some("3EB0"), Some("delivered"))]
    );
    assert_eq!(
        lines(json!({"id": 80367170, "status": "Sent"})),
        [(some("80367170"), None, Some("sent"))]
    );
    assert_eq!(
        lines(json!({"stateid": "3EB0", "state": "read"})),
        [(None, some("3EB0"), Some("read"))]
    );
    assert_eq!(
        lines(json!({"id": "1", "stateid": "3EB0", "status": "pending"})),
        [(some("1"), some("3EB0"), None)]
    );
    assert_eq!(lines(json!({"device": "628111"})), []);
    assert_eq!(lines(json!([1, 2])), []);
}

#[test]
fn what_somebody_wrote_is_heard() {
    let heard = hear(
        &json!({"device": "628111", "sender": "6281234567890", "message": "STOP\u{0}", "name": "Siti"}),
    );
    let written = Written {
        phone: "+6281234567890".to_owned(),
        text: "STOP".to_owned(),
    };
    assert_eq!(heard.written, [written]);
    // A group's message comes from the group's address.
    let heard = hear(&json!({"sender": "1203630@g.us", "message": "STOP"}));
    assert_eq!(heard.written, []);
}
