//! The identity number: masked until somebody says why he must read it, and masked again soon after.

use gloo_timers::callback::Interval;
use model::{
    customers::{AskIdentity, RevealIdentity},
    ids::{ContactId, RegistrationId},
    registrations::AskApplicantIdentity,
    secret::Secret,
};
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    confirm::Confirm,
    copy::CopyButton,
    form::FaultNote,
    icon::Icon,
};
use crate::hooks::{use_call, use_text};

/// Seconds until a number is hidden again.
const SHOWN: u32 = 30;

/// Who has the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A customer's contact.
    Contact(ContactId),
    /// Somebody whose application is verified.
    Applicant(RegistrationId),
}

/// Properties of [`Identity`].
#[derive(Properties, PartialEq)]
pub struct IdentityProps {
    /// Whose.
    pub whose: Whose,
    /// Test ids begin with it.
    pub prefix: AttrValue,
    /// `••••••••••••1234`.
    pub masked: AttrValue,
}

/// The number and the way to see it. What was revealed lives in this component alone and goes with it.
#[component]
pub fn Identity(props: &IdentityProps) -> Html {
    let texts = use_text();
    let is_asking = use_state_eq(|| false);
    let number = use_state(|| None::<Secret>);
    let left = use_state_eq(|| 0_u32);
    let ask = use_call::<AskIdentity>();
    let ask_applicant = use_call::<AskApplicantIdentity>();
    let reveal = use_call::<RevealIdentity>();
    {
        let (number, left) = (number.clone(), left.clone());
        let is_shown = number.is_some();
        use_effect_with((is_shown, *left), move |(is_shown, seconds)| {
            let seconds = *seconds;
            let ticking = is_shown.then(|| {
                Interval::new(1_000, move || {
                    if seconds <= 1 {
                        number.set(None);
                    }
                    left.set(seconds.saturating_sub(1));
                })
            });
            move || drop(ticking)
        });
    }
    let open = {
        let (is_asking, ask, reveal) = (is_asking.clone(), ask.clone(), reveal.clone());
        let ask_applicant = ask_applicant.clone();
        Callback::from(move |()| {
            ask.clear();
            ask_applicant.clear();
            reveal.clear();
            is_asking.set(true);
        })
    };
    let on_close = {
        let is_asking = is_asking.clone();
        Callback::from(move |()| is_asking.set(false))
    };
    let asked = {
        let (reveal, is_asking) = (reveal.clone(), is_asking.clone());
        let (number, left) = (number.setter(), left.setter());
        Callback::from(move |ask: i64| {
            is_asking.set(false);
            let (number, left) = (number.clone(), left.clone());
            reveal.run_then(RevealIdentity { ask }, move |shown: Option<Secret>| {
                left.set(SHOWN);
                number.set(shown);
            });
        })
    };
    let on_confirm = {
        let (ask, ask_applicant, whose) = (ask.clone(), ask_applicant.clone(), props.whose);
        Callback::from(move |reason: String| match whose {
            Whose::Contact(contact) => {
                ask.run_then(AskIdentity { contact, reason }, asked.clone());
            }
            Whose::Applicant(registration) => {
                let request = AskApplicantIdentity {
                    registration,
                    reason,
                };
                ask_applicant.run_then(request, asked.clone());
            }
        })
    };
    let of = match props.whose {
        Whose::Contact(contact) => contact.to_string(),
        Whose::Applicant(registration) => registration.to_string(),
    };
    let (busy, fault) = (
        ask.busy || ask_applicant.busy,
        ask.fault.clone().or(ask_applicant.fault.clone()),
    );
    let id = |part: &str| format!("{}-identity{part}", props.prefix);
    let hide = {
        let number = number.setter();
        Callback::from(move |()| number.set(None))
    };
    html! {
        <>
            if let Some(number) = &*number {
                <span class="aglis-figures" data-testid={id("-shown")}>{ number.reveal().to_owned() }</span>
                <CopyButton test_id={id("-copy")} text={number.reveal().to_owned()} />
                <Button test_id={id("-hide")} kind={Kind::Plain} label={texts.t_with("customers-identity-hide", &[("seconds", &*left)])} on_click={hide} />
            } else {
                <span class="aglis-figures" data-testid={id("")}>{ &props.masked }</span>
                <Button test_id={id("-show")} kind={Kind::Plain} icon={Icon::Eye} icon_only=true online=true busy={reveal.busy}
                    label={texts.t("customers-identity-show")} on_click={open} />
            }
            <FaultNote fault={reveal.fault.clone()} />
            if *is_asking {
                <Confirm test_id={id("-dialog")} title={texts.t("customers-identity-show")} text={texts.t("customers-identity-text")}
                    label={texts.t("customers-identity-show")} with_reason=true {of} {busy} {fault}
                    {on_confirm} {on_close} />
            }
        </>
    }
}
