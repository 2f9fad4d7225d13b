//! The ways out for messages: gateways that bring a text to a WhatsApp number, behind one trait.
//!
//! A gateway answers with an [`Outcome`], never with an error of its own: what the queue has to know is whether the message was
//! accepted, provably not accepted, or may have been. Reasons are stable names, so that pages have words and advice for them.

pub mod address;
mod answer;
pub mod cloud;
pub mod fonnte;
pub mod hook;
mod log;
pub mod report;
mod store;
pub mod wire;
mod words;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use model::{messages::Reason, secret::Secret};

use self::{
    cloud::Cloud,
    fonnte::Fonnte,
    report::Became,
    wire::{Patience, Wire},
};
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
    /// What it is.
    pub code: Reason,
    /// The gateway's own words, shortened; never a secret.
    pub said: String,
}

impl Why {
    /// A reason without words of the gateway.
    #[must_use]
    pub fn new(code: Reason) -> Self {
        Self {
            code,
            said: String::new(),
        }
    }

    /// A reason with a few words, at most 200 characters of them. Words of a gateway pass through `words` first.
    #[must_use]
    pub fn said(code: Reason, said: &str) -> Self {
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown = |sign: &char| !sign.is_control() && !turns(*sign);
        Self {
            code,
            said: said.chars().filter(shown).take(200).collect(),
        }
    }

    /// As it is kept: the name, and after a colon what was said.
    #[must_use]
    pub fn kept(&self) -> String {
        if self.said.is_empty() {
            self.code.name().to_owned()
        } else {
            format!("{}: {}", self.code, self.said)
        }
    }
}

/// Signs that turn the direction of what is written.
fn turns(sign: char) -> bool {
    matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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

    /// Whether the gateway can be asked what became of a message.
    fn knows_states(&self) -> bool {
        false
    }

    /// Asks what became of a message that the gateway has under this number. None where it cannot say, or not yet.
    fn reconcile<'a>(&'a self, _reference: &'a str) -> Pending<'a, Option<Became>> {
        Box::pin(async { None })
    }
}

/// Makes the gateway of these settings with the token of this machine. `allow_local` permits plain http to this machine.
///
/// # Errors
/// `TOKEN_MISSING` where the gateway wants a token and there is none, `ADDRESS_REFUSED` for an address where none may be,
/// `GATEWAY_GONE` for a kind that this program does not know or a setting that is missing.
pub fn open(way: &Way, token: Option<&Secret>, allow_local: bool) -> Result<Arc<dyn Gateway>, Why> {
    open_with(way, token, allow_local, Patience::default())
}

/// As [`open`], with other limits of time and size.
///
/// # Errors
/// As [`open`].
pub fn open_with(
    way: &Way,
    token: Option<&Secret>,
    allow_local: bool,
    patience: Patience,
) -> Result<Arc<dyn Gateway>, Why> {
    if way.kind == "log" {
        return Ok(Arc::new(Log));
    }
    let token = token.ok_or_else(|| Why::new(Reason::TokenMissing))?;
    let wire = || Wire::to(&way.base_url, allow_local, patience);
    match way.kind.as_str() {
        "fonnte" => Ok(Arc::new(Fonnte::open(wire()?, token)?)),
        "cloud" => Ok(Arc::new(Cloud::open(way, wire()?, token)?)),
        _ => Err(Why::new(Reason::GatewayGone)),
    }
}
