//! Fonnte: a telephone of our own that a service drives. It takes forms, and says no with HTTP 200 and `status: false`.
//!
//! Source: docs.fonnte.com and public clients; where they disagree, both shapes are read.

use model::{messages::Reason, secret::Secret};
use reqwest::{
    RequestBuilder,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde_json::Value;
use url::form_urlencoded;

use super::{
    Gateway, Health, Outcome, Outgoing, Pending, Why,
    answer::{field, text, truth, word},
    report::{self, Became, Heard, Report, Written},
    wire::{Reply, Trouble, Wire},
    words::Hidden,
};

/// A way out over Fonnte.
#[derive(Debug)]
pub struct Fonnte {
    wire: Wire,
    token: Secret,
    authorization: HeaderValue,
}

impl Fonnte {
    /// The gateway at the end of `wire`.
    ///
    /// # Errors
    /// `TOKEN_INVALID` for a token with signs that none has.
    pub fn open(wire: Wire, token: &Secret) -> Result<Self, Why> {
        let mut authorization =
            HeaderValue::from_str(token.reveal()).map_err(|_| Why::new(Reason::TokenInvalid))?;
        authorization.set_sensitive(true);
        Ok(Self {
            wire,
            token: token.clone(),
            authorization,
        })
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.wire
            .post(&[path])
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
    }

    fn hidden<'a>(&'a self, message: Option<&'a Outgoing>) -> Hidden<'a> {
        Hidden {
            token: &self.token,
            message,
        }
    }
}

impl Gateway for Fonnte {
    fn has_wire(&self) -> bool {
        true
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Pending<'a, Outcome> {
        Box::pin(async move {
            let target = message.recipient.trim_start_matches('+');
            let request = self.form(
                "send",
                &[
                    ("target", target),
                    ("message", &message.body),
                    // The number is whole already.
                    ("countryCode", "0"),
                    // Refused at once while the telephone is away, instead of lying there.
                    ("connectOnly", "true"),
                ],
            );
            match self.wire.ask(request).await {
                Ok(reply) => judge(&reply, &self.hidden(Some(message))),
                Err(trouble) => trouble.outcome(),
            }
        })
    }

    fn probe(&self) -> Pending<'_, Health> {
        Box::pin(async move {
            let asked = self.wire.ask(self.form("device", &[])).await;
            health(&asked, &self.hidden(None))
        })
    }

    fn knows_states(&self) -> bool {
        true
    }

    fn reconcile<'a>(&'a self, reference: &'a str) -> Pending<'a, Option<Became>> {
        Box::pin(async move {
            let asked = self.form("status", &[("id", reference)]);
            let reply = self.wire.ask(asked).await.ok()?;
            if !(200..300).contains(&reply.status) {
                return None;
            }
            let answer: Value = serde_json::from_slice(&reply.body).ok()?;
            if field(&answer, "status").and_then(truth) != Some(true) {
                return None;
            }
            became(&word(field(&answer, "message_status")?)?)
        })
    }
}

/// What became of a message that was answered so.
fn judge(reply: &Reply, hidden: &Hidden<'_>) -> Outcome {
    if let Some(outcome) = reply.by_status() {
        return outcome;
    }
    let Ok(answer) = serde_json::from_slice::<Value>(&reply.body) else {
        return reply.strange();
    };
    match field(&answer, "status").and_then(truth) {
        Some(true) if (200..300).contains(&reply.status) => Outcome::Accepted {
            reference: number(&answer),
        },
        Some(false) => refusal(&answer, hidden),
        _ => reply.strange(),
    }
}

/// The number of the first message: a list of words, a list of numbers, or one of either.
fn number(answer: &Value) -> Option<String> {
    let id = field(answer, "id")?;
    let first = id.as_array().map_or(Some(id), |ids| ids.first())?;
    report::reference(&text(first)?)
}

fn refusal(answer: &Value, hidden: &Hidden<'_>) -> Outcome {
    let said = ["reason", "detail", "message"]
        .iter()
        .find_map(|name| text(field(answer, name)?))
        .unwrap_or_default();
    let (reason, is_channel) = reason(&said);
    let why = hidden.why(reason, &said);
    if is_channel {
        Outcome::Channel { why }
    } else {
        Outcome::Failed { why }
    }
}

/// The reason in Fonnte's words, and whether it holds for every message.
fn reason(said: &str) -> (Reason, bool) {
    let said = said.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&["token invalid", "invalid token"]) {
        (Reason::TokenInvalid, true)
    } else if has(&["disconnected device", "device disconnected"]) {
        (Reason::DeviceDisconnected, true)
    } else if has(&["insufficient quota"]) {
        (Reason::QuotaUsed, true)
    } else if has(&["target invalid", "invalid target"]) {
        (Reason::TargetInvalid, false)
    } else if has(&[
        "input invalid",
        "json format invalid",
        "url invalid",
        "url unreachable",
        "file format not supported",
        "file size must under",
    ]) {
        (Reason::RequestInvalid, false)
    } else {
        (Reason::GatewayRefused, false)
    }
}

fn health(asked: &Result<Reply, Trouble>, hidden: &Hidden<'_>) -> Health {
    let ill = |why| Health {
        well: Err(why),
        quota: None,
    };
    let reply = match asked {
        Ok(reply) => reply,
        Err(trouble) => return ill(trouble.why()),
    };
    let answer = serde_json::from_slice::<Value>(&reply.body).unwrap_or_default();
    match field(&answer, "status").and_then(truth) {
        Some(true) if (200..300).contains(&reply.status) => {}
        Some(false) => match refusal(&answer, hidden) {
            Outcome::Channel { why } | Outcome::Failed { why } => return ill(why),
            _ => return ill(Why::new(Reason::GatewayRefused)),
        },
        _ => {
            return ill(Why::said(
                Reason::GatewayError,
                &format!("HTTP {}", reply.status),
            ));
        }
    }
    let quota = field(&answer, "quota").and_then(text);
    let connected = field(&answer, "device_status").and_then(word);
    let well = if connected.as_deref() != Some("connect") {
        Err(Why::new(Reason::DeviceDisconnected))
    } else if quota
        .as_deref()
        .and_then(|quota| quota.trim().parse::<f64>().ok())
        .is_some_and(|left| left <= 0.0)
    {
        Err(Why::new(Reason::QuotaUsed))
    } else {
        Ok(())
    };
    Health {
        well,
        // Words for people, so nothing but what is shown.
        quota: quota.map(|quota| report::beginning(quota.trim())),
    }
}

/// How far a message came, in Fonnte's words; none while it is not decided.
fn became(said: &str) -> Option<Became> {
    let failed = |reason| Some(Became::Failed(Why::said(reason, said)));
    match said {
        "sent" | "success" => Some(Became::Sent),
        "delivered" => Some(Became::Delivered),
        "read" | "played" => Some(Became::Read),
        "invalid" => failed(Reason::TargetInvalid),
        "expired" => failed(Reason::ExpiredThere),
        "url unreachable" => failed(Reason::RequestInvalid),
        "failed" => failed(Reason::GatewayRefused),
        // `pending`, `waiting`, `processing`.
        _ => None,
    }
}

/// Reads a call of Fonnte: a report names the message by `id` and by `stateid`, or by one of them; somebody who wrote is `sender`.
#[must_use]
pub fn hear(said: &Value) -> Heard {
    let mut heard = Heard::default();
    let known = |name| {
        field(said, name)
            .and_then(text)
            .and_then(|number| report::reference(number.trim()))
    };
    let (reference, alias) = (known("id"), known("stateid"));
    if reference.is_some() || alias.is_some() {
        // The state goes further than the status, which only says what became of handing it over.
        let furthest = ["state", "status"]
            .iter()
            .find_map(|name| became(&word(field(said, name)?)?));
        let (status, reason) = furthest.map_or((None, None), |became| {
            let (status, reason) = became.told();
            (Some(status), reason)
        });
        heard.reports.push(Report {
            reference,
            alias,
            status,
            reason,
            ..Report::default()
        });
    }
    let sender = field(said, "sender").and_then(text);
    let written = field(said, "message").and_then(text);
    if let (Some(phone), Some(written)) =
        (sender.and_then(|sender| report::phone(&sender)), written)
    {
        heard.written.push(Written {
            phone,
            text: report::beginning(&written),
        });
    }
    heard
}

#[cfg(test)]
#[path = "fonnte_tests.rs"]
mod tests;
