//! Mappings of columns that are kept: under a name, and the one that was used last.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ImportKind, Mapping, Source};
use crate::{call, problem::Problems, valid};

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

/// A head in lower-case letters and digits; two that amount to the same are the same column.
pub fn plain(head: &str) -> String {
    head.chars()
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A mapping in the spelling of these heads without the columns that are not among them, and which these are.
pub fn fit(mapping: &Mapping, heads: &[String]) -> (Mapping, Vec<String>) {
    let here = |wanted: &str| {
        let exact = heads.iter().find(|head| head.as_str() == wanted);
        exact.or_else(|| heads.iter().find(|head| plain(head) == plain(wanted)))
    };
    let (mut fitting, mut lacking) = (Mapping::new(), Vec::new());
    for (field, source) in mapping {
        let fitted = match source {
            Source::Fixed(_) => source.clone(),
            Source::Column(wanted) => {
                let Some(head) = here(wanted) else {
                    lacking.push(wanted.clone());
                    continue;
                };
                Source::Column(head.clone())
            }
        };
        fitting.insert(field.clone(), fitted);
    }
    (fitting, lacking)
}

/// Whether two mappings say the same, however the heads in them are spelt.
pub fn is_same(one: &Mapping, other: &Mapping) -> bool {
    let same = |pair: (&Source, &Source)| match pair {
        (Source::Column(one), Source::Column(other)) => plain(one) == plain(other),
        (one, other) => one == other,
    };
    one.len() == other.len()
        && one
            .iter()
            .all(|(field, source)| other.get(field).is_some_and(|there| same((source, there))))
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
        valid::short_name(&self.name, NAME_MAX).map_err(|problem| Problems::one("name", problem))
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

#[cfg(test)]
mod tests {
    use super::{fit, is_same};
    use crate::imports::{Mapping, Source};

    fn column(head: &str) -> Source {
        Source::Column(head.to_owned())
    }

    #[test]
    fn a_mapping_keeps_what_the_file_has_in_the_spelling_of_the_file() {
        let mapping = Mapping::from([
            ("phone".to_owned(), column("No. HP")),
            ("email".to_owned(), column("Surel")),
            ("package".to_owned(), Source::Fixed("HOME-20".to_owned())),
        ]);
        let right = Mapping::from([
            ("phone".to_owned(), column("no hp")),
            ("package".to_owned(), Source::Fixed("HOME-20".to_owned())),
        ]);
        let heads = ["no hp".to_owned(), "Nama".to_owned()];
        let (fitting, lacking) = fit(&mapping, &heads);
        assert_eq!(fitting, right);
        assert_eq!(lacking, ["Surel"]);
    }

    #[test]
    fn another_spelling_is_the_same_mapping_and_another_column_is_not() {
        let of = |source| Mapping::from([("phone".to_owned(), source)]);
        assert!(is_same(&of(column("No. HP")), &of(column("no hp"))));
        assert!(!is_same(&of(column("No. HP")), &of(column("HP"))));
        assert!(!is_same(
            &of(column("HP")),
            &of(Source::Fixed("HP".to_owned()))
        ));
        assert!(!is_same(&of(column("HP")), &Mapping::new()));
    }
}
