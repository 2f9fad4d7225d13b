//! Keys drawn as keys.

use yew::prelude::*;

/// Properties of [`KeyHint`].
#[derive(Properties, PartialEq)]
pub struct KeyHintProps {
    /// As `use_hotkeys` names them: `g r`, `ctrl+l`.
    pub keys: AttrValue,
}

/// `G` `R`.
#[component]
pub fn KeyHint(props: &KeyHintProps) -> Html {
    html! {
        <span class="aglis-keys">
            { for props.keys.split([' ', '+']).map(|key| html! { <kbd>{ shown(key) }</kbd> }) }
        </span>
    }
}

fn shown(key: &str) -> String {
    let mut letters = key.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
