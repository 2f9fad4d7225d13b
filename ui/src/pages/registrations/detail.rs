//! One registration: its data, its next step, its story.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use model::{
    access::Role,
    format::Zone,
    ids::{RegistrationId, ZoneId},
    messages::write::Addressee,
    registrations::{RegistrationDetail, ShowRegistration},
    services::{FreePorts, ListFreePorts},
    states::{RegistrationStatus, Slot},
};
use yew::prelude::*;

use super::{change::Change, next_step::NextStep, phone::PhoneCheck, stages::Stages};
use crate::{
    hooks::{Texts, use_hotkeys, use_remote, use_session, use_text},
    route::{Area, Route},
    widgets::{
        Button, Call, Day, Fact, Facts, History, Icon, Identity, PageHeader, Port, RemoteView,
        Section, SkeletonShape, StatusLabel, StatusLabelProps, When, Whose, Write,
    },
};

/// Properties of [`Detail`].
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// Which.
    pub id: i64,
}

/// The record.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let texts = use_text();
    let session = use_session();
    let zone = session.zone();
    let gives_ports = session.is_any(&[Role::Admin, Role::Office]);
    let remote = use_remote(ShowRegistration {
        id: RegistrationId(props.id),
    });
    let again = remote.again.clone();
    let changing = use_state_eq(|| false);
    let may_change = gives_ports
        && remote
            .data()
            .is_some_and(|record| record.status.may_be_corrected());
    let on_open = {
        let changing = changing.setter();
        Callback::from(move |is_open: bool| changing.set(is_open && may_change))
    };
    use_hotkeys(vec![("e", on_open.reform(|()| true))]);
    let is_changing = *changing;
    let view = Callback::from(move |record: Rc<RegistrationDetail>| {
        let t = |key: &str| texts.t(key);
        let link = |area: Area, id: i64, number: &str| html! { <a href={Route::record(area, id).hash()}>{ number.to_owned() }</a> };
        let mut facts = vec![
            Fact::new(
                t("common-phone"),
                html! { <Call test_id="registrations-call" e164={record.phone.clone()} /> },
            ),
            Fact::text(
                t("common-email"),
                record.email.as_deref().unwrap_or_default(),
            ),
            match record.nik_masked.clone().filter(|_| may_change) {
                Some(masked) => Fact::new(
                    t("registrations-nik"),
                    html! { <Identity prefix="registrations" whose={Whose::Applicant(record.id)} {masked} /> },
                ),
                None => Fact::text(
                    t("registrations-nik"),
                    record.nik_masked.as_deref().unwrap_or_default(),
                ),
            },
            Fact::text(t("common-address"), &record.address.one_line()),
            Fact::text(t("common-zone"), &record.zone),
            Fact::text(t("common-package"), &record.package),
            Fact::new(
                t(if record.technician.is_some() {
                    "registrations-survey"
                } else {
                    "registrations-preferred"
                }),
                html! { <><Day day={record.preferred_date} />{ record.preferred_slot.map(|slot: Slot| format!(" · {}", t(&slot.text_key()))) }
                if let Some((_, name)) = &record.technician { { " · " }{ name } }</> },
            ),
            Fact::text(t("common-note"), &record.note),
            Fact::new(
                t("common-created"),
                html! { <When at={record.created_at} /> },
            ),
            Fact::new(
                t("registrations-in-state"),
                html! { <span data-testid="registrations-days">{ days_in_state(&texts, zone, record.status_since) }</span> },
            ),
        ];
        if let Some(reason) = &record.status_reason {
            facts.push(Fact::text(t("common-reason"), reason));
        }
        facts.extend(plug(&texts, &record, gives_ports, &again));
        for (label, place) in [
            (
                "common-customer",
                record
                    .customer
                    .as_ref()
                    .map(|(id, number)| link(Area::Customers, id.0, number)),
            ),
            (
                "common-ticket",
                record
                    .ticket
                    .as_ref()
                    .map(|(id, number)| link(Area::Tickets, id.0, number)),
            ),
            (
                "common-invoice",
                record
                    .invoice
                    .as_ref()
                    .map(|(id, number)| link(Area::Invoices, id.0, number)),
            ),
        ] {
            if let Some(place) = place {
                facts.push(Fact::new(t(label), place));
            }
        }
        html! {
            <article data-testid="registrations-record">
                <PageHeader title={record.name.clone()} number={record.number.clone()} copy_id="registrations-copy"
                    badge={html! { <StatusLabel ..StatusLabelProps::from(record.status) /> }}
                    actions={html! { <>
                        if may_change { <Button test_id="registrations-change" label={t("common-edit")} icon={Icon::Edit} online=true on_click={on_open.reform(|()| true)} /> }
                        <Write to={Addressee::Registration(record.id)} />
                        <NextStep record={record.clone()} again={again.clone()} />
                    </> }} />
                if is_changing { <Change record={record.clone()} on_open={on_open.clone()} /> }
                if !record.duplicates.is_empty() {
                    <Section title={t("registrations-duplicates")}>
                        <ul class="aglis-hints" data-testid="registrations-duplicates">
                            { for record.duplicates.iter().map(|hint| {
                                let area = if hint.kind == "customer" { Area::Customers } else { Area::Registrations };
                                let why = match hint.by.as_str() {
                                    "phone" => "registrations-same-phone",
                                    "nik" => "registrations-same-nik",
                                    _ => "registrations-same-address",
                                };
                                let route = Route::record(area, hint.id).hash();
                                html! { <li>
                                    <a href={route} data-testid="registrations-duplicate">{ &hint.number }</a>{ format!(" {} ", hint.name) }
                                    <span class="aglis-quiet">{ t(why) }</span>
                                </li> }
                            }) }
                        </ul>
                    </Section>
                }
                <Section title={t("common-details")}><Facts {facts} /></Section>
                <PhoneCheck id={record.id} verified_at={record.phone_verified_at} again={again.clone()} />
                if !record.stages.is_empty() {
                    <Section title={t("registrations-stages")}><Stages stages={record.stages.clone()} /></Section>
                }
                <Section title={t("common-history")}><History entries={record.timeline.clone()} /></Section>
            </article>
        }
    });
    html! { <RemoteView<RegistrationDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}

/// The port of the connection, or what is free in the zone as long as there is none.
fn plug(
    texts: &Texts,
    record: &RegistrationDetail,
    gives_ports: bool,
    again: &Callback<()>,
) -> Option<Fact> {
    let is_connected = matches!(
        record.status,
        RegistrationStatus::Approved | RegistrationStatus::Installed
    );
    let value = match record.service {
        Some(service) if is_connected => {
            let odp = record
                .plug
                .as_ref()
                .map(|plug| (plug.odp.clone(), plug.ports));
            let port = record.plug.as_ref().and_then(|plug| plug.port);
            html! {
                <Port test_id="registrations-port" {service} zone={record.zone_id} {odp} {port} may_choose={gives_ports} again={again.clone()} />
            }
        }
        _ if gives_ports && record.status.is_open() => {
            html! { <Free zone={record.zone_id} /> }
        }
        _ => return None,
    };
    Some(Fact::new(texts.t("services-odp"), value))
}

#[derive(Properties, PartialEq)]
struct FreeProps {
    zone: ZoneId,
}

/// How many ports are free in a zone: a connection that cannot be plugged in should not be approved.
#[component]
fn Free(props: &FreeProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ListFreePorts { zone: props.zone });
    let Some(points) = remote.data() else {
        return Html::default();
    };
    let free: usize = points
        .iter()
        .map(|point: &FreePorts| point.free.len())
        .sum();
    let open = points.iter().filter(|point| !point.free.is_empty()).count();
    let said = if points.is_empty() {
        texts.t("services-zone-without-odp")
    } else {
        texts.t_with(
            "registrations-free-ports",
            &[("ports", &free), ("odps", &open)],
        )
    };
    html! { <span class={classes!((free == 0).then_some("aglis-late"))} data-testid="registrations-free-ports">{ said }</span> }
}

/// `3 days, since 16 Nov 2025 14:05`.
fn days_in_state(texts: &Texts, zone: Zone, since: DateTime<Utc>) -> AttrValue {
    let days = (zone.day(Utc::now()) - zone.day(since)).num_days().max(0);
    let since = zone.show(since, texts.locale());
    if days == 0 {
        texts.t_with("registrations-since-today", &[("since", &since)])
    } else {
        texts.t_with("registrations-days", &[("count", &days), ("since", &since)])
    }
}
