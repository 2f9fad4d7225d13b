//! The one button that takes a registration further, and the menu with the rest.

use std::rc::Rc;

use model::{
    access::Role,
    registrations::{
        ApproveRegistration, Approved, EndRegistration, RegistrationDetail, VerifyRegistration,
    },
    states::RegistrationStatus,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_session, use_text, use_toasts},
    widgets::{Button, Confirm, Dialog, FaultNote, Field, FieldKind, Kind},
};

/// Properties of [`NextStep`].
#[derive(Properties)]
pub struct NextStepProps {
    /// As it is shown.
    pub record: Rc<RegistrationDetail>,
    /// Reads it again.
    pub again: Callback<()>,
}

impl PartialEq for NextStepProps {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

/// The buttons; none for who may not take a step.
#[component]
pub fn NextStep(props: &NextStepProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let verify = use_call::<VerifyRegistration>();
    let approve = use_call::<ApproveRegistration>();
    let end = use_call::<EndRegistration>();
    let approving = use_state(|| false);
    let ending = use_state(|| None::<RegistrationStatus>);
    let day = use_state(|| "1".to_owned());
    if !session.is_any(&[Role::Admin, Role::Office]) {
        return html! {};
    }
    let (id, version, status) = (props.record.id, props.record.version, props.record.status);
    let on_verify = {
        let (verify, toasts, texts, again) = (
            verify.clone(),
            toasts.clone(),
            texts.clone(),
            props.again.clone(),
        );
        Callback::from(move |()| {
            let (toasts, texts, again) = (toasts.clone(), texts.clone(), again.clone());
            verify.run_then(
                VerifyRegistration { id, version },
                Callback::from(move |()| {
                    toasts.good(texts.t("registrations-verified"));
                    again.emit(());
                }),
            );
        })
    };
    let on_approve = {
        let (approve, approving, toasts, texts, day, again) = (
            approve.clone(),
            approving.clone(),
            toasts.clone(),
            texts.clone(),
            day.clone(),
            props.again.clone(),
        );
        Callback::from(move |()| {
            let (approving, toasts, texts, again) = (
                approving.clone(),
                toasts.clone(),
                texts.clone(),
                again.clone(),
            );
            let billing_day = day.parse().unwrap_or(0);
            approve.run_then(
                ApproveRegistration {
                    id,
                    version,
                    billing_day,
                },
                Callback::from(move |made: Approved| {
                    approving.set(false);
                    let said = [
                        ("customer", &made.customer_code as &dyn std::fmt::Display),
                        ("ticket", &made.ticket_number),
                        ("invoice", &made.invoice_number),
                    ];
                    toasts.good(texts.t_with("registrations-approved", &said));
                    again.emit(());
                }),
            );
        })
    };
    let on_end = {
        let (end, ending, toasts, texts, again) = (
            end.clone(),
            ending.clone(),
            toasts,
            texts.clone(),
            props.again.clone(),
        );
        Callback::from(move |reason: String| {
            let Some(outcome) = *ending else { return };
            let (ending, toasts, texts, again) =
                (ending.clone(), toasts.clone(), texts.clone(), again.clone());
            end.run_then(
                EndRegistration {
                    id,
                    version,
                    outcome,
                    reason,
                },
                Callback::from(move |()| {
                    ending.set(None);
                    toasts.good(texts.t(&outcome.text_key()));
                    again.emit(());
                }),
            );
        })
    };
    let open = |state: &UseStateHandle<Option<RegistrationStatus>>, outcome| {
        let state = state.clone();
        Callback::from(move |()| state.set(Some(outcome)))
    };
    let close_approve = {
        let approving = approving.clone();
        Callback::from(move |()| approving.set(false))
    };
    let set_day = {
        let day = day.clone();
        Callback::from(move |text| day.set(text))
    };
    html! {
        <>
            if status == RegistrationStatus::PendingVerification {
                <Button test_id="registrations-verify" label={texts.t("registrations-verify")} kind={Kind::Primary} busy={verify.busy} online=true on_click={on_verify} />
            }
            if status.may_become(RegistrationStatus::Approved) {
                <Button test_id="registrations-approve" label={texts.t("registrations-approve")} kind={Kind::Primary} online=true
                    on_click={{ let approving = approving.clone(); Callback::from(move |()| approving.set(true)) }} />
            }
            if status.is_open() {
                <Button test_id="registrations-reject" label={texts.t("registrations-reject")} online=true on_click={open(&ending, RegistrationStatus::Rejected)} />
                <Button test_id="registrations-end" label={texts.t("registrations-end")} online=true on_click={open(&ending, RegistrationStatus::Cancelled)} />
            }
            <FaultNote fault={verify.fault.clone()} />
            if *approving {
                <Dialog test_id="registrations-approve-dialog" title={texts.t("registrations-approve-title")} on_close={close_approve} actions={html! {
                    <Button test_id="registrations-approve-confirm" label={texts.t("registrations-approve")} kind={Kind::Primary} busy={approve.busy} online=true on_click={on_approve} />
                }}>
                    <p>{ texts.t("registrations-approve-text") }</p>
                    <Field id="registrations-billing-day" kind={FieldKind::Number} label={texts.t("registrations-billing-day")} value={(*day).clone()}
                        hint={texts.t("registrations-billing-day-hint")} problems={approve.problems("billing_day")} on_change={set_day} />
                    <FaultNote fault={approve.fault.clone()} />
                </Dialog>
            }
            if let Some(outcome) = *ending {
                <Confirm test_id="registrations-end-dialog" title={texts.t(if outcome == RegistrationStatus::Rejected { "registrations-reject" } else { "registrations-end" })}
                    text={texts.t("registrations-end-text")} label={texts.t(if outcome == RegistrationStatus::Rejected { "registrations-reject" } else { "registrations-end" })}
                    danger=true with_reason=true busy={end.busy} fault={end.fault.clone()} on_confirm={on_end}
                    on_close={{ let ending = ending.clone(); Callback::from(move |()| ending.set(None)) }} />
            }
        </>
    }
}
