//! One registration: its data, its next step, its story.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use model::{
    format::Zone,
    ids::RegistrationId,
    registrations::{RegistrationDetail, ShowRegistration},
    states::Slot,
};
use yew::prelude::*;

use super::next_step::NextStep;
use crate::{
    hooks::{Texts, use_remote, use_session, use_text},
    route::{Area, Route},
    widgets::{
        Day, Fact, Facts, History, PageHeader, PhoneNumber, RemoteView, Section, SkeletonShape,
        StatusLabel, StatusLabelProps, When,
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
    let zone = use_session().zone();
    let remote = use_remote(ShowRegistration {
        id: RegistrationId(props.id),
    });
    let again = remote.again.clone();
    let view = Callback::from(move |record: Rc<RegistrationDetail>| {
        let t = |key: &str| texts.t(key);
        let link = |area: Area, id: i64, number: &str| html! { <a href={Route::record(area, id).hash()}>{ number.to_owned() }</a> };
        let mut facts = vec![
            Fact::new(
                t("common-phone"),
                html! { <PhoneNumber e164={record.phone.clone()} /> },
            ),
            Fact::text(
                t("common-email"),
                record.email.as_deref().unwrap_or_default(),
            ),
            Fact::text(
                t("registrations-nik"),
                record.nik_masked.as_deref().unwrap_or_default(),
            ),
            Fact::text(t("common-address"), &record.address.one_line()),
            Fact::text(t("common-zone"), &record.zone),
            Fact::text(t("common-package"), &record.package),
            Fact::new(
                t(if record.technician.is_some() {
                    "registrations-survey"
                } else {
                    "registrations-preferred"
                }),
                html! { <><Day day={record.preferred_date} />{ " " }{ record.preferred_slot.map(|slot: Slot| t(&slot.text_key())) }
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
                    actions={html! { <NextStep record={record.clone()} again={again.clone()} /> }} />
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
                <Section title={t("common-history")}><History entries={record.timeline.clone()} /></Section>
            </article>
        }
    });
    html! { <RemoteView<RegistrationDetail> {remote} {view} shape={SkeletonShape::Record} /> }
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
