//! An empty workspace gets its company name and its first admin.

use std::rc::Rc;

use model::{
    desk::CreateFirstAdmin,
    fault::Fault,
    problem::{Problem, Problems},
    secret::Secret,
    valid,
};
use yew::prelude::*;

use super::card::Card;
use crate::{
    hooks::{use_call, use_desk, use_draft, use_text},
    widgets::{Button, Field, FieldKind, Form, Kind},
};

#[derive(Clone, Default, PartialEq)]
struct Typed {
    company: String,
    name: String,
    username: String,
}

fn checked(typed: &Typed, password: &str, repeated: &str) -> Result<CreateFirstAdmin, Problems> {
    let mut problems = Problems::none();
    let company = problems.check("company", valid::required(&typed.company, 200));
    let name = problems.check("name", valid::name(&typed.name));
    let username = problems.check("username", valid::login_name(&typed.username));
    problems.check("password", valid::password(password));
    if password != repeated {
        problems.add("repeated", Problem::new("PASSWORD_REPEAT"));
    }
    problems.into_result()?;
    Ok(CreateFirstAdmin {
        company: company.unwrap_or_default(),
        name: name.unwrap_or_default(),
        username: username.unwrap_or_default(),
        password: Secret::new(password),
    })
}

/// The form.
#[component]
pub fn FirstAdmin() -> Html {
    let (texts, desk) = (use_text(), use_desk());
    let draft = use_draft("desk-first-admin", Typed::default);
    let (password, repeated) = (use_state_eq(String::new), use_state_eq(String::new));
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let create = use_call::<CreateFirstAdmin>();
    let typed = draft.value().clone();
    let on_submit = {
        let (typed, password, repeated) = (typed.clone(), (*password).clone(), (*repeated).clone());
        let (own, create, draft, again) = (
            own.setter(),
            create.clone(),
            draft.clone(),
            desk.again.clone(),
        );
        Callback::from(move |()| match checked(&typed, &password, &repeated) {
            Ok(request) => {
                own.set(None);
                let (draft, again) = (draft.clone(), again.clone());
                create.run_then(request, move |()| {
                    draft.clear();
                    again.emit(());
                });
            }
            Err(problems) => own.set(Some(Rc::new(Fault::invalid(problems)))),
        })
    };
    let fault = [&*own, &create.fault].into_iter().find_map(Clone::clone);
    let problems = |field: &str| {
        fault
            .as_ref()
            .map(|fault| fault.field(field).to_vec())
            .unwrap_or_default()
    };
    let keep = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |text| state.set(text))
    };
    let actions = html! {
        <Button test_id="firstadmin-submit" label={texts.t("desk-first-admin-submit")} kind={Kind::Primary} submit=true busy={create.busy} />
    };
    html! {
        <Card title={texts.t("desk-first-admin")} text={texts.t("desk-first-admin-text")}>
            <Form test_id="firstadmin-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="firstadmin-company" label={texts.t("desk-company")} value={typed.company.clone()} required=true focus=true
                    problems={problems("company")} on_change={draft.edit(|typed: &mut Typed, text| typed.company = text)} hint={texts.t("desk-company-hint")} />
                <Field id="firstadmin-name" label={texts.t("desk-name")} value={typed.name.clone()} required=true autocomplete="name"
                    problems={problems("name")} on_change={draft.edit(|typed: &mut Typed, text| typed.name = text)} />
                <Field id="firstadmin-username" label={texts.t("desk-username")} value={typed.username.clone()} required=true autocomplete="username"
                    hint={texts.t("desk-username-hint")} problems={problems("username")} on_change={draft.edit(|typed: &mut Typed, text| typed.username = text)} />
                <Field id="firstadmin-password" label={texts.t("desk-password")} kind={FieldKind::Password} value={(*password).clone()} required=true
                    autocomplete="new-password" hint={texts.t("desk-password-hint")} problems={problems("password")} on_change={keep(&password)} />
                <Field id="firstadmin-repeated" label={texts.t("desk-password-repeat")} kind={FieldKind::Password} value={(*repeated).clone()} required=true
                    autocomplete="new-password" problems={problems("repeated")} on_change={keep(&repeated)} />
            </Form>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use super::{Typed, checked};

    #[test]
    fn the_first_admin_is_checked_before_anything_is_sent() {
        let problems = checked(&Typed::default(), "pendek", "lain").unwrap_err();
        for field in ["company", "name", "username", "password", "repeated"] {
            assert!(!problems.field(field).is_empty(), "{field}");
        }
    }
}
