//! Changing one's own password.

use std::rc::Rc;

use model::{
    desk::ChangePassword,
    fault::Fault,
    problem::{Problem, Problems},
    secret::Secret,
    valid,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_desk, use_text, use_toasts},
    widgets::{Button, Dialog, Field, FieldKind, Form, Kind},
};

fn checked(current: &str, password: &str, repeated: &str) -> Result<ChangePassword, Problems> {
    let mut problems = Problems::none();
    problems.check("current", valid::required(current, 200));
    problems.check("password", valid::password(password));
    if password != repeated {
        problems.add("repeated", Problem::new("PASSWORD_REPEAT"));
    }
    problems.into_result().map(|()| ChangePassword {
        current: Secret::new(current),
        password: Secret::new(password),
    })
}

/// Properties of [`OwnPassword`].
#[derive(Properties, PartialEq)]
pub struct OwnPasswordProps {
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog. Passwords are not kept as drafts: whoever unlocks the screen types them again.
#[component]
pub fn OwnPassword(props: &OwnPasswordProps) -> Html {
    let (texts, toasts, desk) = (use_text(), use_toasts(), use_desk());
    let current = use_state_eq(String::new);
    let (password, repeated) = (use_state_eq(String::new), use_state_eq(String::new));
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let change = use_call::<ChangePassword>();
    let fault = own.as_ref().or(change.fault.as_ref()).cloned();
    let problems = |field: &str| {
        fault
            .as_ref()
            .map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    };
    let on_submit = {
        let (current, password, repeated) = (current.clone(), password.clone(), repeated.clone());
        let (change, own, texts) = (change.clone(), own.setter(), texts.clone());
        let (on_close, again) = (props.on_close.clone(), desk.again.clone());
        Callback::from(move |()| match checked(&current, &password, &repeated) {
            Ok(request) => {
                own.set(None);
                let (toasts, texts) = (toasts.clone(), texts.clone());
                let (on_close, again) = (on_close.clone(), again.clone());
                change.run_then(request, move |()| {
                    toasts.good(texts.t("desk-password-changed"));
                    on_close.emit(());
                    again.emit(());
                });
            }
            Err(problems) => own.set(Some(Rc::new(Fault::invalid(problems)))),
        })
    };
    let keep = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |text| state.set(text))
    };
    let actions = html! {
        <>
            <Button test_id="password-submit" label={texts.t("desk-password-change")} kind={Kind::Primary} submit=true busy={change.busy} online=true />
            <Button test_id="password-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="password" title={texts.t("desk-password-change")} on_close={props.on_close.clone()}>
            <Form test_id="password-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="password-current" kind={FieldKind::Password} label={texts.t("desk-password-current")} value={(*current).clone()} required=true
                    autocomplete="current-password" problems={problems("current")} on_change={keep(&current)} />
                <Field id="password-new" kind={FieldKind::Password} label={texts.t("desk-password-new")} hint={texts.t("desk-password-hint")} value={(*password).clone()} required=true
                    autocomplete="new-password" problems={problems("password")} on_change={keep(&password)} />
                <Field id="password-repeated" kind={FieldKind::Password} label={texts.t("desk-password-repeat")} value={(*repeated).clone()} required=true
                    autocomplete="new-password" problems={problems("repeated")} on_change={keep(&repeated)} />
                <p class="aglis-quiet">{ texts.t("desk-password-change-text") }</p>
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn a_new_password_is_checked_before_anything_is_sent() {
        let problems = checked("", "pendek", "lain").unwrap_err();
        for field in ["current", "password", "repeated"] {
            assert!(!problems.field(field).is_empty(), "{field}");
        }
        let good = "kopi hitam tanpa gula";
        assert!(checked("yang lama sekali", good, good).is_ok());
    }
}
