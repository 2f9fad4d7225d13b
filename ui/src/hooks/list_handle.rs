//! A list on a page: what is shown of it, and everything a person can do to it.

use std::{ops::Range, rc::Rc};

use model::{
    fault::Fault,
    list::{Filter, ListQuery, SORT_MAX, Selection, Sort},
};
use yew::Callback;

use super::list_pages::Pages;

/// What a list shows now and how to change that. Handed from `use_list` to `DataTable`.
pub struct ListHandle<R> {
    /// Name under which choices are remembered; also the beginning of test ids.
    pub name: &'static str,
    /// Rows read so far.
    pub pages: Rc<Pages<R>>,
    /// Search, filters and order in use.
    pub query: Rc<ListQuery>,
    /// Chosen rows; kept over scrolling, refreshes and another order.
    pub selection: Rc<Selection>,
    /// Columns shown; none means the list's own.
    pub shown: Rc<Option<Vec<String>>>,
    /// Whether an answer is awaited.
    pub busy: bool,
    /// Why the last question failed.
    pub fault: Option<Rc<Fault>>,
    pub(super) fixed: Rc<Vec<Filter>>,
    pub(super) is_linked: bool,
    pub(super) select: Callback<Selection>,
    pub(super) show: Callback<Option<Vec<String>>>,
    pub(super) change: Callback<ListQuery>,
    pub(super) see: Callback<Range<usize>>,
    pub(super) again: Callback<()>,
}

impl<R> Clone for ListHandle<R> {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            pages: self.pages.clone(),
            query: self.query.clone(),
            selection: self.selection.clone(),
            shown: self.shown.clone(),
            fixed: self.fixed.clone(),
            is_linked: self.is_linked,
            select: self.select.clone(),
            show: self.show.clone(),
            busy: self.busy,
            fault: self.fault.clone(),
            change: self.change.clone(),
            see: self.see.clone(),
            again: self.again.clone(),
        }
    }
}

impl<R> PartialEq for ListHandle<R> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && Rc::ptr_eq(&self.pages, &other.pages)
            && self.query == other.query
            && Rc::ptr_eq(&self.selection, &other.selection)
            && self.shown == other.shown
            && self.fixed == other.fixed
            && self.busy == other.busy
            && self.fault == other.fault
            && self.change == other.change
            && self.see == other.see
            && self.again == other.again
    }
}

impl<R> ListHandle<R> {
    /// Searches.
    pub fn search(&self, text: String) {
        self.alter(|query| query.search = text);
    }

    /// Replaces the filters of one column; an empty list of values takes them away.
    pub fn filter(&self, column: &str, filter: Option<Filter>) {
        self.alter(|query| {
            query.filters.retain(|filter| filter.column != column);
            query.filters.extend(filter);
        });
    }

    /// Takes search and filters away.
    pub fn show_all(&self) {
        self.alter(|query| {
            query.search.clear();
            query.filters.clear();
        });
    }

    /// Sorts by a column: upwards, downwards, not at all. `add` keeps the other columns.
    pub fn sort(&self, column: &str, add: bool) {
        self.alter(|query| query.sort = sorted(&query.sort, column, add));
    }

    /// Says which rows are in sight, so that they are read.
    pub fn see(&self, rows: Range<usize>) {
        self.see.emit(rows);
    }

    /// Reads what is in sight again.
    pub fn again(&self) {
        self.again.emit(());
    }

    /// Chooses other rows.
    pub fn select(&self, selection: Selection) {
        self.select.emit(selection);
    }

    /// Chooses nothing.
    pub fn unselect(&self) {
        self.select(Selection::default());
    }

    /// How many rows are chosen, as far as they were counted.
    #[must_use]
    pub fn selected(&self) -> i64 {
        self.selection.count(self.pages.total().unwrap_or(0))
    }

    /// Whether more rows are chosen than were counted so far.
    #[must_use]
    pub fn selected_more(&self) -> bool {
        self.pages.is_more() && matches!(*self.selection, Selection::Matching { .. })
    }

    /// Everything that matches now, read or not.
    #[must_use]
    pub fn matching(&self) -> Selection {
        let mut filters = self.query.filters.clone();
        filters.extend(self.fixed.iter().cloned());
        Selection::Matching {
            query: Box::new(ListQuery {
                search: self.query.search.clone(),
                filters,
                ..ListQuery::default()
            }),
            except: Vec::new(),
        }
    }

    /// Shows other columns.
    pub fn show(&self, columns: Vec<String>) {
        self.show.emit(Some(columns));
    }

    /// What a saved view needs of the list, whatever its rows are.
    #[must_use]
    pub fn face(&self) -> ListFace {
        ListFace {
            name: self.name,
            query: self.query.clone(),
            shown: self.shown.clone(),
            is_linked: self.is_linked,
            change: self.change.clone(),
            show: self.show.clone(),
        }
    }

    fn alter(&self, change: impl FnOnce(&mut ListQuery)) {
        let mut query = (*self.query).clone();
        change(&mut query);
        self.change.emit(query);
    }
}

/// How a list looks, without its rows.
#[derive(Clone, PartialEq)]
pub struct ListFace {
    /// Its name.
    pub name: &'static str,
    /// Search, filters and order in use.
    pub query: Rc<ListQuery>,
    /// Columns shown; none means the list's own.
    pub shown: Rc<Option<Vec<String>>>,
    /// Whether a link asked for filters, which nothing may replace.
    pub is_linked: bool,
    change: Callback<ListQuery>,
    show: Callback<Option<Vec<String>>>,
}

impl ListFace {
    /// Looks like this from now on.
    pub fn look(&self, query: ListQuery, columns: Option<Vec<String>>) {
        self.show.emit(columns);
        self.change.emit(query);
    }
}

fn sorted(sort: &[Sort], column: &str, add: bool) -> Vec<Sort> {
    let now = sort.iter().find(|sort| sort.column == column);
    let next = match now {
        None => Some(false),
        Some(sort) if !sort.descending => Some(true),
        Some(_) => None,
    }
    .map(|descending| Sort {
        column: column.to_owned(),
        descending,
    });
    if !add {
        return next.into_iter().collect();
    }
    let mut sort = sort.to_vec();
    match (sort.iter().position(|sort| sort.column == column), next) {
        (Some(at), Some(next)) => sort[at] = next,
        (Some(at), None) => drop(sort.remove(at)),
        (None, Some(next)) if sort.len() < SORT_MAX => sort.push(next),
        (None, _) => {}
    }
    sort
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn a_header_sorts_up_then_down_then_not() {
        let up = sorted(&[], "name", false);
        assert!(!up[0].descending);
        let down = sorted(&up, "name", false);
        assert!(down[0].descending);
        assert!(sorted(&down, "name", false).is_empty());
    }

    #[test]
    fn shift_adds_a_column_and_a_plain_click_leaves_one() {
        let two = sorted(&sorted(&[], "name", false), "status", true);
        assert_eq!(two.len(), 2);
        let down = sorted(&two, "name", true);
        assert!(down[0].descending && down[1].column == "status");
        assert_eq!(sorted(&two, "zone", false).len(), 1);
    }
}
