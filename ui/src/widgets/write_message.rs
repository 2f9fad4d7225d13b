//! Writing to somebody over WhatsApp in one's own words.

use model::{
    access::Role,
    ids::MessageId,
    messages::write::{Addressee, WriteMessage},
};
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    dialog::Dialog,
    field::{Field, FieldKind},
    form::Form,
    icon::Icon,
};
use crate::hooks::{use_checked_call, use_lasting_draft, use_session, use_text, use_toasts};

/// Properties of [`Write`].
#[derive(Properties, PartialEq)]
pub struct WriteProps {
    /// To whom.
    pub to: Addressee,
    /// The dialog is done with.
    #[prop_or_default]
    pub on_close: Callback<()>,
}

/// The button and its dialog; nothing for technicians.
#[component]
pub fn Write(props: &WriteProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let is_open = use_state_eq(|| false);
    if !session.is_any(&[Role::Admin, Role::Office, Role::Supervisor]) {
        return Html::default();
    }
    let set = |open: bool| {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(open))
    };
    html! {
        <>
            <Button test_id="messages-write" label={texts.t("messages-write")} icon={Icon::Message} online=true on_click={set(true)} />
            if *is_open { <WriteDialog to={props.to} on_close={set(false)} /> }
        </>
    }
}

/// What is typed survives a lock, apart for each person written to.
#[component]
fn WriteDialog(props: &WriteProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let write = use_checked_call::<WriteMessage>();
    let draft = use_lasting_draft(&format!("messages-write-{:?}", props.to), String::new);
    let body = draft.value().clone();
    let on_submit = {
        let (write, draft, to) = (write.clone(), draft.clone(), props.to);
        let (texts, on_close) = (texts.clone(), props.on_close.clone());
        Callback::from(move |()| {
            let request = WriteMessage {
                to,
                body: draft.value().clone(),
            };
            let checked = request.check().map(|body| WriteMessage { to, body });
            let (draft, on_close) = (draft.clone(), on_close.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            write.run_checked(checked, move |_: MessageId| {
                draft.clear();
                toasts.good(texts.t("messages-waits"));
                on_close.emit(());
            });
        })
    };
    let actions = html! {
        <>
            <Button test_id="messages-write-send" label={texts.t("messages-send")} kind={Kind::Primary} submit=true busy={write.busy} online=true />
            <Button test_id="messages-write-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="messages-write-dialog" title={texts.t("messages-write")} on_close={props.on_close.clone()}>
            <Form test_id="messages-write-form" {on_submit} {actions} fault={write.fault.clone()}>
                <Field id="messages-write-body" kind={FieldKind::Long} label={texts.t("messages-body")} value={body} required=true focus=true
                    problems={write.problems("body")} on_change={draft.edit(|body: &mut String, text| *body = text)} />
            </Form>
        </Dialog>
    }
}
