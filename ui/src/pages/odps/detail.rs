//! One distribution point: where it is, and which service hangs on which port.

use std::rc::Rc;

use model::{
    access::Role,
    ids::OdpId,
    odps::{OdpDetail, Plugged, ShowOdp, show_pin},
};
use yew::prelude::*;

use super::{columns::state, form::OdpForm};
use crate::{
    hooks::{use_hotkeys, use_remote, use_session, use_text},
    route::{Area, Route},
    widgets::{
        Button, CopyButton, Fact, Facts, Icon, PageHeader, RemoteView, Section, SkeletonShape,
        StatusLabel, StatusLabelProps, StoryLink,
    },
};

/// Properties of [`Detail`].
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// Which.
    pub id: i64,
}

/// The lines of the table: every port with what is on it, then what has no port.
fn lines(point: &OdpDetail) -> Vec<(Option<i32>, Option<&Plugged>)> {
    let on = |port: i32| point.plugged.iter().find(|one| one.port == Some(port));
    let ports = (1..=point.row.ports).map(|port| (Some(port), on(port)));
    // Ports of before that the point does not have are shown as they were written down.
    let others = point
        .plugged
        .iter()
        .filter(|one| one.port.is_none_or(|port| port > point.row.ports));
    ports
        .chain(others.map(|one| (one.port, Some(one))))
        .collect()
}

/// The record.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ShowOdp {
        id: OdpId(props.id),
    });
    let may_write = use_session().is_any(&[Role::Admin]);
    let asking = use_state_eq(|| false);
    let again = remote.again.clone();
    use_hotkeys(vec![("e", {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(may_write))
    })]);
    let view = {
        let (asking, again) = (asking.clone(), again.clone());
        Callback::from(move |point: Rc<OdpDetail>| {
            let t = |key: &str| texts.t(key);
            let set = |is_open: bool| {
                let (asking, again) = (asking.setter(), again.clone());
                Callback::from(move |()| {
                    asking.set(is_open);
                    if !is_open {
                        again.emit(());
                    }
                })
            };
            let pin = show_pin(point.pin);
            let place = html! {
                if pin.is_empty() { { "–" } } else { <>{ &pin }<CopyButton test_id="odps-pin-copy" text={pin.clone()} /></> }
            };
            let facts = vec![
                Fact::text(t("common-zone"), &point.row.zone),
                Fact::text(t("odps-place"), &point.row.place),
                Fact::new(t("services-place"), place),
                Fact::text(t("odps-ports"), &point.row.ports.to_string()),
                Fact::text(t("odps-used"), &point.row.used.to_string()),
                Fact::text(t("odps-free"), &point.row.free().to_string()),
            ];
            let actions = html! {
                <>
                    if may_write { <Button test_id="odps-edit" label={t("common-edit")} icon={Icon::Edit} online=true on_click={set(true)} /> }
                    <StoryLink record="odps" id={point.row.id.to_string()} />
                </>
            };
            html! {
                <article data-testid="odps-record">
                    <PageHeader title={point.row.code.clone()} badge={state(point.row.active)} {actions} />
                    <Section title={t("common-details")}><Facts {facts} /></Section>
                    <Section title={t("odps-plugged")}>
                        <table class="aglis-table" data-testid="odps-ports">
                            <thead><tr><th>{ t("services-port") }</th><th>{ t("common-customer") }</th><th>{ t("common-address") }</th><th>{ t("common-status") }</th></tr></thead>
                            <tbody>{ for lines(&point).into_iter().map(|(port, plugged)| {
                                let number = port.map_or_else(|| "–".to_owned(), |port| port.to_string());
                                html! {
                                    <tr data-testid="odps-port" data-port={number.clone()} class={classes!(plugged.is_none().then_some("aglis-left"))}>
                                        <td data-label={t("services-port")} class="aglis-figures">{ number }</td>
                                        if let Some(one) = plugged {
                                            <td data-label={t("common-customer")}>
                                                <a href={Route::record(Area::Services, one.service.0).hash()}>
                                                    { one.customer.as_ref().map_or_else(|| format!("#{}", one.service), |(_, code, name)| format!("{name} · {code}")) }
                                                </a>
                                            </td>
                                            <td data-label={t("common-address")}>{ &one.street }</td>
                                            <td data-label={t("common-status")}><StatusLabel ..StatusLabelProps::from(one.status) /></td>
                                        } else {
                                            <td data-label={t("common-customer")}>{ t("odps-port-free") }</td><td></td><td></td>
                                        }
                                    </tr>
                                }
                            }) }</tbody>
                        </table>
                    </Section>
                    if *asking { <OdpForm point={Some((*point).clone())} on_close={set(false)} /> }
                </article>
            }
        })
    };
    html! { <RemoteView<OdpDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}

#[cfg(test)]
mod tests {
    use model::{
        ids::{OdpId, ServiceId, ZoneId},
        odps::{OdpDetail, OdpRow, Plugged},
        states::ServiceStatus,
    };

    use super::lines;

    #[test]
    fn every_port_has_its_line_and_what_has_no_port_comes_last() {
        let plugged = |service, port| Plugged {
            port,
            service: ServiceId(service),
            status: ServiceStatus::Active,
            street: String::new(),
            customer: None,
        };
        let point = OdpDetail {
            row: OdpRow {
                id: OdpId(1),
                code: String::new(),
                place: String::new(),
                zone: String::new(),
                ports: 2,
                used: 2,
                active: true,
            },
            zone_id: ZoneId(1),
            pin: None,
            plugged: vec![plugged(7, Some(2)), plugged(8, Some(3)), plugged(9, None)],
        };
        let said: Vec<_> = lines(&point)
            .into_iter()
            .map(|(port, one)| (port, one.map(|one| one.service.0)))
            .collect();
        assert_eq!(
            said,
            [
                (Some(1), None),
                (Some(2), Some(7)),
                (Some(3), Some(8)),
                (None, Some(9))
            ]
        );
    }
}
