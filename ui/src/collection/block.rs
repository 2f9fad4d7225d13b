//! Blocking one connection by hand, with a reason.

use model::{collection::IsolirService, ids::ServiceId};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_text, use_toasts},
    widgets::{Button, Dialog, Field, FieldKind, Form, Kind},
};

/// Properties of [`BlockDialog`].
#[derive(Properties, PartialEq)]
pub struct BlockDialogProps {
    /// Which.
    pub service: ServiceId,
    /// Closed.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn BlockDialog(props: &BlockDialogProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let id = props.service;
    let draft = use_draft(&format!("isolir-block-{id}"), move || IsolirService {
        id,
        reason: String::new(),
        lifts_at_payment: true,
    });
    let typed = draft.value().clone();
    let call = use_checked_call::<IsolirService>();
    let on_submit = {
        let (call, draft, on_close) = (call.clone(), draft.clone(), props.on_close.clone());
        let (texts, request) = (texts.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, on_close) = (draft.clone(), on_close.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            call.run_checked(request.check().map(|_| request.clone()), move |()| {
                draft.clear();
                toasts.good(texts.t_with("isolir-done", &[("count", &1)]));
                on_close.emit(());
            });
        })
    };
    let on_lifts = draft.edit(|typed: &mut IsolirService, _: Event| {
        typed.lifts_at_payment = !typed.lifts_at_payment;
    });
    let actions = html! {
        <>
            <Button test_id="isolir-block-save" label={texts.t("isolir-block")} kind={Kind::Danger} submit=true busy={call.busy} online=true />
            <Button test_id="isolir-block-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="isolir-block-dialog" title={texts.t("isolir-block-title")} on_close={props.on_close.clone()}>
            <Form test_id="isolir-block-form" {on_submit} {actions} fault={call.fault.clone()}>
                <p>{ texts.t("isolir-block-text") }</p>
                <Field id="isolir-block-reason" kind={FieldKind::Long} label={texts.t("common-reason")} value={typed.reason.clone()} required=true focus=true max=500
                    problems={call.problems("reason")} on_change={call.corrects("reason", draft.edit(|typed: &mut IsolirService, text| typed.reason = text))} />
                <label class="aglis-check">
                    <input type="checkbox" checked={typed.lifts_at_payment} onchange={on_lifts} data-testid="isolir-block-lifts" />{ texts.t("isolir-block-lifts") }
                </label>
            </Form>
        </Dialog>
    }
}
