//! A form that is sent with Enter or its button and leads the eye to what is wrong.

use std::rc::Rc;

use model::fault::{Code, Fault};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::icon::{Icon, Picture};
use crate::hooks::use_text;

/// Properties of [`Form`].
#[derive(Properties, PartialEq)]
pub struct FormProps {
    /// `<area>-<thing>-form`.
    pub test_id: AttrValue,
    /// Sent.
    pub on_submit: Callback<()>,
    /// Why the last attempt failed; shown above the buttons, and the first wrong field gets the focus.
    #[prop_or_default]
    pub fault: Option<Rc<Fault>>,
    /// Its buttons.
    #[prop_or_default]
    pub actions: Html,
    /// More classes.
    #[prop_or_default]
    pub class: Classes,
    /// Fields.
    pub children: Html,
}

/// A form.
#[component]
pub fn Form(props: &FormProps) -> Html {
    let node = use_node_ref();
    let had_fault = use_mut_ref(|| false);
    {
        let node = node.clone();
        use_effect_with(props.fault.clone(), move |fault| {
            // Only a new failure leads there. One that shrinks while it is put right must not take the caret away.
            let is_new = fault.is_some() && !had_fault.replace(fault.is_some());
            let first = node
                .cast::<Element>()
                .filter(|_| is_new)
                .and_then(|form| form.query_selector("[aria-invalid=true]").ok().flatten())
                .and_then(|field| field.dyn_into::<HtmlElement>().ok());
            if let Some(first) = first {
                let _ = first.focus();
            }
        });
    }
    let onsubmit = {
        let on_submit = props.on_submit.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            on_submit.emit(());
        })
    };
    html! {
        <form ref={node} class={classes!("aglis-form", props.class.clone())} data-testid={props.test_id.clone()} novalidate=true {onsubmit}>
            { props.children.clone() }
            <FaultNote fault={props.fault.clone()} />
            <div class="aglis-form-actions">{ props.actions.clone() }</div>
        </form>
    }
}

/// Properties of [`FaultNote`].
#[derive(Properties, PartialEq)]
pub struct FaultNoteProps {
    /// What failed; nothing is drawn without one.
    pub fault: Option<Rc<Fault>>,
}

/// Says in its place why something failed, with the reference to find it in the log.
///
/// Problems that a field around it shows are not repeated; all others are said here.
#[component]
pub fn FaultNote(props: &FaultNoteProps) -> Html {
    let texts = use_text();
    let node = use_node_ref();
    let said = use_state_eq(Vec::<String>::new);
    {
        let (node, said) = (node.clone(), said.setter());
        // An effect runs when the fields have drawn theirs.
        use_effect_with(props.fault.clone(), move |_| {
            said.set(node.cast::<Element>().map_or_else(Vec::new, said_around));
        });
    }
    let Some(fault) = &props.fault else {
        return Html::default();
    };
    let tone = if fault.code == Code::Offline {
        "aglis-tone-warning"
    } else {
        "aglis-tone-bad"
    };
    html! {
        <div ref={node} class={classes!("aglis-note", tone)} role="alert" data-testid="fault-note">
            <Picture icon={Icon::Warning} />
            <div>
                { for texts.reasons(fault, &said).into_iter().map(|reason| html! { <p>{ reason }</p> }) }
                if let Some(reference) = &fault.reference {
                    <div class="aglis-reference">{ texts.t_with("common-reference", &[("reference", reference)]) }</div>
                }
            </div>
        </div>
    }
}

/// The problems that stand at fields of the same form, dialog or part of the page.
fn said_around(note: Element) -> Vec<String> {
    let around = note
        .closest("form, dialog, .aglis-section, main")
        .ok()
        .flatten();
    let Some(shown) = around.and_then(|around| around.query_selector_all(".aglis-problem").ok())
    else {
        return Vec::new();
    };
    (0..shown.length())
        .filter_map(|at| shown.item(at)?.text_content())
        .collect()
}
