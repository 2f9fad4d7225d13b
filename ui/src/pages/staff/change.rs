//! Changing a colleague: name, phone, role and zones.

use std::rc::Rc;

use model::{
    access::{ChangeStaff, Role},
    fault::Fault,
    ids::ZoneId,
    packages::{ListZones, Zone},
    phone::Phone,
    staff::MemberDetail,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_draft, use_remote, use_text, use_toasts},
    widgets::{Button, Checks, Choice, Dialog, Field, FieldKind, Form, Kind},
};

#[derive(Clone, PartialEq)]
struct Typed {
    name: String,
    phone: String,
    role: Role,
    zones: Vec<String>,
}

impl Typed {
    fn of(member: &MemberDetail) -> Self {
        let phone = member.row.phone.as_deref();
        Self {
            name: member.row.name.clone(),
            phone: phone.map_or_else(String::new, |phone| Phone::stored(phone).to_string()),
            role: member.row.role,
            zones: member.zones.iter().map(ToString::to_string).collect(),
        }
    }

    fn request(&self, member: &MemberDetail) -> ChangeStaff {
        let zones = self.zones.iter().filter_map(|zone| zone.parse().ok());
        ChangeStaff {
            id: member.row.id,
            name: self.name.clone(),
            phone: self.phone.clone(),
            role: self.role,
            // Office and admin see the whole company; zones would only mislead.
            zones: if self.role.works_in_zones() {
                zones.map(ZoneId).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// Properties of [`Change`].
#[derive(Properties, PartialEq)]
pub struct ChangeProps {
    /// Who.
    pub member: Rc<MemberDetail>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn Change(props: &ChangeProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let zones = use_remote(ListZones {});
    let zones: Rc<Vec<Zone>> = zones.data().cloned().unwrap_or_default();
    let (member, start) = (props.member.clone(), props.member.clone());
    let draft = use_draft(&format!("staff-{}", member.row.id), move || {
        Typed::of(&start)
    });
    let typed = draft.value().clone();
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let change = use_call::<ChangeStaff>();
    let fault = own.as_ref().or(change.fault.as_ref()).cloned();
    let problems = |field: &str| {
        fault
            .as_ref()
            .map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    };
    let on_submit = {
        let (change, own, draft, texts) =
            (change.clone(), own.setter(), draft.clone(), texts.clone());
        let (request, on_close) = (typed.request(&member), props.on_close.clone());
        Callback::from(move |()| {
            if let Err(problems) = request.check() {
                return own.set(Some(Rc::new(Fault::invalid(problems))));
            }
            own.set(None);
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let on_close = on_close.clone();
            change.run_then(request.clone(), move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let on_cancel = {
        let (draft, on_close) = (draft.clone(), props.on_close.clone());
        Callback::from(move |()| {
            draft.clear();
            on_close.emit(());
        })
    };
    let roles: Vec<_> = Role::ALL
        .iter()
        .rev()
        .map(|role| Choice::new(role.name(), texts.t(&format!("role-{}", role.name()))))
        .collect();
    let choices: Vec<_> = zones
        .iter()
        .map(|zone| Choice::new(zone.id.to_string(), zone.name.clone()))
        .collect();
    let role_hint = match typed.role {
        Role::Admin => texts.t("settings-role-admin"),
        Role::Supervisor => texts.t("settings-role-supervisor"),
        Role::Office => texts.t("settings-role-office"),
        Role::Technician => texts.t("settings-role-technician"),
    };
    let name = [("name", &member.row.name as &dyn std::fmt::Display)];
    let actions = html! {
        <>
            <Button test_id="staff-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={change.busy} online=true />
            <Button test_id="staff-cancel" label={texts.t("common-cancel")} on_click={on_cancel} />
        </>
    };
    html! {
        <Dialog test_id="staff-dialog" title={texts.t_with("staff-change", &name)} wide=true on_close={props.on_close.clone()}>
            <Form test_id="staff-form" {on_submit} {actions} fault={fault.clone()}>
                <div class="aglis-two">
                    <Field id="staff-name" label={texts.t("common-name")} value={typed.name.clone()} required=true
                        problems={problems("name")} on_change={draft.edit(|typed: &mut Typed, text| typed.name = text)} />
                    <Field id="staff-phone" kind={FieldKind::Phone} label={texts.t("common-phone")} value={typed.phone.clone()} placeholder="0812-3456-7890"
                        problems={problems("phone")} on_change={draft.edit(|typed: &mut Typed, text| typed.phone = text)} />
                    <Field id="staff-role" kind={FieldKind::Select} label={texts.t("staff-role")} hint={role_hint} choices={roles} value={typed.role.name()} required=true
                        on_change={draft.edit(|typed: &mut Typed, text: String| typed.role = Role::from_name(&text).unwrap_or(typed.role))} />
                </div>
                if typed.role.works_in_zones() {
                    <Checks id="staff-zone" label={texts.t("staff-zones")} {choices} chosen={typed.zones.clone()} required={typed.role == Role::Supervisor}
                        problems={problems("zones")} on_change={draft.edit(|typed: &mut Typed, zones| typed.zones = zones)} />
                }
                if typed.role != member.row.role && member.row.active {
                    <p class="aglis-quiet" data-testid="staff-role-warning">{ texts.t_with("staff-role-change", &name) }</p>
                }
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use model::{
        access::Role,
        ids::{StaffId, ZoneId},
        staff::{MemberDetail, MemberRow},
    };

    use super::Typed;

    #[test]
    fn what_is_not_touched_stays_as_it_was() {
        let member = MemberDetail {
            row: MemberRow {
                id: StaffId(7),
                name: "Andi".to_owned(),
                username: "andi".to_owned(),
                role: Role::Supervisor,
                phone: Some("+6281234567890".to_owned()),
                zones: "Cimahi".to_owned(),
                active: true,
            },
            zones: vec![ZoneId(3)],
            tickets: Vec::new(),
        };
        let typed = Typed::of(&member);
        let request = typed.request(&member);
        assert_eq!(
            request.check().unwrap().unwrap().e164(),
            "+6281234567890",
            "shown and read back"
        );
        assert_eq!(
            (request.role, request.zones),
            (Role::Supervisor, vec![ZoneId(3)])
        );
        let office = Typed {
            role: Role::Office,
            ..typed
        };
        assert!(office.request(&member).zones.is_empty());
    }
}
