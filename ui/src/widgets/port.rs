//! Where a connection is plugged in: shown, and chosen from the free ports of its zone.

use std::rc::Rc;

use model::{
    fault::Fault,
    ids::{OdpId, ServiceId, ZoneId},
    services::{FreePorts, ListFreePorts, PlugService},
};
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    dialog::Dialog,
    field::{Choice, Field, FieldKind},
    form::Form,
    icon::Icon,
};
use crate::hooks::{Texts, use_call, use_remote, use_text, use_toasts};

/// Properties of [`Port`].
#[derive(Clone, Properties, PartialEq)]
pub struct PortProps {
    /// Beginning of the test ids, `<area>-port`.
    pub test_id: AttrValue,
    /// Which connection.
    pub service: ServiceId,
    /// Where it is.
    pub zone: ZoneId,
    /// Distribution point and its number of ports.
    pub odp: Option<(String, i32)>,
    /// Port of it.
    pub port: Option<i32>,
    /// Whether the person may choose another one.
    pub may_choose: bool,
    /// Reads the record again.
    pub again: Callback<()>,
}

/// `ODP-BDG-01, port 3 of 8`, and a button that opens the choice.
#[component]
pub fn Port(props: &PortProps) -> Html {
    let texts = use_text();
    let is_open = use_state_eq(|| false);
    let shown = props.odp.as_ref().map(|(code, ports)| {
        let port = props
            .port
            .map_or_else(|| "–".to_owned(), |port| port.to_string());
        texts.t_with(
            "services-port-of",
            &[("odp", code), ("port", &port), ("ports", ports)],
        )
    });
    let open = {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(true))
    };
    let on_close = {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(false))
    };
    html! {
        <span data-testid={props.test_id.clone()}>
            { shown.unwrap_or_else(|| "–".into()) }
            if props.may_choose {
                <Button test_id={format!("{}-choose", props.test_id)} kind={Kind::Plain} icon={Icon::Edit} icon_only=true online=true
                    label={texts.t("services-port-choose")} on_click={open} />
            }
            if *is_open { <Choose {on_close} port={props.clone()} /> }
        </span>
    }
}

#[derive(Properties, PartialEq)]
struct ChooseProps {
    port: PortProps,
    on_close: Callback<()>,
}

/// What can be chosen of a distribution point: its free ports, and the one the connection has already.
fn offered(point: &FreePorts, now: &PortProps) -> Vec<i32> {
    let own = now.port.filter(|_| {
        now.odp
            .as_ref()
            .is_some_and(|(code, _)| *code == point.code)
    });
    let mut ports = point.free.clone();
    ports.extend(own);
    ports.sort_unstable();
    ports.dedup();
    ports
}

fn odp_choices(texts: &Texts, points: &[FreePorts]) -> Vec<Choice> {
    let none = Choice::new("", texts.t("services-no-odp"));
    std::iter::once(none)
        .chain(points.iter().map(|point| {
            let free = point.free.len();
            let label = texts.t_with(
                "services-odp-free",
                &[("odp", &point.code), ("count", &free)],
            );
            Choice::new(point.id.to_string(), label)
        }))
        .collect()
}

#[component]
fn Choose(props: &ChooseProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let now = &props.port;
    let points = use_remote(ListFreePorts { zone: now.zone });
    let plug = use_call::<PlugService>();
    let own = use_state_eq(|| None::<Rc<Fault>>);
    // None while nothing was chosen by hand: then it is what the connection has.
    let odp = use_state_eq(|| None::<String>);
    let port = use_state_eq(|| None::<String>);
    let all = points.data().cloned();
    let has = all.as_ref().and_then(|all| {
        let (code, _) = now.odp.as_ref()?;
        all.iter()
            .find(|point| point.code == *code)
            .map(|point| point.id)
    });
    let chosen: Option<OdpId> = match &*odp {
        Some(text) => text.parse().ok(),
        None => has,
    };
    let point = all
        .as_ref()
        .and_then(|all| all.iter().find(|point| Some(point.id) == chosen));
    let ports = point.map_or_else(Vec::new, |point| offered(point, now));
    let chosen_port: Option<i32> = match &*port {
        Some(text) => text.parse().ok(),
        None if chosen == has => now.port,
        // The lowest free one is the one people take.
        None => ports.first().copied(),
    }
    .filter(|port| ports.contains(port));
    let fault = own.as_ref().or(plug.fault.as_ref()).cloned();
    let problems = |field: &str| {
        fault
            .as_ref()
            .map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    };
    let on_submit = {
        let (plug, own, texts) = (plug.clone(), own.setter(), texts.clone());
        let (on_close, again) = (props.on_close.clone(), now.again.clone());
        let request = PlugService {
            id: now.service,
            odp: chosen,
            port: chosen_port,
        };
        Callback::from(move |()| {
            if let Err(problems) = request.check() {
                own.set(Some(Rc::new(Fault::invalid(problems))));
                return;
            }
            own.set(None);
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let (on_close, again) = (on_close.clone(), again.clone());
            plug.run_then(request.clone(), move |()| {
                toasts.good(texts.t("services-plugged"));
                on_close.emit(());
                again.emit(());
            });
        })
    };
    let on_odp = {
        let (odp, port) = (odp.setter(), port.setter());
        Callback::from(move |text: String| {
            port.set(None);
            odp.set(Some(text));
        })
    };
    let on_port = {
        let port = port.setter();
        Callback::from(move |text: String| port.set(Some(text)))
    };
    let port_choices: Vec<Choice> =
        std::iter::once(Choice::new("", texts.t("services-port-unknown")))
            .chain(
                ports
                    .iter()
                    .map(|port| Choice::new(port.to_string(), port.to_string())),
            )
            .collect();
    let hint = match &all {
        Some(all) if all.is_empty() => Some(texts.t("services-zone-without-odp")),
        _ => None,
    };
    let choices = odp_choices(&texts, all.as_ref().map_or(&[], |all| all.as_slice()));
    let value_of = |value: Option<String>| value.unwrap_or_default();
    let test_id = &now.test_id;
    let actions = html! {
        <>
            <Button test_id={format!("{test_id}-save")} label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={plug.busy} disabled={all.is_none()} online=true />
            <Button test_id={format!("{test_id}-cancel")} label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id={format!("{test_id}-dialog")} title={texts.t("services-port-choose")} on_close={props.on_close.clone()}>
            <Form test_id={format!("{test_id}-form")} {on_submit} {actions} fault={fault.clone()}>
                <Field id={format!("{test_id}-odp")} kind={FieldKind::Select} label={texts.t("services-odp")} {choices} required=true {hint}
                    value={value_of(chosen.map(|odp| odp.to_string()))} problems={problems("odp")} on_change={on_odp} />
                <Field id={format!("{test_id}-number")} kind={FieldKind::Select} label={texts.t("services-port")} choices={port_choices} required=true
                    value={value_of(chosen_port.map(|port| port.to_string()))} problems={problems("port")} on_change={on_port} />
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use model::{
        ids::{OdpId, ServiceId, ZoneId},
        services::FreePorts,
    };
    use yew::Callback;

    use super::{PortProps, offered};

    #[test]
    fn the_own_port_can_be_kept_and_that_of_another_point_cannot() {
        let point = |code: &str| FreePorts {
            id: OdpId(1),
            code: code.to_owned(),
            ports: 8,
            free: vec![1, 5],
        };
        let now = PortProps {
            test_id: "services-port".into(),
            service: ServiceId(1),
            zone: ZoneId(1),
            odp: Some(("ODP-01".to_owned(), 8)),
            port: Some(3),
            may_choose: true,
            again: Callback::noop(),
        };
        assert_eq!(offered(&point("ODP-01"), &now), [1, 3, 5]);
        assert_eq!(offered(&point("ODP-02"), &now), [1, 5]);
    }
}
