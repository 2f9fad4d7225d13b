//! Keys that do something wherever the focus is.

use std::{cell::RefCell, rc::Rc};

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// A second key of a sequence such as `g r` must follow within this many milliseconds.
const SEQUENCE: f64 = 1_200.0;

/// Binds keys while the component is on the screen: `"/"`, `"g r"`, `"ctrl+l"`, `"shift+x"`, `"Escape"`.
///
/// Plain keys are left alone while somebody types in a field or a dialog is open; keys with Ctrl work everywhere.
#[hook]
pub fn use_hotkeys(keys: Vec<(&'static str, Callback<()>)>) {
    let newest = use_mut_ref(Vec::new);
    *newest.borrow_mut() = keys;
    use_effect_with((), move |()| {
        let first = Rc::new(RefCell::new((String::new(), 0.0)));
        let listener = EventListener::new_with_options(
            &gloo_utils::document(),
            "keydown",
            EventListenerOptions::enable_prevent_default(),
            move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                if event.default_prevented() || event.is_composing() {
                    return;
                }
                let pressed = name(
                    &event.key(),
                    event.ctrl_key() || event.meta_key(),
                    event.shift_key(),
                );
                // In a field, Ctrl-A chooses its text and Ctrl-Z takes back what was typed.
                let is_plain =
                    !pressed.starts_with("ctrl+") || matches!(&*pressed, "ctrl+a" | "ctrl+z");
                if event.alt_key() || (is_plain && is_taken(event)) {
                    return;
                }
                let now = js_sys::Date::now();
                let (before, at) = first.replace((pressed.clone(), now));
                let sequence = (now - at < SEQUENCE).then(|| format!("{before} {pressed}"));
                // The handler may draw and so bind anew: do not hold the list while it runs.
                let action = newest
                    .borrow()
                    .iter()
                    .find(|(keys, _)| Some(*keys) == sequence.as_deref() || *keys == pressed)
                    .map(|(_, action)| action.clone());
                if let Some(action) = action {
                    event.prevent_default();
                    action.emit(());
                }
            },
        );
        move || drop(listener)
    });
}

/// The name of a pressed key as the bindings write it.
fn name(key: &str, ctrl: bool, shift: bool) -> String {
    // A shifted sign such as `?` is its own key; a shifted letter is told apart.
    let is_letter = key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_alphabetic());
    let key = if is_letter {
        key.to_ascii_lowercase()
    } else {
        key.to_owned()
    };
    let shift = if shift && (is_letter || key.len() > 1) {
        "shift+"
    } else {
        ""
    };
    let ctrl = if ctrl { "ctrl+" } else { "" };
    format!("{ctrl}{shift}{key}")
}

fn is_taken(event: &KeyboardEvent) -> bool {
    // Enter and space belong to the button that has the focus.
    let own = if matches!(event.key().as_str(), "Enter" | " ") {
        "input, textarea, select, [contenteditable], button, a, summary"
    } else {
        "input:not([type=checkbox]), textarea, select, [contenteditable]"
    };
    let typing = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.matches(own).unwrap_or(false));
    let dialog = gloo_utils::document()
        .query_selector("dialog[open]")
        .ok()
        .flatten()
        .is_some();
    typing || dialog
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn keys_are_named_as_the_bindings_write_them() {
        assert_eq!(name("R", false, true), "shift+r");
        assert_eq!(name("l", true, false), "ctrl+l");
        assert_eq!(name("?", false, true), "?");
        assert_eq!(name("Enter", false, true), "shift+Enter");
        assert_eq!(name("Escape", false, false), "Escape");
    }
}
