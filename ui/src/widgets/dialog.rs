//! A window in the window, on the browser's own `<dialog>`: focus stays inside and returns afterwards, Esc closes.

use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    icon::Icon,
};
use crate::hooks::use_text;

/// Properties of [`Dialog`].
#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// `<area>-<thing>`; also the beginning of inner ids.
    pub test_id: AttrValue,
    /// Heading.
    pub title: AttrValue,
    /// Esc, the cross, or a click beside it as long as nothing was entered.
    pub on_close: Callback<()>,
    /// Wider, for tables and forms of two columns.
    #[prop_or_default]
    pub wide: bool,
    /// Content.
    pub children: Html,
    /// Buttons at the bottom, the main one first.
    #[prop_or_default]
    pub actions: Html,
}

/// A dialog. It is open as long as it is drawn.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let texts = use_text();
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let before = gloo_utils::document().active_element();
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = dialog.as_ref().filter(|dialog| !dialog.open()) {
                // Fails only for an element that is already open or not in the page.
                let _ = dialog.show_modal();
                focus_first(dialog);
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
                if let Some(before) =
                    before.and_then(|element| element.dyn_into::<HtmlElement>().ok())
                {
                    let _ = before.focus();
                }
            }
        });
    }
    let oncancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: Event| {
            // The page decides whether it closes; the event must not do it behind its back.
            event.prevent_default();
            event.stop_propagation();
            on_close.emit(());
        })
    };
    let is_touched = use_mut_ref(|| false);
    let oninput = {
        let is_touched = is_touched.clone();
        Callback::from(move |_: InputEvent| {
            is_touched.replace(true);
        })
    };
    let ondrop = {
        let is_touched = is_touched.clone();
        Callback::from(move |_: DragEvent| {
            is_touched.replace(true);
        })
    };
    let onmousedown = {
        let (on_close, node) = (props.on_close.clone(), node.clone());
        Callback::from(move |event: MouseEvent| {
            let on_backdrop = event.target_dyn_into::<Element>() == node.cast::<Element>();
            // A stray click must not take away what somebody is writing.
            if on_backdrop && !*is_touched.borrow() {
                on_close.emit(());
            }
        })
    };
    let heading = format!("{}-title", props.test_id);
    html! {
        <dialog ref={node} class={classes!("aglis-dialog", props.wide.then_some("aglis-wide"))} aria-labelledby={heading.clone()}
            data-testid={props.test_id.clone()} {oncancel} {onmousedown} {oninput} {ondrop}>
            <div class="aglis-dialog-box">
                <header>
                    <h2 id={heading}>{ &props.title }</h2>
                    <Button test_id={format!("{}-close", props.test_id)} label={texts.t("common-close")} icon={Icon::Close}
                        icon_only=true kind={Kind::Plain} on_click={props.on_close.clone()} />
                </header>
                <div class="aglis-dialog-body">{ props.children.clone() }</div>
                if props.actions != Html::default() {
                    <footer>{ props.actions.clone() }</footer>
                }
            </div>
        </dialog>
    }
}

/// The browser would focus the cross; people came for the first field or the main button.
fn focus_first(dialog: &HtmlDialogElement) {
    for place in [
        ".aglis-dialog-body :is(input, textarea, select):not(:disabled)",
        "footer button:not(:disabled)",
    ] {
        let first = dialog.query_selector(place).ok().flatten();
        if let Some(first) = first.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let _ = first.focus();
            return;
        }
    }
}
