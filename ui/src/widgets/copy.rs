//! A small button that puts a text on the clipboard.

use gloo_timers::callback::Timeout;
use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Clipboard, HtmlElement, HtmlTextAreaElement, Node};
use yew::prelude::*;

use super::icon::{Icon, Picture};
use crate::hooks::use_text;

/// How long the tick is shown, in milliseconds.
const TICK: u32 = 1_600;

/// Properties of [`CopyButton`].
#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    /// `<area>-<thing>`.
    pub test_id: AttrValue,
    /// What is copied.
    pub text: AttrValue,
    /// Words beside the picture.
    #[prop_or_default]
    pub label: Option<AttrValue>,
}

/// Copies, and says so by a tick in the place of the picture.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let texts = use_text();
    let done = use_state_eq(|| false);
    let ticking = use_mut_ref(|| None::<Timeout>);
    let node = use_node_ref();
    let onclick = {
        let (text, node, done) = (props.text.to_string(), node.clone(), done.setter());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            let (text, node) = (text.clone(), node.clone());
            let (done, ticking) = (done.clone(), ticking.clone());
            wasm_bindgen_futures::spawn_local(async move {
                if put(&text, &node).await {
                    done.set(true);
                    *ticking.borrow_mut() = Some(Timeout::new(TICK, move || done.set(false)));
                }
            });
        })
    };
    let said = texts.t(if *done {
        "common-copied"
    } else {
        "common-copy"
    });
    let (icon, look) = if *done {
        (Icon::Check, Some("aglis-text-good"))
    } else {
        (Icon::Copy, None)
    };
    html! {
        <button ref={node} type="button" data-testid={props.test_id.clone()} data-copied={done.to_string()} {onclick} title={said.clone()}
            aria-label={props.label.is_none().then(|| said.clone())}
            class={classes!("pf-v6-c-button", if props.label.is_some() { "pf-m-secondary" } else { "pf-m-plain aglis-plain aglis-icon-only aglis-copy" }, look)}>
            <Picture {icon} />
            if let Some(label) = &props.label { <span>{ if *done { said } else { label.clone() } }</span> }
        </button>
    }
}

/// Puts a text on the clipboard; whether it is there.
async fn put(text: &str, button: &NodeRef) -> bool {
    // Absent where the webview does not count the page as a safe place.
    let navigator = gloo_utils::window().navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).unwrap_or_default();
    if let Ok(clipboard) = clipboard.dyn_into::<Clipboard>()
        && JsFuture::from(clipboard.write_text(text)).await.is_ok()
    {
        return true;
    }
    put_by_selecting(text, button).unwrap_or(false)
}

/// The old way. The text stands beside the button for a moment, because in a dialog nothing outside of it can be selected.
fn put_by_selecting(text: &str, button: &NodeRef) -> Option<bool> {
    let document = gloo_utils::document();
    let beside = button.cast::<Node>()?.parent_node()?;
    let area = document.create_element("textarea").ok()?;
    let area = area.dyn_into::<HtmlTextAreaElement>().ok()?;
    area.set_class_name("aglis-unseen");
    area.set_value(text);
    beside.append_child(&area).ok()?;
    area.select();
    let copy = Reflect::get(&document, &"execCommand".into()).ok()?;
    let done = copy
        .dyn_into::<Function>()
        .ok()
        .and_then(|copy| copy.call1(&document, &"copy".into()).ok());
    area.remove();
    if let Some(button) = button.cast::<HtmlElement>() {
        // The button was clicked, so it can have the focus back.
        let _ = button.focus();
    }
    done?.as_bool()
}
