//! One customer: who he is, what he has, what he owes, what happened.

use std::rc::Rc;

use model::{
    access::Role,
    customers::{CustomerDetail, ShowCustomer},
    ids::CustomerId,
};
use yew::prelude::*;

use crate::{
    hooks::{use_remote, use_session, use_text},
    route::{Area, At, Route, go},
    widgets::{
        Button, Day, Fact, Facts, Icon, Money, PageHeader, PhoneNumber, RemoteView, Section,
        SkeletonShape, StatusLabel, StatusLabelProps, When,
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
    let may_add = use_session().is_any(&[Role::Admin, Role::Office]);
    let remote = use_remote(ShowCustomer {
        id: CustomerId(props.id),
    });
    let view = Callback::from(move |customer: Rc<CustomerDetail>| {
        let t = |key: &str| texts.t(key);
        let facts = vec![
            Fact::new(
                t("common-phone"),
                html! { <PhoneNumber e164={customer.phone.clone()} /> },
            ),
            Fact::text(
                t("common-email"),
                customer.email.as_deref().unwrap_or_default(),
            ),
            Fact::text(
                t("registrations-nik"),
                customer.nik_masked.as_deref().unwrap_or_default(),
            ),
            Fact::text(t("common-zone"), &customer.zone),
            Fact::text(t("customers-tags"), &customer.tags.join(", ")),
            Fact::new(
                t("customers-outstanding"),
                html! { <Money amount={customer.outstanding} /> },
            ),
            Fact::new(
                t("customers-credit"),
                html! { <Money amount={customer.credit} /> },
            ),
            Fact::new(
                t("customers-since"),
                html! { <When at={customer.created_at} /> },
            ),
        ];
        let new_ticket = if may_add {
            let form = Route::to(Area::Tickets, At::New).with("customer", &customer.id.to_string());
            let on_click = Callback::from(move |()| go(&form));
            html! { <Button test_id="customers-new-ticket" label={t("tickets-new")} icon={Icon::Ticket} online=true {on_click} /> }
        } else {
            Html::default()
        };
        html! {
            <article data-testid="customers-record">
                <PageHeader title={customer.name.clone()} number={customer.code.clone()} copy_id="customers-copy"
                    badge={html! { <StatusLabel ..StatusLabelProps::from(customer.status) /> }} actions={new_ticket} />
                <Section title={t("common-details")}><Facts {facts} /></Section>
                <Section title={t("customers-services")}>
                    <ul class="aglis-entries">{ for customer.services.iter().map(|service| html! {
                        <li>
                            <strong>{ &service.package }</strong>
                            <StatusLabel ..StatusLabelProps::from(service.status) />
                            <Money amount={service.monthly_price} />
                            <span>{ service.address.one_line() }</span>
                            <span>{ texts.t_with("customers-billing-day", &[("day", &service.billing_day)]) }</span>
                            <Day day={service.activated_on} />
                        </li>
                    }) }</ul>
                </Section>
                <Section title={t("customers-invoices")}>
                    <ul class="aglis-entries" data-testid="customers-invoices">{ for customer.invoices.iter().map(|invoice| html! {
                        <li>
                            <a href={Route::record(Area::Invoices, invoice.id.0).hash()}>{ &invoice.number }</a>
                            <StatusLabel ..StatusLabelProps::from(invoice.status) />
                            <Money amount={invoice.total} />
                            <Day day={invoice.due_on} />
                        </li>
                    }) }</ul>
                </Section>
                <Section title={t("customers-tickets")}>
                    <ul class="aglis-entries" data-testid="customers-tickets">{ for customer.tickets.iter().map(|ticket| html! {
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
    html! { <RemoteView<CustomerDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}
