//! Signing in; in a demo workspace with one click.

use model::{
    access::Me,
    desk::{LeaveWorkspace, SignIn},
    secret::Secret,
};
use yew::prelude::*;

use super::card::Card;
use crate::{
    hooks::{use_call, use_desk, use_text},
    widgets::{Button, Field, FieldKind, Form, Kind},
};

/// The form.
#[component]
pub fn SignInPage() -> Html {
    let (texts, desk) = (use_text(), use_desk());
    let state = desk.state.clone();
    let last = state
        .as_ref()
        .and_then(|state| state.last_username.clone())
        .unwrap_or_default();
    let is_remembered = state.as_ref().is_some_and(|state| state.remembered);
    let username = {
        let last = last.clone();
        use_state_eq(move || last)
    };
    let password = use_state_eq(String::new);
    let remember = use_state_eq(move || is_remembered);
    let (sign_in, leave) = (use_call::<SignIn>(), use_call::<LeaveWorkspace>());
    // The keyring's password stands for an empty field, for the login it belongs to.
    let uses_keyring = is_remembered && *username == last && password.is_empty();
    let enter = {
        let (sign_in, again) = (sign_in.clone(), desk.again.clone());
        move |request: SignIn| {
            let again = again.clone();
            sign_in.run_then(request, move |_: Me| again.emit(()));
        }
    };
    let on_submit = {
        let (enter, username, password, remember) = (
            enter.clone(),
            username.clone(),
            password.clone(),
            remember.clone(),
        );
        Callback::from(move |()| {
            enter(SignIn {
                username: username.trim().to_owned(),
                password: (!uses_keyring).then(|| Secret::new((*password).clone())),
                remember: *remember,
            });
        })
    };
    let on_leave = {
        let (leave, again) = (leave.clone(), desk.again.clone());
        Callback::from(move |()| {
            let again = again.clone();
            leave.run_then(LeaveWorkspace {}, move |()| again.emit(()))
        })
    };
    let set = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |text| state.set(text))
    };
    let toggle = {
        let remember = remember.clone();
        Callback::from(move |_: Event| remember.set(!*remember))
    };
    let name = state
        .as_ref()
        .map(|state| state.workspace_name.clone())
        .unwrap_or_default();
    let demo_logins = state
        .as_ref()
        .map(|state| state.demo_logins.clone())
        .unwrap_or_default();
    let actions = html! {
        <>
            <Button test_id="signin-submit" label={texts.t("desk-sign-in")} kind={Kind::Primary} submit=true busy={sign_in.busy} />
            <Button test_id="signin-leave" label={texts.t("desk-leave")} kind={Kind::Plain} busy={leave.busy} on_click={on_leave} />
        </>
    };
    html! {
        <Card title={texts.t("desk-sign-in")} text={AttrValue::from(name)}>
            <Form test_id="signin-form" {on_submit} {actions} fault={sign_in.fault.clone()}>
                <Field id="signin-username" label={texts.t("desk-username")} value={(*username).clone()} required=true autocomplete="username"
                    focus={last.is_empty()} problems={sign_in.problems("username")} on_change={set(&username)} />
                <Field id="signin-password" label={texts.t("desk-password")} kind={FieldKind::Password} value={(*password).clone()} required=true
                    autocomplete="current-password" focus={!last.is_empty()} hint={uses_keyring.then(|| texts.t("desk-password-kept"))}
                    problems={sign_in.problems("password")} on_change={set(&password)} />
                if state.as_ref().is_some_and(|state| state.keyring) {
                    <label class="aglis-check">
                        <input type="checkbox" checked={*remember} onchange={toggle} data-testid="signin-remember" />{ texts.t("desk-remember") }
                    </label>
                }
            </Form>
            if !demo_logins.is_empty() {
                <section class="aglis-demo">
                    <h2>{ texts.t("desk-demo-logins") }</h2>
                    <div class="aglis-ways">
                        { for demo_logins.into_iter().map(|login| {
                            let enter = enter.clone();
                            let request = SignIn { username: login.username.clone(), password: Some(Secret::new(login.password)), remember: false };
                            html! {
                                <button type="button" class="aglis-way aglis-way-small" data-testid={format!("signin-demo-{}", login.username)}
                                    disabled={sign_in.busy} onclick={move |_: MouseEvent| enter(request.clone())}>
                                    <span><strong>{ login.name }</strong>
                                        <span class="aglis-quiet">{ texts.t(&format!("role-{}", login.role.name())) }</span></span>
                                </button>
                            }
                        }) }
                    </div>
                </section>
            }
        </Card>
    }
}
