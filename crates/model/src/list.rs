//! How a list is asked for and answered, the same for every area.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    call,
    problem::{Problem, Problems},
};

/// The most rows one page may hold.
pub const PAGE_MAX: u32 = 500;
/// The most rows that a page counts. Counting a million takes as long as reading them, and a page is to be there at once.
pub const COUNT_MAX: i64 = 10_000;
/// The longest search text, in characters.
pub const SEARCH_MAX: usize = 200;
/// The most conditions of one question.
pub const FILTERS_MAX: usize = 20;
/// The longest closed range of days in a condition: the ten years for which books are kept. A range that is open at one end
/// has no limit.
pub const FILTER_DAYS_MAX: i64 = 3_660;
/// The most columns a list is sorted by.
pub const SORT_MAX: usize = 4;
/// The most rows a person chooses one by one, or leaves out of all.
pub const CHOICE_MAX: usize = 10_000;

/// What to show: search, filters, order and place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListQuery {
    /// Free text; every word must be found. `%`, `_` and `\` mean themselves.
    pub search: String,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// First column first; the record's id always decides ties.
    pub sort: Vec<Sort>,
    /// Where the previous page ended; none for the first page.
    pub after: Option<Cursor>,
    /// Rows to pass over first; how the scroll bar jumps to a place that no page leads to yet.
    pub skip: u32,
    /// Counts `skip` from the end of the list, so that its last rows are as near as its first. Not together with `after`.
    pub backwards: bool,
    /// Rows wanted, 1 to [`PAGE_MAX`]; 0 means 100. A number that is no count is read as one that is too large.
    #[serde(deserialize_with = "rows_wanted")]
    pub limit: u32,
    /// Whether to count the matching rows as well, up to [`COUNT_MAX`].
    pub count: bool,
    /// Reads no row and counts them all, however many there are and however long that takes.
    pub only_count: bool,
}

fn rows_wanted<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let number = serde_json::Number::deserialize(from)?;
    let count = number.as_u64().and_then(|count| u32::try_from(count).ok());
    Ok(count.unwrap_or(u32::MAX))
}

/// One condition on one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// A column the list knows.
    pub column: String,
    /// How the column is compared.
    pub op: Op,
    /// One or more values, as text; for [`Op::Between`] exactly two, either may be empty (open).
    pub values: Vec<String>,
}

/// How a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// Equals any of the values.
    Is,
    /// Equals none of the values.
    IsNot,
    /// Lies between two values, both included.
    Between,
    /// Contains the text.
    Contains,
}

/// One column of the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// A column the list knows.
    pub column: String,
    /// Largest first.
    #[serde(default)]
    pub descending: bool,
}

/// The last row of a page: its values in the sort columns and its id. Opaque to the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// Values of the sort columns as text; `None` is the database's null.
    pub values: Vec<Option<String>>,
    /// Id of the row.
    pub id: i64,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// In the order asked for.
    pub rows: Vec<T>,
    /// Where the next page starts; none when this was the last.
    pub next: Option<Cursor>,
    /// All matching rows, when asked for.
    pub total: Option<i64>,
    /// Whether there are more than `total`, at which counting stopped; [`ListQuery::only_count`] knows how many.
    #[serde(default)]
    pub is_more: bool,
}

/// The most values of a column that are offered at once.
pub const VALUES_OFFERED: i64 = 50;

/// Asks what stands in a column of a list, to choose from: words that nobody keeps a table of, or a table too long to show.
/// Columns: `services.kecamatan`, `registrations.kecamatan`, `odps.code`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListValues {
    /// Name of the list.
    pub list: String,
    /// A column of it that offers its values.
    pub column: String,
    /// A part of the value; empty for the first ones.
    pub search: String,
}
call!(ListValues => Vec<String>; reads [Services, Registrations]; changes []; Staff);

impl ListValues {
    /// The check that the handler makes: `SEARCH_LENGTH` or `TEXT_CONTROL_CHAR` at `search`.
    ///
    /// # Errors
    /// The problems by field.
    pub fn check(&self) -> Result<(), Problems> {
        ListQuery {
            search: self.search.clone(),
            ..ListQuery::default()
        }
        .check()
    }
}

/// Which rows of a list something is done with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Selection {
    /// Just these, chosen one by one.
    Ids(Vec<i64>),
    /// Everything that matches, whether it was read or not, without a few.
    Matching {
        /// Search and filters; its place and order mean nothing here.
        query: Box<ListQuery>,
        /// Taken out again.
        except: Vec<i64>,
    },
}

impl Default for Selection {
    fn default() -> Self {
        Self::Ids(Vec::new())
    }
}

impl Selection {
    /// Whether a row is chosen. Rows that the query of `Matching` does not find are not asked about.
    #[must_use]
    pub fn holds(&self, id: i64) -> bool {
        match self {
            Selection::Ids(ids) => ids.binary_search(&id).is_ok(),
            Selection::Matching { except, .. } => except.binary_search(&id).is_err(),
        }
    }

    /// How many rows are chosen when `total` match.
    #[must_use]
    pub fn count(&self, total: i64) -> i64 {
        let size = |ids: &[i64]| i64::try_from(ids.len()).unwrap_or(i64::MAX);
        match self {
            Selection::Ids(ids) => size(ids),
            Selection::Matching { except, .. } => (total - size(except)).max(0),
        }
    }

    /// The same selection with these rows chosen, or not.
    #[must_use]
    pub fn with(&self, ids: impl IntoIterator<Item = i64>, chosen: bool) -> Self {
        let mut next = self.clone();
        let (kept, add) = match &mut next {
            Selection::Ids(kept) => (kept, chosen),
            Selection::Matching { except, .. } => (except, !chosen),
        };
        for id in ids {
            match (kept.binary_search(&id), add) {
                (Err(at), true) => kept.insert(at, id),
                (Ok(at), false) => drop(kept.remove(at)),
                (Ok(_), true) | (Err(_), false) => {}
            }
        }
        next
    }

    /// Checks the size and the query.
    ///
    /// # Errors
    /// `BULK_SIZE` for no row or more than [`CHOICE_MAX`] named ones (`selection`), and what [`ListQuery::check`] finds.
    pub fn check(&self) -> Result<(), Problems> {
        let (named, least) = match self {
            Selection::Ids(ids) => (ids, 1),
            Selection::Matching { query, except } => {
                query.check()?;
                (except, 0)
            }
        };
        if named.len() < least || named.len() > CHOICE_MAX {
            let problem = Problem::new("BULK_SIZE").with("max", CHOICE_MAX);
            return Err(Problems::one("selection", problem));
        }
        Ok(())
    }
}

impl ListQuery {
    /// Checks the parts that need no knowledge of the list: `PAGE_RANGE`, `SEARCH_LENGTH`, `SORT_UNKNOWN` and
    /// `FILTER_UNKNOWN` (too many).
    ///
    /// # Errors
    /// The problems by field (`limit`, `search`, `sort`, `filters`).
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::none();
        if self.limit > PAGE_MAX {
            problems.add("limit", Problem::new("PAGE_RANGE").with("max", PAGE_MAX));
        }
        if self.backwards && self.after.is_some() {
            problems.add("after", Problem::new("CURSOR"));
        }
        if self.search.chars().count() > SEARCH_MAX {
            problems.add(
                "search",
                Problem::new("SEARCH_LENGTH").with("max", SEARCH_MAX),
            );
        }
        if self.search.contains('\0') {
            problems.add("search", Problem::new("TEXT_CONTROL_CHAR"));
        }
        if self.sort.len() > SORT_MAX {
            problems.add(
                "sort",
                Problem::new("SORT_UNKNOWN").with("column", &self.sort[SORT_MAX].column),
            );
        }
        if self.filters.len() > FILTERS_MAX {
            let column = &self.filters[FILTERS_MAX].column;
            problems.add(
                "filters",
                Problem::new("FILTER_UNKNOWN").with("column", column),
            );
        }
        problems.into_result()
    }

    /// Rows wanted, the default filled in.
    #[must_use]
    pub fn rows(&self) -> u32 {
        if self.limit == 0 { 100 } else { self.limit }
    }
}

#[cfg(test)]
mod tests {
    use super::{ListQuery, Selection};

    #[test]
    fn rows_are_chosen_and_taken_out_again() {
        let some = Selection::default().with([7, 3, 7], true);
        assert_eq!(some, Selection::Ids(vec![3, 7]));
        assert!(some.holds(3) && !some.holds(4));
        assert_eq!(some.with([3], false).count(100), 1);
    }

    #[test]
    fn of_everything_a_few_can_be_left_out() {
        let all = Selection::Matching {
            query: Box::new(ListQuery::default()),
            except: Vec::new(),
        };
        let fewer = all.with([5, 2], false);
        assert!(all.holds(5) && !fewer.holds(5) && fewer.holds(6));
        assert_eq!((all.count(100), fewer.count(100)), (100, 98));
        assert_eq!(fewer.with([2, 5], true), all);
    }

    #[test]
    fn nothing_chosen_is_refused() {
        let code = |selection: Selection| selection.check().map_err(|p| format!("{p:?}"));
        assert!(
            code(Selection::default())
                .unwrap_err()
                .contains("BULK_SIZE")
        );
        assert!(code(Selection::Ids(vec![1; 10_001])).is_err());
        assert!(code(Selection::Ids(vec![1])).is_ok());
    }
}
