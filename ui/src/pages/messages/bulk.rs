//! What is done about the chosen messages.

use model::{
    access::Role,
    list::Selection,
    queue::{CancelMessages, RetryMessages, Worked},
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_call, use_session, use_text, use_toasts},
    widgets::{Button, Confirm, Icon, Kind},
};

#[derive(Clone, Copy, PartialEq)]
enum Asking {
    Nothing,
    Retry,
    Cancel,
}

/// Properties of [`Bulk`].
#[derive(Properties, PartialEq)]
pub struct BulkProps {
    /// Which.
    pub selection: Selection,
    /// Chooses nothing.
    pub on_done: Callback<()>,
}

/// The buttons, and the question before either.
#[component]
pub fn Bulk(props: &BulkProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let may_cancel = use_session().is_any(&[Role::Admin]);
    let asking = use_state_eq(|| Asking::Nothing);
    let (retry, cancel) = (use_call::<RetryMessages>(), use_call::<CancelMessages>());
    let ask = |what: Asking| {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(what))
    };
    let done = {
        let (asking, on_done, texts) = (asking.setter(), props.on_done.clone(), texts.clone());
        Callback::from(move |worked: Worked| {
            asking.set(Asking::Nothing);
            on_done.emit(());
            toasts.info(said(&texts, worked));
        })
    };
    let on_confirm = {
        let (retry, cancel) = (retry.clone(), cancel.clone());
        let (selection, what) = (props.selection.clone(), *asking);
        Callback::from(move |_: String| {
            let selection = selection.clone();
            match what {
                Asking::Retry => {
                    let also_unknown = false;
                    let request = RetryMessages {
                        selection,
                        also_unknown,
                    };
                    retry.run_then(request, done.clone());
                }
                Asking::Cancel => cancel.run_then(CancelMessages { selection }, done.clone()),
                Asking::Nothing => {}
            }
        })
    };
    let (title, text, danger) = match *asking {
        Asking::Nothing | Asking::Retry => ("queue-retry", "queue-retry-text", false),
        Asking::Cancel => ("queue-cancel", "queue-cancel-text", true),
    };
    html! {
        <>
            <Button test_id="messages-retry-chosen" label={texts.t("queue-retry")} icon={Icon::Again} kind={Kind::Plain} online=true on_click={ask(Asking::Retry)} />
            if may_cancel { <Button test_id="messages-cancel-chosen" label={texts.t("queue-cancel")} icon={Icon::Stop} kind={Kind::Plain} online=true on_click={ask(Asking::Cancel)} /> }
            if *asking != Asking::Nothing {
                <Confirm test_id="messages-bulk" title={texts.t(title)} label={texts.t(title)} text={texts.t(text)} {danger} busy={retry.busy || cancel.busy}
                    fault={retry.fault.clone().or_else(|| cancel.fault.clone())} {on_confirm} on_close={ask(Asking::Nothing)} />
            }
        </>
    }
}

/// How many moved, and how many are left for another time.
pub(super) fn said(texts: &Texts, worked: Worked) -> AttrValue {
    let key = if worked.left > 0 {
        "queue-worked-left"
    } else {
        "queue-worked"
    };
    let (done, left) = (texts.grouped(worked.done), texts.grouped(worked.left));
    texts.t_with(key, &[("done", &done), ("left", &left)])
}
