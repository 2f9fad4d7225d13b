//! One connection: whose, where, which port, its invoices and tickets.

use std::rc::Rc;

use model::{
    access::Role,
    ids::ServiceId,
    services::{ServiceDetail, ShowService},
    states::ServiceStatus,
};
use yew::prelude::*;

use crate::{
    hooks::{use_remote, use_session, use_text},
    route::{Area, Route},
    widgets::{
        Day, Fact, Facts, Money, PageHeader, Port, RemoteView, Section, SkeletonShape, StatusLabel,
        StatusLabelProps, StoryLink, When,
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
    let remote = use_remote(ShowService {
        id: ServiceId(props.id),
    });
    let gives_ports = use_session().is_any(&[Role::Admin, Role::Office]);
    let again = remote.again.clone();
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
                if service.is_agreed { <span class="aglis-quiet">{ " · " }{ t("services-agreed") }</span> }
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
        let title = service
            .customer
            .as_ref()
            .map_or_else(|| service.package.clone(), |(_, _, name)| name.clone());
        html! {
            <article data-testid="services-record">
                <PageHeader {title} number={format!("#{}", service.id)} badge={html! { <StatusLabel ..StatusLabelProps::from(service.status) /> }}
                    actions={html! { <StoryLink record="services" id={service.id.to_string()} /> }} />
                <Section title={t("common-details")}><Facts {facts} /></Section>
                <Section title={t("customers-invoices")}>
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
