//! What a person last chose in a list: filters, order, columns, and other small choices. Kept on this computer, by login.

use std::{cell::RefCell, collections::BTreeSet};

use model::list::{Filter, Op, Sort};
use serde::{Deserialize, Serialize};

/// The remembered choices of one list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListMemory {
    /// Filters, those apart that hold typed words. The search text is not kept either, because forgetting one hides
    /// records the next morning.
    pub filters: Vec<Filter>,
    /// Order; none means the list's own.
    pub sort: Option<Vec<Sort>>,
    /// Columns in use; none means the list's own.
    pub columns: Option<Vec<String>>,
    /// The saved view in use.
    pub view: Option<i64>,
}

thread_local! {
    /// The page has one thread and one person at a time.
    static OWNER: RefCell<String> = const { RefCell::new(String::new()) };
    static OPENED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Whether this person opens a list for the first time since the program started; asking counts as opening.
pub fn opens_first(list: &str) -> bool {
    OPENED.with_borrow_mut(|opened| opened.insert(place(list)))
}

/// Says whose choices are remembered and recalled from now on.
pub fn belong_to(username: &str) {
    OWNER.with_borrow_mut(|owner| username.clone_into(owner));
}

/// What is remembered for a list; the default when there is nothing or it cannot be read.
#[must_use]
pub fn recall(list: &str) -> ListMemory {
    storage()
        .and_then(|storage| storage.get_item(&place(list)).ok().flatten())
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Remembers for next time. A full or forbidden storage costs the memory, nothing else.
pub fn remember(list: &str, memory: &ListMemory) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&without_words(memory))) {
        let _ = storage.set_item(&place(list), &text);
        // Earlier versions kept one memory for everybody, words included.
        let _ = storage.remove_item(&format!("aglis.list.{list}"));
    }
}

/// A small choice of a page, such as between list and board; empty when there was none.
#[must_use]
pub fn recall_word(name: &str) -> String {
    storage()
        .and_then(|storage| storage.get_item(&place(name)).ok().flatten())
        .unwrap_or_default()
}

/// Remembers a small choice for next time.
pub fn remember_word(name: &str, word: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&place(name), word);
    }
}

/// Names and phone numbers that somebody looked for are no business of the next person at this computer.
fn without_words(memory: &ListMemory) -> ListMemory {
    let mut memory = memory.clone();
    memory.filters.retain(|filter| filter.op != Op::Contains);
    memory
}

fn place(list: &str) -> String {
    OWNER.with_borrow(|owner| format!("aglis.list.{owner}.{list}"))
}

fn storage() -> Option<web_sys::Storage> {
    gloo_utils::window().local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::{ListMemory, belong_to, place, without_words};
    use model::list::{Filter, Op};

    #[test]
    fn typed_words_are_not_remembered() {
        let filter = |op| Filter {
            column: "name".to_owned(),
            op,
            values: vec!["Budi".to_owned()],
        };
        let memory = ListMemory {
            filters: vec![filter(Op::Contains), filter(Op::Is)],
            ..ListMemory::default()
        };
        assert_eq!(without_words(&memory).filters, [filter(Op::Is)]);
    }

    #[test]
    fn each_person_has_a_memory_of_his_own() {
        belong_to("siti");
        let first = place("customers");
        belong_to("budi");
        assert_ne!(place("customers"), first);
    }
}
