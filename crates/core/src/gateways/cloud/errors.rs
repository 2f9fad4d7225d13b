//! Meta's numbered errors and what each means for the message and for the channel.

use model::messages::Reason;
use serde_json::Value;

use crate::gateways::{Why, words::Hidden};

/// What an error means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The same message may be taken later.
    Later,
    /// None is taken now.
    Channel,
    /// This one will never be taken.
    Never,
    /// The number stands in no table of ours.
    Unlisted,
}

/// The error in an answer, if it is one.
pub fn read(answer: &Value, hidden: &Hidden<'_>) -> Option<(Class, Why)> {
    let error = answer.get("error")?;
    let code = error.get("code").and_then(Value::as_i64)?;
    let (class, reason) = meaning(code);
    Some((class, why(reason, code, error, hidden)))
}

/// Why a message failed that was accepted first, as reports tell it.
pub fn of_report(error: &Value, hidden: &Hidden<'_>) -> Why {
    let code = error.get("code").and_then(Value::as_i64).unwrap_or(-1);
    why(meaning(code).1, code, error, hidden)
}

/// The number, which people can look up, and Meta's words.
fn why(reason: Reason, code: i64, error: &Value, hidden: &Hidden<'_>) -> Why {
    let said = error
        .pointer("/error_data/details")
        .or_else(|| error.get("message"))
        .or_else(|| error.get("title"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let said = hidden.why(reason, said).said;
    Why::said(reason, &format!("{code} {said}"))
}

fn meaning(code: i64) -> (Class, Reason) {
    match code {
        130_429 | 131_056 => (Class::Later, Reason::RateLimited),
        // Under maintenance.
        131_057 => (Class::Later, Reason::GatewayError),
        0 | 190 => (Class::Channel, Reason::TokenInvalid),
        368 | 131_031 | 131_048 => (Class::Channel, Reason::AccountLocked),
        131_026 => (Class::Never, Reason::TargetInvalid),
        131_047 => (Class::Never, Reason::Outside24h),
        131_049 => (Class::Never, Reason::HeldBack),
        131_050 => (Class::Never, Reason::OptedOut),
        132_000 | 132_001 | 132_015 => (Class::Never, Reason::TemplateMissing),
        _ => (Class::Unlisted, Reason::GatewayRefused),
    }
}
