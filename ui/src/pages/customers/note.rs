//! Writing down what colleagues should know about a customer.

use std::rc::Rc;

use model::{customers::NoteCustomer, fault::Fault, ids::CustomerId, problem::Problems, valid};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::{
    hooks::{use_call_for, use_lasting_draft, use_online, use_text},
    widgets::{Button, Form, Icon, KeyHint, NoteField},
};

/// Properties of [`NoteForm`].
#[derive(Properties, PartialEq)]
pub struct NoteFormProps {
    /// Whose page.
    pub id: CustomerId,
}

/// The field and its button; Ctrl+Enter writes it, too. What is typed survives a lock and a page loaded anew.
#[component]
pub fn NoteForm(props: &NoteFormProps) -> Html {
    let (texts, is_online) = (use_text(), use_online());
    let form = format!("customers-note-{}", props.id);
    let draft = use_lasting_draft(&form, String::new);
    let body = draft.value().clone();
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let write = use_call_for::<NoteCustomer>(&form);
    let fault = own.as_ref().or(write.fault.as_ref()).cloned();
    let problems = fault
        .as_ref()
        .map_or_else(Vec::new, |fault| fault.field("body").to_vec());
    let on_submit = {
        let (write, own, draft, body) = (write.clone(), own.setter(), draft.clone(), body.clone());
        let id = props.id;
        Callback::from(move |()| match valid::required(&body, valid::TEXT_MAX) {
            Ok(body) => {
                own.set(None);
                let draft = draft.clone();
                // The story hears of it by itself.
                write.run_then(NoteCustomer { id, body }, move |()| draft.clear());
            }
            Err(problem) => {
                own.set(Some(Rc::new(Fault::invalid(Problems::one(
                    "body", problem,
                )))));
            }
        })
    };
    let onkeydown = {
        let on_submit = on_submit.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                if is_online {
                    on_submit.emit(());
                }
            }
        })
    };
    let actions = html! {
        <>
            <Button test_id="customers-note-save" label={texts.t("customers-note-save")} icon={Icon::Note} submit=true busy={write.busy} online=true />
            <span class="aglis-quiet aglis-wide-only"><KeyHint keys="ctrl+Enter" /></span>
        </>
    };
    html! {
        <div class="aglis-note-form" {onkeydown}>
            <Form test_id="customers-note-form" {on_submit} {actions} fault={fault.clone()}>
                <NoteField id="customers-note" names=true label={texts.t("customers-note")} placeholder={texts.t("customers-note-hint")}
                    value={body} hint={texts.t("common-people-hint")} {problems} on_change={draft.edit(|body: &mut String, text| *body = text)} />
            </Form>
        </div>
    }
}
