//! The screen is locked: nothing of the work is in the page, what was typed waits.

use model::{
    access::Me,
    desk::{SignOut, Unlock},
    secret::Secret,
};
use yew::prelude::*;

use super::card::Card;
use crate::{
    hooks::{use_call, use_desk, use_text},
    stores::drafts::Drafts,
    widgets::{Button, Field, FieldKind, Form, Icon, Kind},
};

/// Properties of [`Locked`].
#[derive(Properties, PartialEq)]
pub struct LockedProps {
    /// Login name to unlock.
    pub username: String,
    /// Name for people.
    pub name: String,
}

/// The form.
#[component]
pub fn Locked(props: &LockedProps) -> Html {
    let (texts, desk) = (use_text(), use_desk());
    let drafts = use_context::<Drafts>().unwrap_or_default();
    let password = use_state_eq(String::new);
    let (unlock, sign_out) = (use_call::<Unlock>(), use_call::<SignOut>());
    let on_submit = {
        let (unlock, password, again) = (unlock.clone(), password.clone(), desk.again.clone());
        Callback::from(move |()| {
            let again = again.clone();
            unlock.run_then(
                Unlock {
                    password: Secret::new((*password).clone()),
                },
                move |_: Me| again.emit(()),
            );
        })
    };
    let on_sign_out = {
        let (sign_out, again) = (sign_out.clone(), desk.again.clone());
        Callback::from(move |()| {
            let (again, drafts) = (again.clone(), drafts.clone());
            sign_out.run_then(SignOut {}, move |()| {
                drafts.forget_all();
                again.emit(());
            });
        })
    };
    let on_change = {
        let password = password.setter();
        Callback::from(move |text| password.set(text))
    };
    let actions = html! {
        <>
            <Button test_id="unlock-submit" label={texts.t("desk-unlock")} icon={Icon::Lock} kind={Kind::Primary} submit=true busy={unlock.busy} />
            <Button test_id="unlock-sign-out" label={texts.t("shell-sign-out")} kind={Kind::Plain} busy={sign_out.busy} on_click={on_sign_out} />
        </>
    };
    html! {
        <Card title={props.name.clone()} text={texts.t("desk-locked-text")}>
            <Form test_id="unlock-form" {on_submit} {actions} fault={unlock.fault.clone()}>
                // Password managers look for the login name beside the password.
                <input type="text" class="aglis-unseen" autocomplete="username" value={props.username.clone()} readonly=true tabindex="-1" aria-hidden="true" />
                <Field id="unlock-password" label={texts.t("desk-password")} kind={FieldKind::Password} value={(*password).clone()} required=true focus=true
                    autocomplete="current-password" problems={unlock.problems("password")} {on_change} />
            </Form>
        </Card>
    }
}
