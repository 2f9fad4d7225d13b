//! One connection: whose, where, which port, its invoices and tickets.

use std::rc::Rc;

use model::{
    access::Role,
    ids::ServiceId,
    services::{ServiceDetail, ShowService},
    states::ServiceStatus,
};
use yew::prelude::*;

use super::{change::Change, end::End, standing::Standing};
use crate::{
    collection::{IsolirButton, ServiceIsolir},
    hooks::{use_hotkeys, use_remote, use_session, use_text},
    route::{Area, Route},
    widgets::{
        Button, Day, Fact, Facts, Icon, Money, PageHeader, Port, RemoteView, Section,
        SkeletonShape, StatusLabel, StatusLabelProps, StoryLink, When,
    },
};

/// Properties of [`Detail`].
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// Which.
    pub id: i64,
}

/// A dialog of the record.
#[derive(Clone, Copy, PartialEq)]
enum Asking {
    Change,
    End,
}

/// The record.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ShowService {
        id: ServiceId(props.id),
    });
    let gives_ports = use_session().is_any(&[Role::Admin, Role::Office]);
    let again = remote.again.clone();
    let dialog = use_state_eq(|| None::<Asking>);
    let runs = remote
        .data()
        .is_some_and(|service| service.status != ServiceStatus::Terminated);
    let may_change = gives_ports && runs;
    let open = |what: Asking| {
        let dialog = dialog.setter();
        Callback::from(move |is_open: bool| dialog.set((is_open && may_change).then_some(what)))
    };
    let (on_change, on_end) = (open(Asking::Change), open(Asking::End));
    use_hotkeys(vec![("e", on_change.reform(|()| true))]);
    let asking = *dialog;
    let view = Callback::from(move |service: Rc<ServiceDetail>| {
        let t = |key: &str| texts.t(key);
        let (down, up) = service.speed;
        let port = html! {
            <Port test_id="services-port" service={service.id} zone={service.zone_id} odp={service.odp.clone()} port={service.odp_port}
                may_choose={gives_ports && service.status != ServiceStatus::Terminated} again={again.clone()} />
        };
        let customer = service.customer.as_ref().map(|(id, code, name)| {
            html! { <a href={Route::record(Area::Customers, id.0).hash()}>{ format!("{name} · {code}") }</a> }
        });
        let price = html! {
            <>
                <Money amount={service.monthly_price} />
                if service.agreed_price.is_some() { <span class="aglis-quiet">{ " · " }{ t("services-agreed") }</span> }
            </>
        };
        let facts = vec![
            Fact::new(t("common-customer"), customer.unwrap_or_default()),
            Fact::text(
                t("common-package"),
                &format!("{} · {down}/{up} Mbps", service.package),
            ),
            Fact::new(t("services-price"), price),
            Fact::text(t("common-address"), &service.address.one_line()),
            Fact::text(t("common-zone"), &service.zone),
            Fact::new(t("services-odp"), port),
            Fact::text(
                t("services-place"),
                &service
                    .place
                    .map(|(lat, lon)| format!("{lat:.6}, {lon:.6}"))
                    .unwrap_or_default(),
            ),
            Fact::text(t("services-billing-day"), &service.billing_day.to_string()),
            Fact::new(
                t("services-activated"),
                html! { <Day day={service.activated_on} /> },
            ),
            Fact::new(
                t("services-terminated"),
                html! { <Day day={service.terminated_on} /> },
            ),
        ];
        let reason = service
            .end_reason
            .iter()
            .map(|reason| Fact::text(t("common-reason"), reason));
        let facts: Vec<Fact> = facts.into_iter().chain(reason).collect();
        let customer = service.customer.as_ref().map(|(id, ..)| *id);
        let actions = html! {
            <>
                if may_change {
                    <Button test_id="services-change" label={t("common-edit")} icon={Icon::Edit} online=true on_click={on_change.reform(|()| true)} />
                }
                if may_change && service.status != ServiceStatus::Pending {
                    <Button test_id="services-end" label={t("services-end")} icon={Icon::Stop} online=true on_click={on_end.reform(|()| true)} />
                }
                <IsolirButton service={service.id} {customer} status={service.status} />
                <StoryLink record="services" id={service.id.to_string()} />
            </>
        };
        let asked = match asking {
            Some(Asking::Change) => {
                html! { <Change service={service.clone()} on_open={on_change.clone()} /> }
            }
            Some(Asking::End) => {
                html! { <End service={service.clone()} on_open={on_end.clone()} /> }
            }
            None => Html::default(),
        };
        let code = service.customer.as_ref().map(|(_, code, _)| code.clone());
        html! {
            <article data-testid="services-record">
                <PageHeader title={super::whose(&service)} number={code} badge={html! { <StatusLabel ..StatusLabelProps::from(service.status) /> }}
                    {actions} />
                { asked }
                <ServiceIsolir service={service.id} {customer} status={service.status} />
                <Section title={t("common-details")}><Facts {facts} /></Section>
                if !service.terms.is_empty() {
                    <Section title={t("services-terms")}>
                        <ul class="aglis-entries" data-testid="services-terms">{ for service.terms.iter().map(|terms| html! {
                            <li>
                                <Day day={terms.from} />
                                <span>{ &terms.package }</span>
                                if let Some(price) = terms.agreed_price { <Money amount={price} /> } else { <span class="aglis-quiet">{ t("services-list-price") }</span> }
                                if !terms.applied { <span class="aglis-chip">{ t("services-planned") }</span> }
                                <span class="aglis-quiet">{ terms.by.clone().unwrap_or_default() }</span>
                            </li>
                        }) }</ul>
                    </Section>
                }
                <Standing service={service.id} {runs} />
                <Section title={t("customers-invoices")}>
                    if service.invoices.is_empty() { <p class="aglis-quiet">{ t("services-no-invoices") }</p> }
                    <ul class="aglis-entries" data-testid="services-invoices">{ for service.invoices.iter().map(|invoice| html! {
                        <li>
                            <a href={Route::record(Area::Invoices, invoice.id.0).hash()}>{ &invoice.number }</a>
                            <StatusLabel ..StatusLabelProps::from(invoice.status) />
                            <Money amount={invoice.total} />
                            <Day day={invoice.due_on} />
                        </li>
                    }) }</ul>
                </Section>
                <Section title={t("customers-tickets")}>
                    if service.tickets.is_empty() { <p class="aglis-quiet">{ t("services-no-tickets") }</p> }
                    <ul class="aglis-entries" data-testid="services-tickets">{ for service.tickets.iter().map(|ticket| html! {
                        <li>
                            <a href={Route::record(Area::Tickets, ticket.id.0).hash()}>{ &ticket.number }</a>
                            <span>{ t(&ticket.kind.text_key()) }</span>
                            <StatusLabel ..StatusLabelProps::from(ticket.status) />
                            <When at={ticket.created_at} />
                        </li>
                    }) }</ul>
                </Section>
            </article>
        }
    });
    html! { <RemoteView<ServiceDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}
