//! What a person last chose in a list: filters, order, columns. Kept on this computer, by the list's name.

use model::list::{Filter, Sort};
use serde::{Deserialize, Serialize};

/// The remembered choices of one list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListMemory {
    /// Filters; the search text is not kept, because forgetting one hides records the next morning.
    pub filters: Vec<Filter>,
    /// Order; none means the list's own.
    pub sort: Option<Vec<Sort>>,
    /// Columns in use; none means the list's own.
    pub columns: Option<Vec<String>>,
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
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(memory)) {
        let _ = storage.set_item(&place(list), &text);
    }
}

fn place(list: &str) -> String {
    format!("aglis.list.{list}")
}

fn storage() -> Option<web_sys::Storage> {
    gloo_utils::window().local_storage().ok().flatten()
}
