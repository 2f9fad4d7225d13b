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
    {
        let node = node.clone();
        use_effect_with(props.fault.clone(), move |fault| {
            let first = node
                .cast::<Element>()
                .filter(|_| fault.is_some())
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
#[component]
pub fn FaultNote(props: &FaultNoteProps) -> Html {
    let texts = use_text();
    let Some(fault) = &props.fault else {
        return Html::default();
    };
    let tone = if fault.code == Code::Offline {
        "aglis-tone-warning"
    } else {
        "aglis-tone-bad"
    };
    html! {
        <div class={classes!("aglis-note", tone)} role="alert" data-testid="fault-note">
            <Picture icon={Icon::Warning} />
            <div>
                { texts.fault(fault) }
                if let Some(reference) = &fault.reference {
                    <div class="aglis-reference">{ texts.t_with("common-reference", &[("reference", reference)]) }</div>
                }
            </div>
        </div>
    }
}
