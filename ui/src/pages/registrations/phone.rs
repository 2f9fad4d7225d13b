//! Whether the applicant's number is his: a code is sent there, and he tells it.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use gloo_timers::callback::Timeout;
use model::{
    access::Role,
    ids::RegistrationId,
    problem::Problem,
    registrations::phone::{AskPhoneCode, ConfirmPhone, PhoneCodeSent, PhoneConfirmed},
    secret::Secret,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_session, use_text, use_toasts},
    widgets::{Button, FaultNote, Field, Form, Icon, Picture, Section, When},
};

/// So many seconds pass at least before another code is offered: the first one may be on its way.
const PATIENCE: i32 = 30;

/// Properties of [`PhoneCheck`].
#[derive(Properties, PartialEq)]
pub struct PhoneCheckProps {
    /// Which application.
    pub id: RegistrationId,
    /// When its number was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// Reads the application again.
    pub again: Callback<()>,
}

/// The card: the mark, or the way to it for whoever may go it.
#[component]
pub fn PhoneCheck(props: &PhoneCheckProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let ask = use_call::<AskPhoneCode>();
    let confirm = use_call::<ConfirmPhone>();
    let code = use_state_eq(String::new);
    let wrong = use_state_eq(|| None::<Problem>);
    let is_asked = use_state_eq(|| false);
    let left = use_state_eq(|| 0_i32);
    {
        let left = left.clone();
        use_effect_with(*left, move |now| {
            let now = *now;
            let timer = (now > 0).then(|| Timeout::new(1_000, move || left.set(now - 1)));
            move || drop(timer)
        });
    }
    if let Some(at) = props.verified_at {
        return html! {
            <Section title={texts.t("registrations-phone-check")}>
                <p data-testid="registrations-phone-verified"><Picture icon={Icon::Done} />{ " " }{ texts.t("registrations-phone-verified") }{ " · " }<When {at} /></p>
            </Section>
        };
    }
    if !session.is_any(&[Role::Admin, Role::Office]) {
        return Html::default();
    }
    let id = props.id;
    let on_ask = {
        let (ask, is_asked, left) = (ask.clone(), is_asked.setter(), left.setter());
        let (code, wrong) = (code.setter(), wrong.setter());
        Callback::from(move |()| {
            let (is_asked, left) = (is_asked.clone(), left.clone());
            let (code, wrong) = (code.clone(), wrong.clone());
            ask.run_then(AskPhoneCode { id }, move |sent: PhoneCodeSent| {
                is_asked.set(true);
                left.set(sent.wait_s.max(PATIENCE));
                code.set(String::new());
                wrong.set(None);
            });
        })
    };
    let on_submit = {
        let (confirm, wrong, typed) = (confirm.clone(), wrong.setter(), (*code).clone());
        let (texts, again) = (texts.clone(), props.again.clone());
        Callback::from(move |()| {
            let (wrong, again) = (wrong.clone(), again.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let request = ConfirmPhone {
                id,
                code: Secret::new(typed.clone()),
            };
            confirm.run_then(request, move |said: PhoneConfirmed| {
                if said.problem.is_none() {
                    toasts.good(texts.t("registrations-phone-verified"));
                    again.emit(());
                }
                wrong.set(said.problem);
            });
        })
    };
    let on_change = {
        let (code, wrong) = (code.setter(), wrong.setter());
        Callback::from(move |text: String| {
            wrong.set(None);
            code.set(text);
        })
    };
    let send = |key: &str| {
        let label = if *left > 0 {
            texts.t_with("registrations-phone-again-in", &[("seconds", &*left)])
        } else {
            texts.t(key)
        };
        html! { <Button test_id="registrations-phone-ask" {label} busy={ask.busy} disabled={*left > 0} online=true on_click={on_ask.clone()} /> }
    };
    let problems: Vec<Problem> = (*wrong).iter().cloned().collect();
    let body = if *is_asked {
        let actions = html! {
            <>
                <Button test_id="registrations-phone-confirm" label={texts.t("registrations-phone-confirm")} submit=true busy={confirm.busy} online=true />
                { send("registrations-phone-again") }
            </>
        };
        let fault: Option<Rc<_>> = confirm.fault.clone().or_else(|| ask.fault.clone());
        html! {
            <Form test_id="registrations-phone-form" {on_submit} {actions} {fault}>
                <Field id="registrations-phone-code" label={texts.t("registrations-phone-code")} hint={texts.t("registrations-phone-code-hint")} value={(*code).clone()}
                    autocomplete="one-time-code" required=true focus=true {problems} {on_change} />
            </Form>
        }
    } else {
        html! { <><p class="aglis-quiet">{ texts.t("registrations-phone-hint") }</p>{ send("registrations-phone-ask") }<FaultNote fault={ask.fault.clone()} /></> }
    };
    html! { <Section title={texts.t("registrations-phone-check")}>{ body }</Section> }
}
