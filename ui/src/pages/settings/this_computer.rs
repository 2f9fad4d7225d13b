//! Whether this computer sends the messages of the queue.

use model::{
    access::Role,
    desk::{EnrolComputer, Fares, KeepGatewayToken, SwitchSending},
    messages::Reason,
    queue::{GatewayKind, ListGateways, Way},
    secret::Secret,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_desk, use_remote, use_session, use_text, use_toasts},
    widgets::{Button, FaultNote, Field, FieldKind, Form, Kind, Section},
};

/// The section.
#[component]
pub fn ThisComputer() -> Html {
    let (texts, desk) = (use_text(), use_desk());
    let is_admin = use_session().is_any(&[Role::Admin]);
    let (enrol, switch) = (use_call::<EnrolComputer>(), use_call::<SwitchSending>());
    let Some(state) = desk.state.as_ref() else {
        return Html::default();
    };
    let sending = &state.sending;
    let on_switch = {
        let (switch, on, again) = (switch.clone(), !sending.on, desk.again.clone());
        Callback::from(move |()| {
            let again = again.clone();
            switch.run_then(SwitchSending { on }, move |()| again.emit(()));
        })
    };
    let on_enrol = {
        let (enrol, again) = (enrol.clone(), desk.again.clone());
        Callback::from(move |()| {
            let again = again.clone();
            enrol.run_then(EnrolComputer {}, move |()| again.emit(()));
        })
    };
    let state_key = match &sending.fares {
        None | Some(Fares::Stopped) if !sending.enrolled => "settings-sends-not-enrolled",
        None | Some(Fares::Stopped) => "settings-sends-off",
        Some(Fares::Working) => "settings-sends-working",
        Some(Fares::Waiting(None)) => "settings-sends-waiting",
        Some(Fares::Waiting(Some(_))) => "settings-sends-unusable",
        Some(Fares::Starting | Fares::Offline) => "settings-sends-offline",
        Some(Fares::Refused) => "settings-sends-refused",
    };
    let why = match &sending.fares {
        Some(Fares::Waiting(Some(code))) => Reason::parse(code).map(|(reason, _)| {
            format!(
                "{} {}",
                texts.t(&reason.why_key()),
                texts.t(&reason.advice_key())
            )
        }),
        _ => None,
    };
    let fault = [&enrol.fault, &switch.fault]
        .into_iter()
        .find_map(Clone::clone);
    html! {
        <Section title={texts.t("settings-this-computer")}>
            <div class="aglis-form" data-testid="settings-this-computer">
                <p data-testid="settings-sends-state">
                    { texts.t(state_key) }
                    if let Some(why) = why { { " " }{ why } }
                </p>
                <p class="aglis-quiet">{ texts.t("settings-sends-hint") }</p>
                <div class="aglis-row">
                    if sending.enrolled {
                        <Button test_id="settings-sends-switch" busy={switch.busy} on_click={on_switch}
                            label={texts.t(if sending.on { "settings-sends-stop" } else { "settings-sends-start" })} />
                    } else if is_admin {
                        <Button test_id="settings-sends-enrol" kind={Kind::Primary} online=true busy={enrol.busy} on_click={on_enrol}
                            label={texts.t("settings-sends-enrol")} />
                    }
                </div>
                <FaultNote {fault} />
                if is_admin { <Tokens kept={sending.tokens.clone()} keyring={state.keyring} /> }
            </div>
        </Section>
    }
}

#[derive(Properties, PartialEq)]
struct TokensProps {
    kept: Vec<i16>,
    keyring: bool,
}

/// A token for each gateway that wants one.
#[component]
fn Tokens(props: &TokensProps) -> Html {
    let texts = use_text();
    let ways = use_remote(ListGateways {});
    if !props.keyring {
        return html! { <p class="aglis-quiet">{ texts.t("settings-token-no-keyring") }</p> };
    }
    let wanting = ways.data().into_iter().flat_map(|ways| {
        let wants = |way: &&Way| way.settings.kind != GatewayKind::Log;
        ways.iter().filter(wants).cloned().collect::<Vec<_>>()
    });
    html! {
        <>{ for wanting.map(|way| html! {
            <Token key={way.id} gateway={way.id} name={texts.t(&way.settings.kind.text_key())} kept={props.kept.contains(&way.id)} />
        }) }</>
    }
}

#[derive(Properties, PartialEq)]
struct TokenProps {
    gateway: i16,
    name: AttrValue,
    kept: bool,
}

/// The token of a gateway: typed here once, kept in the keyring, never shown again.
#[component]
fn Token(props: &TokenProps) -> Html {
    let (texts, toasts, desk) = (use_text(), use_toasts(), use_desk());
    let typed = use_state_eq(String::new);
    let keep = use_call::<KeepGatewayToken>();
    let gateway = props.gateway;
    let send = |token: Option<Secret>, told: &'static str| {
        let (keep, typed, again) = (keep.clone(), typed.setter(), desk.again.clone());
        let (toasts, texts) = (toasts.clone(), texts.clone());
        Callback::from(move |()| {
            let (typed, again) = (typed.clone(), again.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let token = token.clone();
            keep.run_then(KeepGatewayToken { gateway, token }, move |()| {
                typed.set(String::new());
                toasts.good(texts.t(told));
                again.emit(());
            });
        })
    };
    let on_submit = send(Some(Secret::new((*typed).clone())), "settings-token-kept");
    let on_forget = send(None, "settings-token-forgotten");
    let on_change = {
        let typed = typed.setter();
        keep.corrects("token", Callback::from(move |text| typed.set(text)))
    };
    let id = |what: &str| format!("settings-token-{what}{gateway}");
    let actions = html! {
        <>
            <Button test_id={id("save-")} label={texts.t("settings-token-save")} submit=true busy={keep.busy} />
            if props.kept { <Button test_id={id("forget-")} label={texts.t("settings-token-forget")} on_click={on_forget} /> }
        </>
    };
    html! {
        <Form test_id={id("form-")} {on_submit} fault={keep.fault.clone()} {actions}>
            <Field id={id("")} kind={FieldKind::Password} label={texts.t_with("settings-token", &[("gateway", &format!("{gateway} · {}", props.name))])}
                value={(*typed).clone()} {on_change} problems={keep.problems("token")}
                hint={texts.t(if props.kept { "settings-token-there" } else { "settings-token-hint" })} />
        </Form>
    }
}
