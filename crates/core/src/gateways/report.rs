//! What gateways tell of their own accord: how far a message came, and what people answered.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Why;

/// How far a gateway says a message came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// WhatsApp has it.
    Sent,
    /// It is on the telephone.
    Delivered,
    /// Somebody opened it.
    Read,
    /// It does not arrive.
    Failed(Why),
}

impl Became {
    /// In the words of `app.report_messages`: the state and, of a failure, why.
    #[must_use]
    pub fn told(&self) -> (&'static str, Option<String>) {
        match self {
            Became::Sent => ("sent", None),
            Became::Delivered => ("delivered", None),
            Became::Read => ("read", None),
            Became::Failed(why) => ("failed", Some(why.kept())),
        }
    }
}

/// A line of a report, as `app.report_messages` reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The gateway's number of the message.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// A second number, by which alone later reports may name it.
    pub alias: Option<String>,
    /// How far it came; none where only the second number is told.
    pub status: Option<&'static str>,
    /// Why it does not arrive.
    pub reason: Option<String>,
    /// When, by the gateway's clock.
    pub at: Option<DateTime<Utc>>,
    /// Our number, where the gateway hands it back.
    pub own: Option<i64>,
    /// Whom it was for, E.164.
    pub phone: Option<String>,
}

/// What somebody wrote to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Who, E.164.
    pub phone: String,
    /// The beginning of what was written: enough for a word such as STOP.
    pub text: String,
}

/// Everything in one call of a gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// How far messages came.
    pub reports: Vec<Report>,
    /// What people wrote.
    pub written: Vec<Written>,
}

/// A gateway's number of a message, if it is one that can be kept.
#[must_use]
pub fn reference(said: &str) -> Option<String> {
    let fits = (1..=200).contains(&said.len()) && said.bytes().all(|sign| sign.is_ascii_graphic());
    fits.then(|| said.to_owned())
}

/// A number as gateways write it, digits with their country and perhaps a plus, as E.164.
#[must_use]
pub fn phone(said: &str) -> Option<String> {
    let digits = said.strip_prefix('+').unwrap_or(said);
    let fits = (7..=15).contains(&digits.len())
        && digits.bytes().all(|sign| sign.is_ascii_digit())
        && !digits.starts_with('0');
    fits.then(|| format!("+{digits}"))
}

/// The beginning of a text, without signs that a database does not take.
#[must_use]
pub fn beginning(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_control())
        .take(100)
        .collect()
}
