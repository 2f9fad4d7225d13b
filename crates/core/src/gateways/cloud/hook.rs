//! What Meta calls us with: reports and what people wrote, signed with the secret of the app.

use chrono::DateTime;
use hmac::{Hmac, KeyInit as _, Mac as _};
use model::{messages::Reason, secret::Secret};
use serde_json::Value;
use sha2::Sha256;

use super::errors;
use crate::gateways::{
    Why,
    report::{self, Became, Heard, Report, Written},
    words::Hidden,
};

/// Whether `body` was signed with the secret of the app; `header` is `X-Hub-Signature-256`. Takes as long for a wrong signature as
/// for a right one.
#[must_use]
pub fn is_signed(secret: &Secret, body: &[u8], header: &str) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
        return false;
    };
    mac.update(body);
    let signature = header
        .strip_prefix("sha256=")
        .and_then(bytes)
        .unwrap_or_default();
    mac.verify_slice(&signature).is_ok()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    (0..64)
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok())
        .collect()
}

/// Reads a call of Meta: any number of reports and of messages from people.
#[must_use]
pub fn hear(said: &Value) -> Heard {
    let mut heard = Heard::default();
    for value in each(said, "entry")
        .flat_map(|entry| each(entry, "changes"))
        .filter_map(|change| change.get("value"))
    {
        heard
            .reports
            .extend(each(value, "statuses").filter_map(line));
        heard
            .written
            .extend(each(value, "messages").filter_map(written));
    }
    heard
}

fn each<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn word<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of.get(name).and_then(Value::as_str)
}

fn line(status: &Value) -> Option<Report> {
    let became = match word(status, "status")? {
        "sent" => Became::Sent,
        "delivered" => Became::Delivered,
        "read" | "played" => Became::Read,
        "failed" => Became::Failed(failure(status)),
        _ => return None,
    };
    let (told, reason) = became.told();
    // From 2000 to 2100; a database has no further years than it knows.
    let seconds = word(status, "timestamp")
        .and_then(|said| said.parse().ok())
        .filter(|seconds| (946_684_800..4_102_444_800).contains(seconds));
    Some(Report {
        reference: Some(report::reference(word(status, "id")?)?),
        status: Some(told),
        reason,
        at: seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
        own: word(status, "biz_opaque_callback_data").and_then(|own| own.parse().ok()),
        phone: word(status, "recipient_id").and_then(report::phone),
        ..Report::default()
    })
}

fn failure(status: &Value) -> Why {
    // Reports come without the token, and the text stands in none of ours here.
    let nothing = Secret::default();
    let hidden = Hidden {
        token: &nothing,
        message: None,
    };
    match each(status, "errors").next() {
        Some(error) => errors::of_report(error, &hidden),
        None => Why::new(Reason::GatewayRefused),
    }
}

/// A text, or a button that stands for one.
fn written(message: &Value) -> Option<Written> {
    let text = [
        "/text/body",
        "/button/text",
        "/interactive/button_reply/title",
    ]
    .iter()
    .find_map(|place| message.pointer(place)?.as_str())?;
    Some(Written {
        phone: report::phone(word(message, "from")?)?,
        text: report::beginning(text),
    })
}
