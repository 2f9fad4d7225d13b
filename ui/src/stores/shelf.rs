//! The part of the drafts that survives a page loaded anew: kept by the window until it closes or its person signs out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

const PLACE: &str = "aglis.drafts";

/// What was sent in one place and has not succeeded yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attempt {
    /// A hash of the request: enough to know it again, and nothing of what was typed.
    pub request: u64,
    /// The idempotency key it was sent with.
    pub key: Uuid,
}

/// Drafts and attempts of one person, as text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Shelf {
    /// Login name; empty for nobody.
    pub owner: String,
    /// JSON by the key of the form.
    pub drafts: BTreeMap<String, String>,
    /// Attempts by their place.
    pub attempts: BTreeMap<String, Attempt>,
}

/// What the window has kept; empty when there is nothing or it cannot be read.
pub(super) fn load() -> Shelf {
    storage()
        .and_then(|storage| storage.get_item(PLACE).ok().flatten())
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Lets the window keep it. A full or forbidden storage costs the drafts after a reload, nothing else.
pub(super) fn save(shelf: &Shelf) {
    let Some(storage) = storage() else { return };
    if *shelf == Shelf::default() {
        let _ = storage.remove_item(PLACE);
    } else if let Ok(text) = serde_json::to_string(shelf) {
        let _ = storage.set_item(PLACE, &text);
    }
}

fn storage() -> Option<web_sys::Storage> {
    gloo_utils::window().session_storage().ok().flatten()
}
