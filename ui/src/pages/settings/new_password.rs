//! A new password for somebody else: chosen or made, set once, shown once.

use std::rc::Rc;

use model::{
    access::{EnableStaff, ResetPassword, StaffRow},
    fault::Fault,
    problem::Problems,
    secret::Secret,
    valid,
};
use yew::prelude::*;

use super::password;
use crate::{
    hooks::{Texts, use_call, use_text},
    widgets::{Button, CopyButton, Dialog, Field, FieldKind, Form, Icon, Kind},
};

/// Properties of [`PasswordField`].
#[derive(Properties, PartialEq)]
pub struct PasswordFieldProps {
    /// Test id.
    pub id: AttrValue,
    /// Shown above.
    pub label: AttrValue,
    /// What stands in it.
    pub value: UseStateHandle<String>,
    /// Problems.
    pub problems: Vec<model::problem::Problem>,
    /// Text key of what is said below.
    #[prop_or("settings-first-password-hint")]
    pub hint_key: &'static str,
}

/// A password that is offered and may be replaced by another.
#[component]
pub fn PasswordField(props: &PasswordFieldProps) -> Html {
    let texts = use_text();
    let set = props.value.setter();
    let on_change = {
        let set = set.clone();
        Callback::from(move |text| set.set(text))
    };
    let on_another = Callback::from(move |()| {
        if let Some(made) = password::generated() {
            set.set(made);
        }
    });
    html! {
        <div class="aglis-with-button">
            <Field id={props.id.clone()} kind={FieldKind::Password} label={props.label.clone()} hint={texts.t(props.hint_key)}
                value={(*props.value).clone()} required=true autocomplete="new-password" problems={props.problems.clone()} {on_change} />
            <Button test_id={format!("{}-another", props.id)} label={texts.t("settings-another-password")} icon={Icon::Again} icon_only=true on_click={on_another} />
        </div>
    }
}

/// A password to begin with.
pub fn offered() -> String {
    password::generated().unwrap_or_default()
}

/// Properties of [`ShownOnce`].
#[derive(Properties, PartialEq)]
pub struct ShownOnceProps {
    /// Heading.
    pub title: AttrValue,
    /// Login name.
    pub username: AttrValue,
    /// The password. It is forgotten with this dialog.
    pub password: AttrValue,
    /// Written down.
    pub on_close: Callback<()>,
}

/// Shows login name and password for the only time.
#[component]
pub fn ShownOnce(props: &ShownOnceProps) -> Html {
    let texts = use_text();
    let both = format!("{}\n{}", props.username, props.password);
    html! {
        <Dialog test_id="settings-shown-once" title={props.title.clone()} on_close={props.on_close.clone()} actions={html! {
            <>
                <CopyButton test_id="settings-copy-password" text={both} label={texts.t("settings-copy-login")} />
                <Button test_id="settings-shown-once-done" label={texts.t("settings-noted")} kind={Kind::Primary} on_click={props.on_close.clone()} />
            </>
        }}>
            <p>{ texts.t("settings-shown-once") }</p>
            <dl class="aglis-login">
                <dt>{ texts.t("desk-username") }</dt><dd data-testid="settings-shown-username">{ &props.username }</dd>
                <dt>{ texts.t("desk-password") }</dt><dd data-testid="settings-shown-password">{ &props.password }</dd>
            </dl>
        </Dialog>
    }
}

/// Why a new password is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// It was forgotten.
    Forgotten,
    /// Somebody who left comes back.
    Return,
}

impl Occasion {
    fn title(self, texts: &Texts) -> AttrValue {
        match self {
            Self::Forgotten => texts.t("settings-reset-password"),
            Self::Return => texts.t("settings-enable"),
        }
    }
}

/// Properties of [`NewPassword`].
#[derive(Properties, PartialEq)]
pub struct NewPasswordProps {
    /// Whose.
    pub person: StaffRow,
    /// Why.
    pub occasion: Occasion,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog: first the question, then the password for the only time.
#[component]
pub fn NewPassword(props: &NewPasswordProps) -> Html {
    let texts = use_text();
    let value = use_state_eq(offered);
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let shown = use_state_eq(|| false);
    let (reset, enable) = (use_call::<ResetPassword>(), use_call::<EnableStaff>());
    let fault = [&*own, &reset.fault, &enable.fault]
        .into_iter()
        .find_map(Clone::clone);
    let (id, occasion) = (props.person.id, props.occasion);
    let on_submit = {
        let (value, own, shown) = (value.clone(), own.setter(), shown.setter());
        let (reset, enable) = (reset.clone(), enable.clone());
        Callback::from(move |()| {
            if let Err(problem) = valid::password(&value) {
                let problems = Problems::one("password", problem);
                return own.set(Some(Rc::new(Fault::invalid(problems))));
            }
            own.set(None);
            let password = Secret::new((*value).clone());
            let shown = shown.clone();
            let done = Callback::from(move |()| shown.set(true));
            match occasion {
                Occasion::Forgotten => reset.run_then(ResetPassword { id, password }, done),
                Occasion::Return => enable.run_then(EnableStaff { id, password }, done),
            }
        })
    };
    let title = occasion.title(&texts);
    if *shown {
        return html! {
            <ShownOnce {title} username={props.person.username.clone()} password={(*value).clone()} on_close={props.on_close.clone()} />
        };
    }
    let name = [("name", &props.person.name as &dyn std::fmt::Display)];
    let text = match occasion {
        Occasion::Forgotten => texts.t_with("settings-reset-password-text", &name),
        Occasion::Return => texts.t_with("settings-enable-text", &name),
    };
    let problems = fault
        .as_ref()
        .map_or_else(Vec::new, |fault| fault.field("password").to_vec());
    let actions = html! {
        <>
            <Button test_id="settings-new-password-confirm" label={title.clone()} kind={Kind::Primary} submit=true busy={reset.busy || enable.busy} online=true />
            <Button test_id="settings-new-password-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="settings-new-password-dialog" {title} on_close={props.on_close.clone()}>
            <p>{ text }</p>
            <Form test_id="settings-new-password-form" {on_submit} {actions} {fault}>
                <PasswordField id="settings-new-password" label={texts.t("desk-password-new")} {value} {problems} />
            </Form>
        </Dialog>
    }
}
