//! The ways tickets end, as admins keep them.

use serde::{Deserialize, Serialize};

use super::choices::Worded;
use crate::{call, problem::Problems, valid};

/// A way to end, offered or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptResolutionCode {
    /// The words.
    pub word: Worded,
    /// Whether it is offered.
    pub active: bool,
    /// Tickets that ended so.
    pub tickets: i64,
}

/// Lists ways to end in their order, those that are offered first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListResolutionCodes {}
call!(ListResolutionCodes => Vec<KeptResolutionCode>; reads [Settings, Tickets]; changes []; Staff);

/// Adds a way to end or changes its words. Admins. Tickets that ended so keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveResolutionCode {
    /// Which; none for a new one, whose code is made from the English words.
    pub code: Option<String>,
    /// In Indonesian.
    pub text_id: String,
    /// In English.
    pub text_en: String,
    /// Whether it is offered.
    pub active: bool,
}
call!(SaveResolutionCode => (); reads []; changes [Settings]; Staff);

impl SaveResolutionCode {
    /// The check that the form makes before sending and the handler makes again.
    ///
    /// # Errors
    /// Problems by field: `text_id`, `text_en`.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        problems.check("text_id", valid::name(&self.text_id));
        problems.check("text_en", valid::name(&self.text_en));
        problems.into_result()
    }
}
