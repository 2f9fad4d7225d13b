//! Name and sharing of something that is kept: a view of a list, a mapping of columns.

use std::rc::Rc;

use model::{fault::Fault, problem::Problem};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    dialog::Dialog,
    field::Field,
    form::Form,
};
use crate::hooks::use_text;

/// What is entered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keep {
    /// Which record; none for a new one.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Whether colleagues see it.
    pub shared: bool,
}

/// Properties of [`KeepDialog`].
#[derive(Properties, PartialEq)]
pub struct KeepDialogProps {
    /// Test ids begin with it: `<prefix>-name`, `<prefix>-keep`.
    pub prefix: AttrValue,
    /// What is being done.
    pub title: AttrValue,
    /// As it begins.
    pub keep: Keep,
    /// What the box says with which it is shared; none for whoever may not share.
    pub share: Option<AttrValue>,
    /// Whether an answer is awaited.
    pub busy: bool,
    /// Why the last answer was no.
    pub fault: Option<Rc<Fault>>,
    /// Problems of the name.
    pub problems: Vec<Problem>,
    /// Sent.
    pub on_keep: Callback<Keep>,
    /// Closed.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn KeepDialog(props: &KeepDialogProps) -> Html {
    let texts = use_text();
    let keep = use_state_eq(|| props.keep.clone());
    let on_name = {
        let keep = keep.clone();
        Callback::from(move |name: String| {
            keep.set(Keep {
                name,
                ..(*keep).clone()
            });
        })
    };
    let onchange = {
        let keep = keep.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                keep.set(Keep {
                    shared: input.checked(),
                    ..(*keep).clone()
                });
            }
        })
    };
    let on_submit = {
        let (keep, on_keep) = (keep.clone(), props.on_keep.clone());
        Callback::from(move |()| on_keep.emit((*keep).clone()))
    };
    let prefix = &props.prefix;
    let actions = html! {
        <>
            <Button test_id={format!("{prefix}-keep")} label={texts.t("common-save")} kind={Kind::Primary} busy={props.busy} online=true submit=true />
            <Button test_id={format!("{prefix}-cancel")} label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id={format!("{prefix}-dialog")} title={props.title.clone()} on_close={props.on_close.clone()}>
            <Form test_id={format!("{prefix}-form")} {on_submit} fault={props.fault.clone()} {actions}>
                <Field id={format!("{prefix}-name")} label={texts.t("common-name")} value={keep.name.clone()} on_change={on_name}
                    problems={props.problems.clone()} focus=true required=true />
                if let Some(share) = &props.share {
                    <div class="aglis-checks">
                        <label><input type="checkbox" checked={keep.shared} {onchange} data-testid={format!("{prefix}-shared")} />{ share }</label>
                    </div>
                }
            </Form>
        </Dialog>
    }
}
