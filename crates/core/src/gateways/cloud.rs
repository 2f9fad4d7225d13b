//! The WhatsApp Cloud API of Meta: JSON, approved templates, numbered errors, signed reports.

mod errors;
mod hook;
mod request;

use model::{messages::Reason, secret::Secret};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde_json::Value;

use self::{errors::Class, request::Options};
use super::{
    Gateway, Health, Outcome, Outgoing, Pending, Why, report,
    wire::{Reply, Trouble, Wire},
    words::Hidden,
};
use crate::queue::Way;

pub use hook::{hear, is_signed};

/// A way out over the Cloud API.
#[derive(Debug)]
pub struct Cloud {
    wire: Wire,
    token: Secret,
    authorization: HeaderValue,
    options: Options,
}

impl Cloud {
    /// The gateway at the end of `wire`, with the number it sends from.
    ///
    /// # Errors
    /// `GATEWAY_GONE` with the name of a setting that is missing or makes no sense; `TOKEN_INVALID` for a token with signs that
    /// none has.
    pub fn open(way: &Way, wire: Wire, token: &Secret) -> Result<Self, Why> {
        let options = Options::read(&way.options)
            .map_err(|setting| Why::said(Reason::GatewayGone, setting))?;
        let mut authorization = HeaderValue::from_str(&format!("Bearer {}", token.reveal()))
            .map_err(|_| Why::new(Reason::TokenInvalid))?;
        authorization.set_sensitive(true);
        Ok(Self {
            wire,
            token: token.clone(),
            authorization,
            options,
        })
    }

    fn hidden<'a>(&'a self, message: Option<&'a Outgoing>) -> Hidden<'a> {
        Hidden {
            token: &self.token,
            message,
        }
    }
}

impl Gateway for Cloud {
    fn has_wire(&self) -> bool {
        true
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Pending<'a, Outcome> {
        Box::pin(async move {
            let Some(body) = self.options.message(message) else {
                return Outcome::Failed {
                    why: Why::new(Reason::NoGroups),
                };
            };
            let path = [
                &*self.options.api_version,
                &*self.options.phone_number_id,
                "messages",
            ];
            let request = self
                .wire
                .post(&path)
                .header(AUTHORIZATION, self.authorization.clone())
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_string());
            match self.wire.ask(request).await {
                Ok(reply) => judge(&reply, &self.hidden(Some(message))),
                Err(trouble) => trouble.outcome(),
            }
        })
    }

    fn probe(&self) -> Pending<'_, Health> {
        Box::pin(async move {
            let path = [&*self.options.api_version, &*self.options.phone_number_id];
            let request = self
                .wire
                .get(&path)
                .header(AUTHORIZATION, self.authorization.clone());
            let asked = self.wire.ask(request).await;
            health(&asked, &self.hidden(None))
        })
    }
}

/// What became of a message that was answered so.
fn judge(reply: &Reply, hidden: &Hidden<'_>) -> Outcome {
    let answer = serde_json::from_slice::<Value>(&reply.body).unwrap_or_default();
    if let Some((class, why)) = errors::read(&answer, hidden) {
        match class {
            Class::Later => {
                return Outcome::Retry {
                    why,
                    after: reply.retry_after,
                };
            }
            Class::Channel => return Outcome::Channel { why },
            Class::Never => return Outcome::Failed { why },
            // An error of an unknown number that came with a request's fault is a refusal all the same.
            Class::Unlisted => {
                if let Some(outcome) = reply.by_status() {
                    return outcome;
                }
                if (400..500).contains(&reply.status) {
                    return Outcome::Failed { why };
                }
                return Outcome::Unknown { why };
            }
        }
    }
    if let Some(outcome) = reply.by_status() {
        return outcome;
    }
    let id = answer.pointer("/messages/0/id").and_then(Value::as_str);
    match id {
        Some(id) if (200..300).contains(&reply.status) => Outcome::Accepted {
            reference: report::reference(id),
        },
        _ => reply.strange(),
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
    if let Some((_, why)) = errors::read(&answer, hidden) {
        return ill(why);
    }
    if !(200..300).contains(&reply.status) || answer.get("id").is_none() {
        return ill(Why::said(
            Reason::GatewayError,
            &format!("HTTP {}", reply.status),
        ));
    }
    let status = answer.get("status").and_then(Value::as_str);
    let well = match status {
        Some("BANNED" | "RESTRICTED" | "FLAGGED" | "RATE_LIMITED") => {
            Err(Why::said(Reason::AccountLocked, status.unwrap_or_default()))
        }
        Some("DISCONNECTED") => Err(Why::new(Reason::DeviceDisconnected)),
        _ => Ok(()),
    };
    let quality = answer.get("quality_rating").and_then(Value::as_str);
    Health {
        well,
        quota: quality.map(report::beginning),
    }
}

#[cfg(test)]
#[path = "cloud_tests.rs"]
mod tests;
