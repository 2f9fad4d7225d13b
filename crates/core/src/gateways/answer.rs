//! Reading what gateways answer: their clients disagree on types and on how keys are written.

use serde_json::Value;

/// A field of an object, however its name is written.
#[must_use]
pub fn field<'a>(answer: &'a Value, name: &str) -> Option<&'a Value> {
    answer
        .as_object()?
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// Yes or no, also as a word or a number.
#[must_use]
pub fn truth(value: &Value) -> Option<bool> {
    match word(value)?.as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// A single value as a word in lower case.
#[must_use]
pub fn word(value: &Value) -> Option<String> {
    text(value).map(|word| word.trim().to_ascii_lowercase())
}

/// A single value as text, as it is.
#[must_use]
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
