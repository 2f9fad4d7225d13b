//! Staff: who is here, who was, and what an admin does about their logins.

use std::rc::Rc;

use model::{
    access::{DisableStaff, ListStaff, StaffRow},
    packages::{ListZones, Zone},
};
use yew::prelude::*;

use super::{
    new_password::{NewPassword, Occasion},
    staff_new::NewStaff,
};
use crate::{
    hooks::{use_call, use_remote, use_session, use_text, use_toasts},
    route::{Area, Route, go},
    widgets::{
        Button, Confirm, Icon, Kind, Look, Menu, MenuItem, PhoneNumber, RemoteView, Section,
        SkeletonShape, StatusLabel,
    },
};

#[derive(Clone, PartialEq)]
enum Asking {
    Nothing,
    New,
    Password(StaffRow, Occasion),
    Disable(StaffRow),
}

/// The tab.
#[component]
pub fn StaffTab() -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let staff = use_remote(ListStaff {});
    let zones = use_remote(ListZones {});
    let disable = use_call::<DisableStaff>();
    let asking = use_state_eq(|| Asking::Nothing);
    let ask = {
        let (asking, disable) = (asking.setter(), disable.clone());
        Callback::from(move |what: Asking| {
            disable.clear();
            asking.set(what);
        })
    };
    let zone_list: Rc<Vec<Zone>> = zones.data().cloned().unwrap_or_default();
    let view = {
        let (texts, ask, zones) = (texts.clone(), ask.clone(), zone_list.clone());
        let me = session.me.id;
        Callback::from(move |staff: Rc<Vec<StaffRow>>| {
            let t = |key: &str| texts.t(key);
            html! {
                <table class="aglis-table" data-testid="settings-staff">
                    <thead><tr>
                        <th>{ t("common-name") }</th><th>{ t("settings-role") }</th><th>{ t("settings-zones") }</th><th>{ t("common-phone") }</th>
                        <th class="aglis-right">{ t("settings-open-tickets") }</th><th>{ t("common-status") }</th><th><span class="aglis-unseen">{ t("common-more") }</span></th>
                    </tr></thead>
                    <tbody>{ for staff.iter().map(|person| {
                        let (label, look, icon) = if person.active {
                            ("settings-active", Look::Good, Icon::Done)
                        } else {
                            ("settings-inactive", Look::Quiet, Icon::Stop)
                        };
                        html! {
                            <tr key={person.id.0} data-testid="settings-person" data-username={person.username.clone()} class={classes!((!person.active).then_some("aglis-left"))}>
                                <td data-label={t("common-name")}><strong>{ &person.name }</strong><span class="aglis-quiet">{ &person.username }</span></td>
                                <td data-label={t("settings-role")}>{ t(&format!("role-{}", person.role.name())) }</td>
                                <td data-label={t("settings-zones")}>{ names(&zones, person) }</td>
                                <td data-label={t("common-phone")}><PhoneNumber e164={person.phone.clone()} /></td>
                                <td data-label={t("settings-open-tickets")} class="aglis-right">{ person.open_tickets }</td>
                                <td data-label={t("common-status")}><StatusLabel text_key={label} {look} {icon} /></td>
                                <td class="aglis-cell-actions">
                                    if person.id != me { <Menu test_id={format!("settings-person-{}", person.username)} label={texts.t_with("settings-person-menu", &[("name", &person.name)])}
                                        icon={Icon::More} icon_only=true items={items(&texts, person, &ask)} /> }
                                </td>
                            </tr>
                        }
                    }) }</tbody>
                </table>
            }
        })
    };
    let on_close = {
        let ask = ask.clone();
        Callback::from(move |()| ask.emit(Asking::Nothing))
    };
    let dialog = match &*asking {
        Asking::Nothing => Html::default(),
        Asking::New => html! { <NewStaff zones={zone_list} {on_close} /> },
        Asking::Password(person, occasion) => {
            html! { <NewPassword person={person.clone()} occasion={*occasion} {on_close} /> }
        }
        Asking::Disable(person) => {
            let id = person.id;
            let name = [("name", &person.name as &dyn std::fmt::Display)];
            let said = texts.t_with("settings-disabled", &name);
            let on_confirm = {
                let (disable, ask) = (disable.clone(), ask.clone());
                Callback::from(move |_: String| {
                    let (ask, toasts, said) = (ask.clone(), toasts.clone(), said.clone());
                    disable.run_then(DisableStaff { id }, move |()| {
                        ask.emit(Asking::Nothing);
                        toasts.good(said.clone());
                    });
                })
            };
            html! {
                <Confirm test_id="settings-disable-dialog" title={texts.t("settings-disable")} label={texts.t("settings-disable")} danger=true
                    text={texts.t_with("settings-disable-text", &name)} busy={disable.busy} fault={disable.fault.clone()} {on_confirm} {on_close} />
            }
        }
    };
    let add = {
        let on_click = Callback::from(move |()| ask.emit(Asking::New));
        html! { <Button test_id="settings-new-staff" label={texts.t("settings-new-staff")} kind={Kind::Primary} icon={Icon::Plus} online=true {on_click} /> }
    };
    html! {
        <>
            <Section title={texts.t("settings-staff")} actions={add}>
                <RemoteView<Vec<StaffRow>> remote={staff} {view} shape={SkeletonShape::Rows} />
            </Section>
            { dialog }
        </>
    }
}

/// The names of somebody's zones, in the order of the zones.
fn names(zones: &[Zone], person: &StaffRow) -> String {
    let all: Vec<&str> = zones
        .iter()
        .filter(|zone| person.zones.contains(&zone.id))
        .map(|zone| zone.name.as_str())
        .collect();
    if all.is_empty() {
        "–".to_owned()
    } else {
        all.join(", ")
    }
}

fn items(texts: &crate::hooks::Texts, person: &StaffRow, ask: &Callback<Asking>) -> Vec<MenuItem> {
    let run = |what: Asking| {
        let ask = ask.clone();
        Callback::from(move |()| ask.emit(what.clone()))
    };
    let password = |occasion| run(Asking::Password(person.clone(), occasion));
    let record = Route::record(Area::Staff, person.id.0);
    let open = MenuItem::new(
        "settings-person-record",
        texts.t("settings-person-record"),
        Callback::from(move |()| go(&record)),
    )
    .icon(Icon::Person);
    if person.active {
        vec![
            open,
            MenuItem::new(
                "settings-reset-password",
                texts.t("settings-reset-password"),
                password(Occasion::Forgotten),
            )
            .icon(Icon::Key),
            MenuItem::new(
                "settings-disable",
                texts.t("settings-disable"),
                run(Asking::Disable(person.clone())),
            )
            .icon(Icon::Stop)
            .danger(),
        ]
    } else {
        vec![
            open,
            MenuItem::new(
                "settings-enable",
                texts.t("settings-enable"),
                password(Occasion::Return),
            )
            .icon(Icon::Again),
        ]
    }
}
