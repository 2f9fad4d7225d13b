//! Writing a note for colleagues into a ticket's story.

use std::rc::Rc;

use model::{fault::Fault, ids::TicketId, problem::Problems, tickets::NoteTicket, valid};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_draft, use_online, use_text},
    widgets::{Button, Field, FieldKind, Form, Icon, KeyHint},
};

/// Properties of [`NoteForm`].
#[derive(Properties)]
pub struct NoteFormProps {
    /// Whose story.
    pub id: TicketId,
    /// Reads it again.
    pub again: Callback<()>,
}

impl PartialEq for NoteFormProps {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// The field and its button; Ctrl+Enter writes it, too.
#[component]
pub fn NoteForm(props: &NoteFormProps) -> Html {
    let (texts, is_online) = (use_text(), use_online());
    let draft = use_draft(&format!("tickets-note-{}", props.id), String::new);
    let body = draft.value().clone();
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let write = use_call::<NoteTicket>();
    let fault = own.as_ref().or(write.fault.as_ref()).cloned();
    let problems = fault
        .as_ref()
        .map_or_else(Vec::new, |fault| fault.field("body").to_vec());
    let on_submit = {
        let (write, own, draft, body) = (write.clone(), own.setter(), draft.clone(), body.clone());
        let (id, again) = (props.id, props.again.clone());
        Callback::from(move |()| match valid::required(&body, valid::TEXT_MAX) {
            Ok(body) => {
                own.set(None);
                let (draft, again) = (draft.clone(), again.clone());
                write.run_then(NoteTicket { id, body }, move |()| {
                    draft.clear();
                    again.emit(());
                });
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
            <Button test_id="tickets-note-save" label={texts.t("tickets-note-save")} icon={Icon::Note} submit=true busy={write.busy} online=true />
            <span class="aglis-quiet aglis-wide-only"><KeyHint keys="ctrl+Enter" /></span>
        </>
    };
    html! {
        <div class="aglis-note-form" {onkeydown}>
            <Form test_id="tickets-note-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="tickets-note" kind={FieldKind::Long} label={texts.t("tickets-note")} placeholder={texts.t("tickets-note-hint")}
                    value={body} required=true {problems} on_change={draft.edit(|body: &mut String, text| *body = text)} />
            </Form>
        </div>
    }
}
