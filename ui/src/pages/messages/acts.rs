//! What is done about one message.

use std::rc::Rc;

use model::{
    access::Role,
    ids::MessageId,
    list::Selection,
    messages::MessageDetail,
    phone::Phone,
    queue::{CancelMessages, ResendMessage, ResendTo, ResolveMessage, RetryMessages, Worked},
    states::MessageStatus,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_checked_call, use_draft, use_session, use_text, use_toasts},
    route::{Area, Route, go},
    widgets::{Button, Choice, Confirm, Dialog, FaultNote, Field, FieldKind, Form, Icon, Kind},
};

/// Properties of [`Acts`].
#[derive(Properties, PartialEq)]
pub struct ActsProps {
    /// Which.
    pub message: Rc<MessageDetail>,
}

#[derive(Clone, Copy, PartialEq)]
enum Asking {
    Nothing,
    Cancel,
    Resend,
    /// Whether somebody knows that it arrived.
    Resolve(bool),
}

/// The next step as the one primary button, and the others beside it.
#[component]
pub fn Acts(props: &ActsProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let message = &props.message;
    let id = message.id;
    let asking = use_state_eq(|| Asking::Nothing);
    let (retry, cancel) = (use_call::<RetryMessages>(), use_call::<CancelMessages>());
    let resolve = use_call::<ResolveMessage>();
    let ask = |what: Asking| {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(what))
    };
    let one = Selection::Ids(vec![id.0]);
    let on_retry = {
        let (retry, one, texts, toasts) =
            (retry.clone(), one.clone(), texts.clone(), toasts.clone());
        Callback::from(move |()| {
            let (texts, toasts) = (texts.clone(), toasts.clone());
            let request = RetryMessages {
                selection: one.clone(),
                also_unknown: false,
            };
            retry.run_then(request, move |worked: Worked| {
                toasts.good(super::bulk::said(&texts, worked));
            });
        })
    };
    let on_confirm = {
        let (cancel, resolve, what) = (cancel.clone(), resolve.clone(), *asking);
        let closed = asking.setter();
        Callback::from(move |_: String| {
            let closed = closed.clone();
            match what {
                Asking::Cancel => {
                    let selection = one.clone();
                    cancel.run_then(CancelMessages { selection }, move |_: Worked| {
                        closed.set(Asking::Nothing);
                    });
                }
                Asking::Resolve(arrived) => {
                    resolve.run_then(ResolveMessage { id, arrived }, move |()| {
                        closed.set(Asking::Nothing);
                    });
                }
                Asking::Nothing | Asking::Resend => {}
            }
        })
    };
    let on_close = ask(Asking::Nothing);
    let dialog = match *asking {
        Asking::Nothing => Html::default(),
        Asking::Resend => html! { <Resend message={message.clone()} {on_close} /> },
        Asking::Cancel => html! {
            <Confirm test_id="messages-cancel-dialog" title={texts.t("queue-cancel")} label={texts.t("queue-cancel")} text={texts.t("queue-cancel-text")} danger=true
                busy={cancel.busy} fault={cancel.fault.clone()} {on_confirm} {on_close} />
        },
        Asking::Resolve(arrived) => {
            let (title, text) = if arrived {
                ("queue-arrived", "queue-arrived-text")
            } else {
                ("queue-not-arrived", "queue-not-arrived-text")
            };
            html! {
                <Confirm test_id="messages-resolve-dialog" title={texts.t(title)} label={texts.t(title)} text={texts.t(text)}
                    busy={resolve.busy} fault={resolve.fault.clone()} {on_confirm} {on_close} />
            }
        }
    };
    html! {
        <>
            if message.may_retry() {
                <Button test_id="messages-retry" label={texts.t("queue-retry")} icon={Icon::Again} kind={Kind::Primary} online=true busy={retry.busy} on_click={on_retry} />
                <Button test_id="messages-resend" label={texts.t("queue-resend")} icon={Icon::Edit} online=true on_click={ask(Asking::Resend)} />
            }
            if message.status == MessageStatus::Unknown {
                <Button test_id="messages-arrived" label={texts.t("queue-arrived")} icon={Icon::Check} kind={Kind::Primary} online=true on_click={ask(Asking::Resolve(true))} />
                <Button test_id="messages-not-arrived" label={texts.t("queue-not-arrived")} icon={Icon::Stop} online=true on_click={ask(Asking::Resolve(false))} />
            }
            if message.may_cancel() && session.is_any(&[Role::Admin]) {
                <Button test_id="messages-cancel" label={texts.t("queue-cancel")} icon={Icon::Stop} online=true on_click={ask(Asking::Cancel)} />
            }
            <FaultNote fault={retry.fault.clone()} />
            { dialog }
        </>
    }
}

/// What is typed.
#[derive(Clone, PartialEq)]
struct Typed {
    body: String,
    to: ResendTo,
}

#[derive(Properties, PartialEq)]
struct ResendProps {
    message: Rc<MessageDetail>,
    on_close: Callback<()>,
}

/// Another text in the place of the one that did not arrive, perhaps to another number.
#[component]
fn Resend(props: &ResendProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let first = props.message.clone();
    let id = first.id;
    // A number that was corrected meanwhile is most likely the reason to write once more.
    let start = Typed {
        body: first.body.clone(),
        to: if first.record_phone.is_some() {
            ResendTo::Record
        } else {
            ResendTo::Same
        },
    };
    let draft = use_draft(&format!("messages-resend-{id}"), move || start.clone());
    let typed = draft.value().clone();
    let send = use_checked_call::<ResendMessage>();
    let problems = send.problems("body");
    let on_submit = {
        let (send, draft, texts) = (send.clone(), draft.clone(), texts.clone());
        let (on_close, typed) = (props.on_close.clone(), typed.clone());
        Callback::from(move |()| {
            let request = ResendMessage {
                id,
                body: typed.body.clone(),
                to: typed.to,
            };
            let (draft, texts, toasts) = (draft.clone(), texts.clone(), toasts.clone());
            let on_close = on_close.clone();
            send.run_checked(
                request.check().map(|_| request.clone()),
                move |made: MessageId| {
                    draft.clear();
                    toasts.good(texts.t("queue-resent"));
                    on_close.emit(());
                    go(&Route::record(Area::Messages, made.0));
                },
            );
        })
    };
    let number = |e164: &str| AttrValue::from(Phone::stored(e164).to_string());
    let choices = first.record_phone.as_deref().map(|today| {
        let told = |key: &str, phone: &str| texts.t_with(key, &[("phone", &number(phone))]);
        vec![
            Choice::new("record", told("queue-to-record", today)),
            Choice::new("same", told("queue-to-same", &first.recipient)),
        ]
    });
    let on_to = draft.edit(|typed: &mut Typed, value: String| {
        typed.to = if value == "record" {
            ResendTo::Record
        } else {
            ResendTo::Same
        };
    });
    let to = match typed.to {
        ResendTo::Record => "record",
        ResendTo::Same => "same",
    };
    let actions = html! {
        <>
            <Button test_id="messages-resend-send" label={texts.t("queue-resend-send")} kind={Kind::Primary} submit=true busy={send.busy} online=true />
            <Button test_id="messages-resend-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="messages-resend-dialog" title={texts.t("queue-resend")} on_close={props.on_close.clone()} wide=true>
            <p>{ texts.t("queue-resend-text") }</p>
            <Form test_id="messages-resend-form" {on_submit} {actions} fault={send.fault.clone()}>
                if let Some(choices) = choices { <Field id="messages-resend-to" kind={FieldKind::Select} label={texts.t("messages-recipient")} {choices} value={to} required=true on_change={on_to} /> }
                <Field id="messages-resend-body" kind={FieldKind::Long} label={texts.t("messages-body")} value={typed.body.clone()} required=true focus=true max=4096 {problems}
                    on_change={draft.edit(|typed: &mut Typed, text| typed.body = text)} />
            </Form>
        </Dialog>
    }
}
