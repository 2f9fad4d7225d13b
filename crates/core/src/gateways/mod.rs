//! The ways out for messages: gateways that bring a text to a WhatsApp number, behind one trait.
//!
//! A gateway answers with an [`Outcome`], never with an error of its own: what the queue has to know is whether the message was
//! accepted, provably not accepted, or may have been. Reasons are stable names, so that pages have words and advice for them.

mod log;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use model::secret::Secret;

use crate::queue::Way;

pub use log::Log;

/// A message as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Our number of the message; gateways that take one hand it back in their reports.
    pub own: i64,
    /// E.164, or the address of a group.
    pub recipient: String,
    /// Name of the text it was made from; the Cloud API needs an approved one outside of 24 hours.
    pub template: Option<String>,
    /// Language of the text.
    pub locale: String,
    /// What it says.
    pub body: String,
}

/// What became of a send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway has it, under this number of its own.
    Accepted {
        /// The gateway's number of it.
        reference: Option<String>,
    },
    /// It has it not, and may take it later.
    Retry {
        /// Why.
        why: Why,
        /// How long the gateway asked to wait.
        after: Option<Duration>,
    },
    /// It could not be reached, and nothing had been sent.
    Refused {
        /// Why.
        why: Why,
    },
    /// It takes none from us now, whatever the message: device, account, quota.
    Channel {
        /// Why.
        why: Why,
    },
    /// It will never take this one.
    Failed {
        /// Why.
        why: Why,
    },
    /// The request went out and no answer came that says what became of it.
    Unknown {
        /// Why.
        why: Why,
    },
}

/// A reason: a stable name that pages have words for, and what the gateway said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// `TARGET_INVALID`, see `message-why-` in the texts.
    pub code: &'static str,
    /// The gateway's own words, shortened; never a secret.
    pub said: String,
}

impl Why {
    /// A reason without words of the gateway.
    #[must_use]
    pub fn new(code: &'static str) -> Self {
        Self {
            code,
            said: String::new(),
        }
    }

    /// A reason with what the gateway said, at most 200 characters of it.
    #[must_use]
    pub fn said(code: &'static str, said: &str) -> Self {
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            code,
            said: said.chars().take(200).collect(),
        }
    }

    /// As it is kept: the name, and after a colon what was said.
    #[must_use]
    pub fn kept(&self) -> String {
        if self.said.is_empty() {
            self.code.to_owned()
        } else {
            format!("{}: {}", self.code, self.said)
        }
    }
}

/// How a gateway is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether it would take a message now; if not, why.
    pub well: Result<(), Why>,
    /// What is left of a quota, in the gateway's words.
    pub quota: Option<String>,
}

/// Something that takes a while.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A way out for messages.
pub trait Gateway: Send + Sync {
    /// Whether a message leaves this machine. One that does may have arrived although nobody heard so.
    fn has_wire(&self) -> bool;

    /// Hands a message over. Ends within 20 seconds, whatever the other side does.
    fn send<'a>(&'a self, message: &'a Outgoing) -> Pending<'a, Outcome>;

    /// Asks how the gateway is, without sending anything.
    fn probe(&self) -> Pending<'_, Health>;
}

/// Makes the gateway of these settings with the token of this machine. `allow_local` permits plain http to this machine.
///
/// # Errors
/// `TOKEN_MISSING` where the gateway wants a token and there is none; `GATEWAY_GONE` for a kind that this program does not know.
pub fn open(
    way: &Way,
    token: Option<&Secret>,
    _allow_local: bool,
) -> Result<Arc<dyn Gateway>, Why> {
    match (way.kind.as_str(), token) {
        ("log", _) => Ok(Arc::new(Log)),
        (_, None) => Err(Why::new("TOKEN_MISSING")),
        _ => Err(Why::new("GATEWAY_GONE")),
    }
}
