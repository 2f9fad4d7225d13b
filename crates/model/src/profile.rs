//! One's own record: name, phone and language, which everybody keeps in order himself.

use serde::{Deserialize, Serialize};

use crate::{call, phone::Phone, problem::Problems, text::Locale, valid};

/// What one may change of oneself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Name for people.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// Language.
    pub locale: Locale,
}

/// Asks for one's own record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowProfile {}
call!(ShowProfile => Profile; reads [Staff]; changes []; Staff);

/// Changes one's own record. Role and zones belong to the admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeOwnProfile {
    /// Name for people.
    pub name: String,
    /// As entered; may be empty.
    pub phone: String,
    /// Language.
    pub locale: Locale,
}
call!(ChangeOwnProfile => (); reads []; changes [Staff]; Staff);

impl ChangeOwnProfile {
    /// The check that the form makes before sending and the handler makes again; answers what is stored.
    ///
    /// # Errors
    /// Problems by field: `name, phone`.
    pub fn check(&self) -> Result<(String, Option<Phone>), Problems> {
        let mut problems = Problems::none();
        let name = problems.check("name", valid::name(&self.name));
        let phone = if self.phone.trim().is_empty() {
            None
        } else {
            problems.check("phone", Phone::parse(&self.phone))
        };
        problems
            .into_result()
            .map(|()| (name.unwrap_or_default(), phone))
    }
}
