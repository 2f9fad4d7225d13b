//! The one button that takes a registration further, and the menu with the rest.

use std::rc::Rc;

use model::{
    access::Role,
    registrations::{EndRegistration, RegistrationDetail, VerifyRegistration},
    states::RegistrationStatus,
};
use yew::prelude::*;

use super::{
    approve::Approve,
    survey::{CompleteSurveyDialog, PlanSurvey},
};
use crate::{
    hooks::{use_call, use_session, use_text, use_toasts},
    widgets::{Button, Confirm, FaultNote, Icon, Kind, Menu, MenuItem},
};

/// Properties of [`NextStep`], and of the dialogs that take a step.
#[derive(Properties)]
pub struct StepProps {
    /// As it is shown.
    pub record: Rc<RegistrationDetail>,
    /// Reads it again.
    pub again: Callback<()>,
    /// The dialog is done with.
    #[prop_or_default]
    pub on_close: Callback<()>,
}

impl PartialEq for StepProps {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Asking {
    Nothing,
    Approval,
    Survey,
    Result,
    End(RegistrationStatus),
}

/// The buttons; none for who may not take a step.
#[component]
pub fn NextStep(props: &StepProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let verify = use_call::<VerifyRegistration>();
    let end = use_call::<EndRegistration>();
    let asking = use_state_eq(|| Asking::Nothing);
    let surveys = session.is_any(&[Role::Admin, Role::Office, Role::Supervisor]);
    let decides = session.is_any(&[Role::Admin, Role::Office]);
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
    let on_end = {
        let (end, asking, texts, again) = (
            end.clone(),
            asking.clone(),
            texts.clone(),
            props.again.clone(),
        );
        Callback::from(move |reason: String| {
            let Asking::End(outcome) = *asking else {
                return;
            };
            let (asking, toasts, texts, again) =
                (asking.clone(), toasts.clone(), texts.clone(), again.clone());
            end.run_then(
                EndRegistration {
                    id,
                    version,
                    outcome,
                    reason,
                },
                Callback::from(move |()| {
                    asking.set(Asking::Nothing);
                    toasts.good(texts.t(&outcome.text_key()));
                    again.emit(());
                }),
            );
        })
    };
    let ask = |what: Asking| {
        let (asking, end, verify) = (asking.clone(), end.clone(), verify.clone());
        Callback::from(move |()| {
            end.clear();
            verify.clear();
            asking.set(what);
        })
    };
    let mut more = Vec::new();
    if surveys && status == RegistrationStatus::Verified {
        more.push(
            MenuItem::new(
                "registrations-survey",
                texts.t("registrations-survey-plan"),
                ask(Asking::Survey),
            )
            .icon(Icon::Calendar),
        );
    }
    if surveys && status == RegistrationStatus::SurveyScheduled {
        more.push(
            MenuItem::new(
                "registrations-survey-move",
                texts.t("registrations-survey-move"),
                ask(Asking::Survey),
            )
            .icon(Icon::Calendar),
        );
    }
    if decides && status.is_open() {
        for (test_id, label, outcome) in [
            (
                "registrations-reject",
                texts.t("registrations-reject"),
                RegistrationStatus::Rejected,
            ),
            (
                "registrations-end",
                texts.t("registrations-end"),
                RegistrationStatus::Cancelled,
            ),
        ] {
            more.push(
                MenuItem::new(test_id, label, ask(Asking::End(outcome)))
                    .icon(Icon::Stop)
                    .danger(),
            );
        }
    }
    let on_close = ask(Asking::Nothing);
    let dialog = match *asking {
        Asking::Nothing => Html::default(),
        Asking::Approval => {
            html! { <Approve record={props.record.clone()} again={props.again.clone()} {on_close} /> }
        }
        Asking::Survey => {
            html! { <PlanSurvey record={props.record.clone()} again={props.again.clone()} {on_close} /> }
        }
        Asking::Result => {
            html! { <CompleteSurveyDialog record={props.record.clone()} again={props.again.clone()} {on_close} /> }
        }
        Asking::End(outcome) => {
            let (title, text) = if outcome == RegistrationStatus::Rejected {
                ("registrations-reject", "registrations-reject-text")
            } else {
                ("registrations-end", "registrations-end-text")
            };
            html! {
                <Confirm test_id="registrations-end-dialog" title={texts.t(title)} text={texts.t(text)} label={texts.t(title)}
                    danger=true with_reason=true of={format!("{id}-{}", outcome.name())} busy={end.busy} fault={end.fault.clone()} on_confirm={on_end} {on_close} />
            }
        }
    };
    html! {
        <>
            if decides && status == RegistrationStatus::PendingVerification {
                <Button test_id="registrations-verify" label={texts.t("registrations-verify")} kind={Kind::Primary} busy={verify.busy} online=true on_click={on_verify} />
            }
            if decides && status.may_become(RegistrationStatus::Approved) {
                <Button test_id="registrations-approve" label={texts.t("registrations-approve")} kind={Kind::Primary} online=true on_click={ask(Asking::Approval)} />
            }
            if surveys && status == RegistrationStatus::SurveyScheduled {
                <Button test_id="registrations-survey-done" label={texts.t("registrations-survey-done")} kind={Kind::Primary} online=true on_click={ask(Asking::Result)} />
            }
            if !more.is_empty() {
                <Menu test_id="registrations-more" label={texts.t("common-more")} icon={Icon::More} icon_only=true items={more} />
            }
            <FaultNote fault={verify.fault.clone()} />
            { dialog }
        </>
    }
}
