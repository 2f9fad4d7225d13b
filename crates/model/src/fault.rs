//! What a caller learns when a call fails.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::{Problem, Problems};

/// The kind of failure, cut by what the caller can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Code {
    /// Something entered is wrong; `fields` says what and where.
    Invalid,
    /// There is no such record, or it is not yours to see.
    NotFound,
    /// The record has moved on: another state, another version, a key used before.
    Conflict,
    /// Your role may not do this.
    Forbidden,
    /// The database cannot be reached; nothing was lost.
    Offline,
    /// Another service refused or stayed silent.
    Outside,
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// Our mistake; `reference` finds it in the log.
    Internal,
}

impl Code {
    /// The key of the sentence for people in `text`.
    #[must_use]
    pub fn text_key(self) -> &'static str {
        match self {
            Code::Invalid => "fault-invalid",
            Code::NotFound => "fault-not-found",
            Code::Conflict => "fault-conflict",
            Code::Forbidden => "fault-forbidden",
            Code::Offline => "fault-offline",
            Code::Outside => "fault-outside",
            Code::SignedOut => "fault-signed-out",
            Code::Internal => "fault-internal",
        }
    }
}

/// A failed call on the wire. Holds no SQL, no secret and no name of a foreign record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{code:?} {problem:?} {reference:?}")]
pub struct Fault {
    /// What kind of failure this is.
    pub code: Code,
    /// The precise reason when there is one, such as `WRONG_STATE`.
    #[serde(default)]
    pub problem: Option<Problem>,
    /// Problems by field path (`phone`, `lines.2.amount`).
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<Problem>>,
    /// Also stands in the log; shown for [`Code::Internal`].
    #[serde(default)]
    pub reference: Option<String>,
}

impl Fault {
    /// A failure of a kind with nothing more to say.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            problem: None,
            fields: BTreeMap::new(),
            reference: None,
        }
    }

    /// A failure with its precise reason.
    #[must_use]
    pub fn because(code: Code, problem: Problem) -> Self {
        Self {
            problem: Some(problem),
            ..Self::new(code)
        }
    }

    /// A failure of entered values.
    #[must_use]
    pub fn invalid(problems: Problems) -> Self {
        Self {
            fields: problems.into_fields(),
            ..Self::new(Code::Invalid)
        }
    }

    /// The problems of one field.
    #[must_use]
    pub fn field(&self, path: &str) -> &[Problem] {
        self.fields.get(path).map_or(&[], Vec::as_slice)
    }
}
