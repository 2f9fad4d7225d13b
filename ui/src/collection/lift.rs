//! Unblocking connections (buka isolir), with a reason and perhaps a promise.

use model::{
    collection::LiftIsolir,
    ids::ServiceId,
    problem::{Problem, Problems},
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_session, use_text, use_toasts},
    widgets::{Button, Dialog, Field, FieldKind, Form, Kind},
};

/// Properties of [`LiftDialog`].
#[derive(Properties, PartialEq)]
pub struct LiftDialogProps {
    /// Which.
    pub services: Vec<ServiceId>,
    /// Closed; whether it was done.
    pub on_close: Callback<bool>,
}

/// The dialog.
#[component]
pub fn LiftDialog(props: &LiftDialogProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let today = use_session().zone().day(chrono::Utc::now());
    let draft = use_draft("isolir-lift", || (String::new(), String::new()));
    let (reason, until) = draft.value().clone();
    let call = use_checked_call::<LiftIsolir>();
    let on_submit = {
        let (call, draft, on_close) = (call.clone(), draft.clone(), props.on_close.clone());
        let (texts, services) = (texts.clone(), props.services.clone());
        let (reason, until) = (reason.clone(), until.clone());
        Callback::from(move |()| {
            let (draft, on_close) = (draft.clone(), on_close.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let day = (!until.is_empty())
                .then(|| until.parse().map_err(|_| Problem::new("DATE_INVALID")))
                .transpose()
                .map_err(|problem| Problems::one("until", problem));
            let checked = day.and_then(|promise_until| {
                let request = LiftIsolir {
                    services: services.clone(),
                    reason: reason.clone(),
                    promise_until,
                };
                request.check(today)?;
                Ok(request)
            });
            let count = services.len();
            call.run_checked(checked, move |()| {
                draft.clear();
                toasts.good(texts.t_with("isolir-lifted", &[("count", &count)]));
                on_close.emit(true);
            });
        })
    };
    let close = props.on_close.reform(|()| false);
    let actions = html! {
        <>
            <Button test_id="isolir-lift-save" label={texts.t("isolir-lift")} kind={Kind::Primary} submit=true busy={call.busy} online=true />
            <Button test_id="isolir-lift-cancel" label={texts.t("common-cancel")} on_click={close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="isolir-lift-dialog" title={texts.t_with("isolir-lift-title", &[("count", &props.services.len())])} on_close={close}>
            <Form test_id="isolir-lift-form" {on_submit} {actions} fault={call.fault.clone()}>
                <p>{ texts.t("isolir-lift-text") }</p>
                <Field id="isolir-lift-reason" kind={FieldKind::Long} label={texts.t("common-reason")} value={reason} required=true focus=true max=500
                    problems={call.problems("reason")} on_change={call.corrects("reason", draft.edit(|typed: &mut (String, String), text| typed.0 = text))} />
                <Field id="isolir-lift-until" kind={FieldKind::Date} label={texts.t("isolir-lift-until")} value={until}
                    hint={texts.t("isolir-lift-until-hint")} problems={call.problems("until")}
                    on_change={call.corrects("until", draft.edit(|typed: &mut (String, String), text| typed.1 = text))} />
            </Form>
        </Dialog>
    }
}
