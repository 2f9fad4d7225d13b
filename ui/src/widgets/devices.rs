//! The computers somebody is signed in at, and a way to sign him out there.

use std::rc::Rc;

use model::{
    ids::StaffId,
    profile::{Device, EndSession, ListDevices},
};
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    form::FaultNote,
    icon::Icon,
    remote_view::{RemoteView, SkeletonShape},
    values::When,
};
use crate::hooks::{use_call, use_remote, use_text, use_toasts};

/// Properties of [`Devices`].
#[derive(Properties, PartialEq)]
pub struct DevicesProps {
    /// Whose.
    pub staff: StaffId,
}

/// The list. Only the person himself and admins are given its rows.
#[component]
pub fn Devices(props: &DevicesProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let remote = use_remote(ListDevices { staff: props.staff });
    let end = use_call::<EndSession>();
    let view = {
        let (texts, end) = (texts.clone(), end.clone());
        Callback::from(move |devices: Rc<Vec<Device>>| {
            if devices.is_empty() {
                return html! { <p class="aglis-quiet" data-testid="devices-none">{ texts.t("desk-devices-none") }</p> };
            }
            let t = |key: &str| texts.t(key);
            html! {
                <table class="aglis-table" data-testid="devices">
                    <thead><tr>
                        <th>{ t("desk-device") }</th><th>{ t("desk-version") }</th><th>{ t("desk-device-since") }</th><th>{ t("desk-device-seen") }</th>
                        <th><span class="aglis-unseen">{ t("common-more") }</span></th>
                    </tr></thead>
                    <tbody>{ for devices.iter().map(|device| {
                        let on_end = {
                            let (end, toasts, texts) = (end.clone(), toasts.clone(), texts.clone());
                            let (staff, device) = (device.staff, device.name.clone());
                            Callback::from(move |()| {
                                let (toasts, said) = (toasts.clone(), texts.t_with("desk-device-told", &[("name", &device)]));
                                let request = EndSession { staff, device: device.clone() };
                                end.run_then(request, move |()| toasts.good(said.clone()));
                            })
                        };
                        let note = if device.is_this {
                            Some(t("desk-device-this"))
                        } else if device.is_ended() {
                            Some(t("desk-device-ended"))
                        } else {
                            None
                        };
                        html! {
                            <tr key={device.name.clone()} data-testid="devices-row" data-name={device.name.clone()} class={classes!(device.is_ended().then_some("aglis-left"))}>
                                <td data-label={t("desk-device")}><strong>{ &device.name }</strong>if let Some(note) = note { <span class="aglis-quiet">{ note }</span> }</td>
                                <td data-label={t("desk-version")}>{ &device.app_version }</td>
                                <td data-label={t("desk-device-since")}><When at={device.signed_in_at} /></td>
                                <td data-label={t("desk-device-seen")}><When at={device.seen_at} relative=true /></td>
                                <td class="aglis-cell-actions">
                                    if !device.is_this && !device.is_ended() {
                                        <Button test_id={format!("devices-end-{}", device.name)} label={texts.t_with("desk-device-end", &[("name", &device.name)])}
                                            kind={Kind::Plain} icon={Icon::SignOut} icon_only=true busy={end.busy} online=true on_click={on_end} />
                                    }
                                </td>
                            </tr>
                        }
                    }) }</tbody>
                </table>
            }
        })
    };
    html! {
        <>
            <p class="aglis-quiet aglis-lead">{ texts.t("desk-devices-text") }</p>
            <RemoteView<Vec<Device>> {remote} {view} shape={SkeletonShape::Rows} />
            <FaultNote fault={end.fault.clone()} />
        </>
    }
}
