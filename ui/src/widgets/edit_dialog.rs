//! The frame of every form that puts a record right.

use std::rc::Rc;

use model::fault::Fault;
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    dialog::Dialog,
    form::Form,
    icon::{Icon, Picture},
};
use crate::hooks::use_text;

/// Properties of [`EditDialog`].
#[derive(Properties, PartialEq)]
pub struct EditDialogProps {
    /// Test ids begin with it: `<prefix>-dialog`, `<prefix>-save`, `<prefix>-discard`, `<prefix>-restart`.
    pub prefix: AttrValue,
    /// What is edited.
    pub title: AttrValue,
    /// What the button says that sends it; none says `save`.
    #[prop_or_default]
    pub save: Option<AttrValue>,
    /// Cannot be undone.
    #[prop_or_default]
    pub danger: bool,
    /// Whether somebody changed the record since it was begun.
    pub is_stale: bool,
    /// Whether an answer is awaited.
    pub busy: bool,
    /// Why it was not saved.
    pub fault: Option<Rc<Fault>>,
    /// Sent.
    pub on_submit: Callback<()>,
    /// Begin on the record as it is now.
    pub on_restart: Callback<()>,
    /// Throw away what was typed.
    pub on_discard: Callback<()>,
    /// Closed for now; what is typed stays.
    pub on_close: Callback<()>,
    /// Fields.
    pub children: Html,
}

/// The dialog. What is typed stays until it is saved or thrown away; a record that changed meanwhile is pointed out.
#[component]
pub fn EditDialog(props: &EditDialogProps) -> Html {
    let texts = use_text();
    let prefix = &props.prefix;
    let save = props.save.clone().unwrap_or_else(|| texts.t("common-save"));
    let kind = if props.danger {
        Kind::Danger
    } else {
        Kind::Primary
    };
    let actions = html! {
        <>
            <Button test_id={format!("{prefix}-save")} label={save} {kind} submit=true busy={props.busy} online=true />
            <Button test_id={format!("{prefix}-discard")} label={texts.t("common-cancel")} on_click={props.on_discard.clone()} />
        </>
    };
    html! {
        <Dialog test_id={format!("{prefix}-dialog")} title={props.title.clone()} wide=true on_close={props.on_close.clone()}>
            if props.is_stale {
                <div class="aglis-note aglis-tone-warning" role="status" data-testid={format!("{prefix}-stale")}>
                    <Picture icon={Icon::Warning} />
                    <div>
                        <p>{ texts.t("common-stale") }</p>
                        <Button test_id={format!("{prefix}-restart")} label={texts.t("common-restart")} on_click={props.on_restart.clone()} />
                    </div>
                </div>
            }
            <Form test_id={format!("{prefix}-form")} on_submit={props.on_submit.clone()} fault={props.fault.clone()} {actions}>
                { props.children.clone() }
            </Form>
        </Dialog>
    }
}
