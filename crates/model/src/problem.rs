//! Named reasons why something entered, or asked, is refused.
//!
//! A reason is a stable code from the bad-input catalogue (`PHONE_LENGTH`) with arguments for its sentence. The sentence
//! itself is in `text/{id,en}.ftl` under `problem-` and the code in lower case with hyphens.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// A stable code and the arguments of its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Upper case with underscores, as in the catalogue; tests and support staff quote it.
    pub code: String,
    /// Arguments of the sentence, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Problem {
    /// A reason without arguments.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            args: BTreeMap::new(),
        }
    }

    /// Adds an argument of the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }

    /// The key of the sentence in the text files.
    #[must_use]
    pub fn text_key(&self) -> String {
        format!(
            "problem-{}",
            self.code.to_ascii_lowercase().replace('_', "-")
        )
    }
}

/// Problems collected by field while a form or a request is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(BTreeMap<String, Vec<Problem>>);

impl Problems {
    /// No problems yet.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One problem at one field.
    #[must_use]
    pub fn one(field: &str, problem: Problem) -> Self {
        let mut problems = Self::default();
        problems.add(field, problem);
        problems
    }

    /// Notes a problem at a field.
    pub fn add(&mut self, field: &str, problem: Problem) {
        self.0.entry(field.to_owned()).or_default().push(problem);
    }

    /// Forgets what was noted at a field.
    pub fn clear(&mut self, field: &str) {
        self.0.remove(field);
    }

    /// Notes the problem of a failed check and keeps the value of a good one.
    pub fn check<T>(&mut self, field: &str, result: Result<T, impl Into<Problem>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(problem) => {
                self.add(field, problem.into());
                None
            }
        }
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems of one field.
    #[must_use]
    pub fn field(&self, field: &str) -> &[Problem] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// All problems by field.
    #[must_use]
    pub fn into_fields(self) -> BTreeMap<String, Vec<Problem>> {
        self.0
    }

    /// `Ok` when nothing was noted.
    ///
    /// # Errors
    /// The problems themselves otherwise.
    pub fn into_result(self) -> Result<(), Problems> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}
