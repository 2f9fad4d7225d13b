//! The form for a new colleague. What is typed is kept, except for the password: that one is made anew.

use std::rc::Rc;

use model::{
    access::{CreateStaff, Role},
    ids::{StaffId, ZoneId},
    packages::Zone,
    secret::Secret,
    text::Locale,
};
use yew::prelude::*;

use super::new_password::{PasswordField, ShownOnce, offered};
use crate::{
    hooks::{use_checked_call, use_draft, use_text},
    widgets::{Button, Checks, Choice, Dialog, Field, FieldKind, Form, Kind},
};

#[derive(Clone, PartialEq)]
struct Typed {
    username: String,
    name: String,
    phone: String,
    role: Role,
    zones: Vec<String>,
    locale: Locale,
}

impl Typed {
    fn blank() -> Self {
        Self {
            username: String::new(),
            name: String::new(),
            phone: String::new(),
            role: Role::Technician,
            zones: Vec::new(),
            locale: Locale::Id,
        }
    }

    fn request(&self, password: &str) -> CreateStaff {
        let zones = self.zones.iter().filter_map(|zone| zone.parse().ok());
        CreateStaff {
            username: self.username.trim().to_owned(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            role: self.role,
            // Office and admin see the whole company; zones would only mislead.
            zones: if self.role.works_in_zones() {
                zones.map(ZoneId).collect()
            } else {
                Vec::new()
            },
            password: Secret::new(password),
            locale: self.locale,
        }
    }
}

/// Properties of [`NewStaff`].
#[derive(Properties, PartialEq)]
pub struct NewStaffProps {
    /// Zones to choose from.
    pub zones: Rc<Vec<Zone>>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog: first the form, then login name and password for the only time.
#[component]
pub fn NewStaff(props: &NewStaffProps) -> Html {
    let texts = use_text();
    let draft = use_draft("settings-staff", Typed::blank);
    let typed = draft.value().clone();
    let password = use_state_eq(offered);
    let made = use_state_eq(|| None::<AttrValue>);
    let create = use_checked_call::<CreateStaff>();
    let fault = create.fault.clone();
    let problems = |field: &str| create.problems(field);
    let on_submit = {
        let (create, draft, made) = (create.clone(), draft.clone(), made.setter());
        let request = typed.request(&password);
        Callback::from(move |()| {
            let (draft, made, username) = (draft.clone(), made.clone(), request.username.clone());
            create.run_checked(
                request.check().map(|_| request.clone()),
                move |_: StaffId| {
                    draft.clear();
                    made.set(Some(username.clone().into()));
                },
            );
        })
    };
    if let Some(username) = &*made {
        return html! {
            <ShownOnce title={texts.t("settings-staff-created")} {username} password={(*password).clone()} on_close={props.on_close.clone()} />
        };
    }
    let roles: Vec<_> = Role::ALL
        .iter()
        .rev()
        .map(|role| Choice::new(role.name(), texts.t(&format!("role-{}", role.name()))))
        .collect();
    let zones: Vec<_> = props
        .zones
        .iter()
        .map(|zone| Choice::new(zone.id.to_string(), zone.name.clone()))
        .collect();
    let locales = vec![
        Choice::new("id", "Bahasa Indonesia"),
        Choice::new("en", "English"),
    ];
    let role_hint = match typed.role {
        Role::Admin => texts.t("settings-role-admin"),
        Role::Supervisor => texts.t("settings-role-supervisor"),
        Role::Office => texts.t("settings-role-office"),
        Role::Technician => texts.t("settings-role-technician"),
    };
    let actions = html! {
        <>
            <Button test_id="settings-staff-save" label={texts.t("settings-staff-save")} kind={Kind::Primary} submit=true busy={create.busy} online=true />
            <Button test_id="settings-staff-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="settings-staff-dialog" title={texts.t("settings-new-staff")} wide=true on_close={props.on_close.clone()}>
            <Form test_id="settings-staff-form" {on_submit} {actions} fault={fault.clone()}>
                <div class="aglis-two">
                    <Field id="settings-staff-name" label={texts.t("desk-name")} value={typed.name.clone()} required=true
                        problems={problems("name")} on_change={draft.edit(|typed: &mut Typed, text| typed.name = text)} />
                    <Field id="settings-staff-username" label={texts.t("desk-username")} value={typed.username.clone()} required=true hint={texts.t("desk-username-hint")}
                        problems={problems("username")} on_change={draft.edit(|typed: &mut Typed, text| typed.username = text)} />
                    <Field id="settings-staff-phone" kind={FieldKind::Phone} label={texts.t("common-phone")} value={typed.phone.clone()} placeholder="0812-3456-7890"
                        problems={problems("phone")} on_change={draft.edit(|typed: &mut Typed, text| typed.phone = text)} />
                    <Field id="settings-staff-locale" kind={FieldKind::Select} label={texts.t("desk-language")} choices={locales} value={typed.locale.code()} required=true
                        on_change={draft.edit(|typed: &mut Typed, text: String| typed.locale = text.parse().unwrap_or(typed.locale))} />
                    <Field id="settings-staff-role" kind={FieldKind::Select} label={texts.t("settings-role")} hint={role_hint} choices={roles} value={typed.role.name()} required=true
                        on_change={draft.edit(|typed: &mut Typed, text: String| typed.role = Role::from_name(&text).unwrap_or(typed.role))} />
                    <PasswordField id="settings-staff-password" label={texts.t("settings-first-password")} value={password} problems={problems("password")} />
                </div>
                if typed.role.works_in_zones() {
                    <Checks id="settings-staff-zone" label={texts.t("settings-zones")} choices={zones} chosen={typed.zones.clone()} required={typed.role == Role::Supervisor}
                        problems={problems("zones")} on_change={draft.edit(|typed: &mut Typed, zones| typed.zones = zones)} />
                }
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use model::{access::Role, ids::ZoneId};

    use super::Typed;

    #[test]
    fn zones_are_given_to_those_who_work_in_them() {
        let typed = |role| Typed {
            role,
            zones: vec!["3".to_owned()],
            ..Typed::blank()
        };
        let zones = |role| typed(role).request("x").zones;
        assert_eq!(zones(Role::Supervisor), [ZoneId(3)]);
        assert_eq!(zones(Role::Office), []);
    }
}
