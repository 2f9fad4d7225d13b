//! What a command answers, for people and for scripts.

use serde_json::Value;

use crate::failure::Exit;

/// The answer of a command that did its work.
#[derive(Debug)]
pub struct Report {
    /// Done, or done with refused rows.
    pub exit: Exit,
    /// Sentences.
    pub text: String,
    /// The same for scripts.
    pub data: Value,
}

impl Report {
    /// All is done.
    pub fn done(text: impl Into<String>, data: Value) -> Self {
        Self {
            exit: Exit::Done,
            text: text.into(),
            data,
        }
    }
}
