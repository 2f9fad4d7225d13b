//! Every answer of the Cloud API that is known, what a message looks like on the wire, and what reports say.

use model::{messages::Reason, secret::Secret};
use serde_json::{Value, json};

use super::{hear, is_signed, judge, request::Options};
use crate::gateways::{Outcome, Outgoing, report::Written, wire::Reply, words::Hidden};

fn judged(status: u16, body: &str) -> Outcome {
    let token = Secret::new("kunci");
    let reply = Reply {
        status,
        retry_after: None,
        body: body.as_bytes().to_vec(),
    };
    judge(
        &reply,
        &Hidden {
            token: &token,
            message: None,
        },
    )
}

fn error(code: i64) -> String {
    json!({"error": {"code": code, "message": "(#1) Refused", "error_data": {"messaging_product": "whatsapp", "details": "It is so"}}}).to_string()
}

#[test]
fn an_accepted_message_has_metas_number() {
    let body = json!({"messaging_product": "whatsapp", "contacts": [{"wa_id": "628"}], "messages": [{"id": "wamid.HBgN=="}]});
    let reference = Some("wamid.HBgN==".to_owned());
    assert_eq!(
        judged(200, &body.to_string()),
        Outcome::Accepted { reference }
    );
}

#[test]
fn every_listed_error_has_its_class() {
    for (code, reason) in [
        (130_429, Reason::RateLimited),
        (131_056, Reason::RateLimited),
        (131_057, Reason::GatewayError),
    ] {
        let outcome = judged(400, &error(code));
        assert!(
            matches!(outcome, Outcome::Retry { why, .. } if why.code == reason),
            "{code}"
        );
    }
    for (code, reason) in [
        (131_026, Reason::TargetInvalid),
        (131_047, Reason::Outside24h),
        (131_049, Reason::HeldBack),
        (131_050, Reason::OptedOut),
        (132_000, Reason::TemplateMissing),
        (132_001, Reason::TemplateMissing),
        (132_015, Reason::TemplateMissing),
    ] {
        let Outcome::Failed { why } = judged(400, &error(code)) else {
            panic!("{code} is not final")
        };
        assert_eq!(why.kept(), format!("{reason}: {code} It is so"));
    }
    for (code, reason) in [
        (0, Reason::TokenInvalid),
        (190, Reason::TokenInvalid),
        (368, Reason::AccountLocked),
        (131_031, Reason::AccountLocked),
        (131_048, Reason::AccountLocked),
    ] {
        let outcome = judged(401, &error(code));
        assert!(
            matches!(outcome, Outcome::Channel { why } if why.code == reason),
            "{code}"
        );
    }
}

#[test]
fn an_error_of_an_unknown_number_is_a_refusal_only_where_it_is_ours() {
    let ours = judged(400, &error(100));
    assert!(matches!(ours, Outcome::Failed { why } if why.code == Reason::GatewayRefused));
    let later = judged(429, &error(4));
    assert!(matches!(later, Outcome::Retry { .. }));
    for status in [200, 500, 503] {
        let theirs = judged(status, &error(131_000));
        assert!(matches!(theirs, Outcome::Unknown { .. }), "{status}");
    }
}

#[test]
fn what_says_nothing_of_the_message_leaves_it_in_doubt() {
    for body in [
        "",
        "<html>",
        "{\"messages\":[{\"id\":",
        "{}",
        "{\"messages\":[]}",
        "{\"messages\":[{\"id\":7}]}",
        "{\"error\":{}}",
        "{\"error\":\"x\"}",
    ] {
        assert!(
            matches!(judged(200, body), Outcome::Unknown { .. }),
            "{body}"
        );
    }
    assert!(matches!(
        judged(502, "<h1>502</h1>"),
        Outcome::Unknown { .. }
    ));
    assert!(matches!(
        judged(404, "<h1>404</h1>"),
        Outcome::Channel { .. }
    ));
}

fn message(template: Option<&str>, body: &str) -> Outgoing {
    Outgoing {
        own: 42,
        recipient: "+6281234567890".to_owned(),
        template: template.map(str::to_owned),
        locale: "id".to_owned(),
        body: body.to_owned(),
    }
}

fn options() -> Options {
    Options::read(&json!({
        "phone_number_id": "1234567890",
        "templates": {
            "otp": {"name": "kode_masuk", "values": ["code"], "copies_code": true},
            "invoice_issued": {"name": "tagihan", "language": "id_ID", "values": ["text"]},
        }
    }))
    .unwrap()
}

#[test]
fn a_text_without_an_approved_template_goes_as_text() {
    let sent = options()
        .message(&message(Some("ticket_update"), "Halo\nSiti"))
        .unwrap();
    assert_eq!(
        sent,
        json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "6281234567890", "biz_opaque_callback_data": "42",
            "type": "text", "text": {"preview_url": false, "body": "Halo\nSiti"}
        })
    );
}

#[test]
fn an_approved_template_carries_the_text_in_its_places() {
    let sent = options()
        .message(&message(Some("invoice_issued"), "Halo,\n\n tagihan   Anda"))
        .unwrap();
    assert_eq!(
        sent["template"],
        json!({
            "name": "tagihan", "language": {"code": "id_ID"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "Halo, · tagihan Anda"}]}]
        })
    );
    let sent = options()
        .message(&message(Some("otp"), "Kode Anda 481516, berlaku 5 menit"))
        .unwrap();
    assert_eq!(
        sent["template"],
        json!({
            "name": "kode_masuk", "language": {"code": "id"},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": "481516"}]},
                {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "481516"}]},
            ]
        })
    );
}

#[test]
fn a_group_is_not_written_to() {
    let group = Outgoing {
        recipient: "120363040000000000@g.us".to_owned(),
        ..message(None, "Halo")
    };
    assert_eq!(options().message(&group), None);
}

#[test]
fn a_setting_that_makes_no_sense_is_named() {
    for (options, setting) in [
        (json!({}), "phone_number_id, templates"),
        (json!({"phone_number_id": "../1"}), "phone_number_id"),
        (json!({"phone_number_id": ""}), "phone_number_id"),
        (
            json!({"phone_number_id": "1", "api_version": "23"}),
            "api_version",
        ),
        (
            json!({"phone_number_id": "1", "api_version": "v23.0/../"}),
            "api_version",
        ),
    ] {
        assert_eq!(Options::read(&options).err(), Some(setting), "{options}");
    }
}

/// RFC 4231, test case 2, in Meta's form.
#[test]
fn only_the_right_signature_is_believed() {
    let secret = Secret::new("Jefe");
    let body = b"what do ya want for nothing?";
    let right = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert!(is_signed(&secret, body, right));
    assert!(!is_signed(
        &secret,
        b"what do ya want for something?",
        right
    ));
    assert!(!is_signed(&Secret::new("Lain"), body, right));
    for wrong in [
        "",
        "sha256=",
        "sha256=zz",
        &right[7..],
        &right[..70],
        "sha1=5bdcc146bf60754e6a042426089575c75a003f08",
    ] {
        assert!(!is_signed(&secret, body, wrong), "{wrong}");
    }
}

fn call(value: Value) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]})
}

#[test]
fn reports_say_whose_message_came_how_far() {
    let heard = hear(&call(json!({"statuses": [
        {"id": "wamid.1", "status": "delivered", "timestamp": "1764403200", "recipient_id": "6281234567890", "biz_opaque_callback_data": "42"},
        {"id": "wamid.2", "status": "failed", "timestamp": "x", "recipient_id": "628", "errors": [{"code": 131050, "title": "Opted out of +62 812 3456 7890"}]},
        {"id": "wamid.3", "status": "deleted"},
        {"status": "sent"},
        7,
    ]})));
    assert_eq!(heard.reports.len(), 2);
    let [first, second] = &heard.reports[..] else {
        panic!("two reports")
    };
    assert_eq!(first.reference.as_deref(), Some("wamid.1"));
    assert_eq!((first.status, first.own), (Some("delivered"), Some(42)));
    assert_eq!(first.phone.as_deref(), Some("+6281234567890"));
    assert_eq!(first.at.unwrap().timestamp(), 1_764_403_200);
    assert_eq!(second.status, Some("failed"));
    assert_eq!(
        second.reason.as_deref(),
        Some("OPTED_OUT: 131050 Opted out of +…")
    );
    assert_eq!(second.at, None);
}

#[test]
fn texts_and_buttons_of_people_are_heard() {
    let heard = hear(&call(json!({"messages": [
        {"from": "6281234567890", "id": "wamid.9", "type": "text", "text": {"body": "Stop"}},
        {"from": "6281234567891", "type": "button", "button": {"text": "Berhenti"}},
        {"from": "6281234567892", "type": "image", "image": {"id": "1"}},
        {"from": "' or 1=1", "type": "text", "text": {"body": "x"}},
    ]})));
    let written = |phone: &str, text: &str| Written {
        phone: phone.to_owned(),
        text: text.to_owned(),
    };
    assert_eq!(
        heard.written,
        [
            written("+6281234567890", "Stop"),
            written("+6281234567891", "Berhenti")
        ]
    );
    for strange in [
        json!(null),
        json!([]),
        json!({"entry": 7}),
        json!({"entry": [{"changes": [{"value": {"statuses": "x"}}]}]}),
    ] {
        assert_eq!(hear(&strange), super::report::Heard::default());
    }
}
