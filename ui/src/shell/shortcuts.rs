//! The sheet of keys.

use yew::prelude::*;

use crate::{
    hooks::{use_session, use_text},
    route::Area,
    widgets::{Dialog, KeyHint},
};

/// Properties of [`Shortcuts`].
#[derive(Properties, PartialEq)]
pub(super) struct ShortcutsProps {
    pub on_close: Callback<()>,
}

const KEYS: [(&str, &str); 16] = [
    ("ctrl+k", "shell-palette"),
    ("/", "shell-keys-search"),
    ("j k", "shell-keys-move"),
    ("x", "shell-keys-select"),
    ("shift+x", "shell-keys-range"),
    ("ctrl+a", "shell-keys-all"),
    ("Home End", "shell-keys-ends"),
    ("Enter", "shell-keys-open"),
    ("shift+Enter", "shell-keys-open-full"),
    ("n", "shell-keys-new"),
    ("a", "shell-keys-assign"),
    ("e", "shell-keys-edit"),
    ("ctrl+z", "shell-keys-undo"),
    ("Esc", "shell-keys-back"),
    ("ctrl+l", "shell-keys-lock"),
    ("?", "shell-keys-sheet"),
];

/// All keys that work everywhere or in lists.
#[component]
pub(super) fn Shortcuts(props: &ShortcutsProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let places = Area::ALL
        .into_iter()
        .filter(|area| area.is_for(&session.me))
        .map(|area| {
            let place = texts.t(&format!("{}-title", area.name()));
            (
                area.keys(),
                texts.t_with("shell-keys-go", &[("place", &place)]),
            )
        });
    let all = places.chain(KEYS.into_iter().map(|(keys, key)| (keys, texts.t(key))));
    html! {
        <Dialog test_id="keys" title={texts.t("shell-keys")} on_close={props.on_close.clone()}>
            <dl class="aglis-shortcuts">
                { for all.map(|(keys, text)| html! { <div><dt>{ text }</dt><dd><KeyHint {keys} /></dd></div> }) }
            </dl>
        </Dialog>
    }
}
