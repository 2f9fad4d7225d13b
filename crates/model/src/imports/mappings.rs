//! Mappings of columns that are kept: under a name, and the one that was used last.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ImportKind, Mapping};
use crate::{
    call,
    problem::{Problem, Problems},
    valid,
};

/// The longest name of a mapping, in characters.
pub const NAME_MAX: usize = 80;

/// How amounts and days of a file are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingOptions {
    /// Rupiah for one unit of the amounts.
    pub rupiah_per_unit: i64,
    /// `ymd`, `dmy` or `mdy`.
    pub date_order: String,
}

/// How a file with the same heads was read last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// Which column filled which field.
    pub mapping: Mapping,
    /// How it was read.
    pub options: ReadingOptions,
    /// Who imported it; none for somebody who is no staff.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A mapping somebody keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedMapping {
    /// Record.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Whose; the name of a colleague.
    pub owner: String,
    /// Whether it is the caller's own.
    pub mine: bool,
    /// Whether colleagues see it.
    pub shared: bool,
    /// Which column fills which field; columns may be missing in the file at hand.
    pub mapping: Mapping,
    /// How the file is read.
    pub options: ReadingOptions,
}

/// Lists the mappings of one kind of import: own first, then shared, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListMappings {
    /// What the file holds.
    pub kind: ImportKind,
}
call!(ListMappings => Vec<SavedMapping>; reads [Imports, Staff]; changes []; Staff);

/// What a person keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingForm {
    /// What the file holds.
    pub kind: ImportKind,
    /// 1–80 characters, once a person and kind.
    pub name: String,
    /// Show it to colleagues.
    pub shared: bool,
    /// Which column fills which field.
    pub mapping: Mapping,
    /// How the file is read.
    pub options: ReadingOptions,
}

impl MappingForm {
    /// Checks the name.
    ///
    /// # Errors
    /// Problems of `name`.
    pub fn check(&self) -> Result<String, Problems> {
        let mut problems = Problems::none();
        let name = problems.check("name", valid::name(&self.name));
        match name {
            Some(name) if name.chars().count() > NAME_MAX => Err(Problems::one(
                "name",
                Problem::new("NAME_TOO_LONG").with("max", NAME_MAX),
            )),
            Some(name) => Ok(name),
            None => Err(problems),
        }
    }
}

/// Keeps a new mapping and answers its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveMapping {
    /// What it is.
    pub mapping: MappingForm,
}
call!(SaveMapping => i64; reads []; changes [Imports]; Staff);

/// Changes a mapping of one's own: name, sharing, what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeMapping {
    /// Which.
    pub id: i64,
    /// All of it anew.
    pub mapping: MappingForm,
}
call!(ChangeMapping => (); reads []; changes [Imports]; Staff);

/// Takes a mapping of one's own away; an admin may take a shared one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeleteMapping {
    /// Which.
    pub id: i64,
}
call!(DeleteMapping => (); reads []; changes [Imports]; Staff);
