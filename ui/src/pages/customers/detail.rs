//! One customer: who he is, what he has, what he owes, and everything that happened.

use std::rc::Rc;

use model::{
    access::Role,
    customers::{CustomerDetail, Service, ShowCustomer},
    ids::CustomerId,
    messages::write::Addressee,
    states::InvoiceStatus,
};
use yew::prelude::*;

use super::{
    account::{Account, HowHePays},
    change::Change,
    files::Files,
    money::MonthsOfMoney,
    note::NoteForm,
    remove::{Gone, Remove},
    story::StoryLine,
    tags::Tags,
};
use crate::{
    collection::CollectionSection,
    hooks::{Texts, use_hotkeys, use_remote, use_session, use_text},
    money::{TakeMoney, UseMoney},
    route::{Area, At, Route, go},
    widgets::{
        Button, Call, CopyButton, Day, Fact, Facts, Icon, Identity, Money, PageHeader, RemoteView,
        Section, SkeletonShape, StatusLabel, StatusLabelProps, StoryLink, When, Whose, Write,
    },
};

/// Properties of [`Detail`].
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// Which.
    pub id: i64,
}

/// What is done with his money.
#[derive(Clone, Copy, PartialEq)]
enum Moving {
    /// Some came in.
    In,
    /// Credit is used.
    Credit,
}

/// The record: facts at the left, the story beside them.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let texts = use_text();
    let may_change = use_session().is_any(&[Role::Admin, Role::Office]);
    let may_write = use_session().is_any(&[Role::Admin, Role::Office, Role::Supervisor]);
    let remote = use_remote(ShowCustomer {
        id: CustomerId(props.id),
    });
    let again = remote.again.clone();
    let changing = use_state_eq(|| false);
    let on_open = {
        let changing = changing.setter();
        Callback::from(move |is_open: bool| changing.set(is_open && may_change))
    };
    use_hotkeys(vec![("e", on_open.reform(|()| true))]);
    let is_changing = *changing;
    let may_remove = use_session().is_any(&[Role::Admin]);
    let removing = use_state_eq(|| false);
    let on_remove = {
        let removing = removing.setter();
        Callback::from(move |is_open: bool| removing.set(is_open))
    };
    let is_removing = *removing;
    let moving = use_state_eq(|| None::<Moving>);
    let on_move = {
        let moving = moving.setter();
        Callback::from(move |what: Option<Moving>| moving.set(what))
    };
    let is_moving = *moving;
    let view = Callback::from(move |customer: Rc<CustomerDetail>| {
        let t = |key: &str| texts.t(key);
        let id = customer.id;
        // What is out of sight is only looked at.
        let is_there = customer.deleted.is_none();
        let actions = html! {
            <>
                if may_change && is_there {
                    <Button test_id="customers-change" label={t("common-edit")} icon={Icon::Edit} online=true on_click={on_open.reform(|()| true)} />
                }
                if may_change && is_there {
                    <Button test_id="customers-pay" label={t("money-take")} icon={Icon::Money} online=true on_click={on_move.reform(|()| Some(Moving::In))} />
                }
                if may_write && is_there {
                    <Button test_id="customers-new-ticket" label={t("tickets-new")} icon={Icon::Ticket} online=true
                        on_click={move |()| go(&Route::to(Area::Tickets, At::New).with("customer", &id.to_string()))} />
                }
                if is_there { <Write to={Addressee::Customer(id)} /> }
                if may_remove && is_there {
                    <Button test_id="customers-delete" label={t("customers-delete")} icon={Icon::Remove} online=true on_click={on_remove.reform(|()| true)} />
                }
                <StoryLink record="customers" id={id.to_string()} />
            </>
        };
        html! {
            <article data-testid="customers-record">
                <PageHeader title={customer.name.clone()} number={customer.code.clone()} copy_id="customers-copy"
                    badge={html! { <StatusLabel ..StatusLabelProps::from(customer.status) /> }} {actions} />
                if let Some(deleted) = &customer.deleted { <Gone customer={customer.clone()} deleted={deleted.clone()} /> }
                if is_changing && is_there { <Change customer={customer.clone()} on_open={on_open.clone()} /> }
                if is_removing && is_there { <Remove customer={customer.clone()} on_open={on_remove.clone()} /> }
                if is_there && is_moving == Some(Moving::In) { <TakeMoney customer={id} on_close={on_move.reform(|()| None)} /> }
                if is_there && is_moving == Some(Moving::Credit) { <UseMoney customer={id} on_close={on_move.reform(|()| None)} /> }
                <div class="aglis-customer">
                    <div>
                        <Section title={t("common-details")}>
                            <Facts facts={person(&texts, &customer)} />
                            if is_there { <Tags {id} tags={customer.tags.clone()} again={again.clone()} /> }
                        </Section>
                        <Section title={t("customers-services")}>{ services(&texts, &customer.services) }</Section>
                        <Section title={t("customers-money")}>
                            <Facts facts={money(&texts, &customer)} />
                            if may_change && is_there && customer.credit.0 > 0 && customer.outstanding.0 > 0 {
                                <Button test_id="customers-use-credit" label={t("money-use")} icon={Icon::Money} online=true on_click={on_move.reform(|()| Some(Moving::Credit))} />
                            }
                            <HowHePays {id} />
                            <MonthsOfMoney {id} />
                        </Section>
                        if may_write { <CollectionSection customer={id} name={customer.name.clone()} {is_there} /> }
                        <Account {id} />
                    </div>
                    <Section title={t("customers-story")}>
                        if is_there { <NoteForm {id} /> }
                        if may_change && is_there { <Files {id} /> }
                        <StoryLine {id} />
                    </Section>
                </div>
            </article>
        }
    });
    html! { <RemoteView<CustomerDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}

fn person(texts: &Texts, customer: &CustomerDetail) -> Vec<Fact> {
    let t = |key: &str| texts.t(key);
    let email = customer.email.as_ref().map(|email| {
        html! { <><a href={format!("mailto:{email}")}>{ email }</a><CopyButton test_id="customers-copy-email" text={email.clone()} /></> }
    });
    let identity = customer
        .nik_masked
        .as_ref()
        .map(|masked| html! { <Identity prefix="customers" whose={Whose::Contact(customer.contact)} masked={masked.clone()} /> });
    vec![
        Fact::new(
            t("common-phone"),
            html! { <Call test_id="customers-call" e164={customer.phone.clone()} /> },
        ),
        Fact::new(
            t("common-other-phone"),
            html! { <Call test_id="customers-call-other" e164={customer.other_phone.clone()} /> },
        ),
        Fact::new(t("common-email"), email.unwrap_or_default()),
        Fact::new(t("registrations-nik"), identity.unwrap_or_default()),
        Fact::text(t("common-zone"), &customer.zone),
        Fact::new(
            t("customers-since"),
            html! { <When at={customer.created_at} /> },
        ),
    ]
}

fn money(texts: &Texts, customer: &CustomerDetail) -> Vec<Fact> {
    let all = Route::list(Area::Invoices).with("customer_id", &customer.id.to_string());
    let owing = InvoiceStatus::ALL
        .iter()
        .filter(|status| status.is_payable())
        .fold(all, |route, status| route.with("status", status.name()));
    let look = (customer.outstanding.0 > 0).then_some("aglis-late");
    vec![
        Fact::new(
            texts.t("customers-outstanding"),
            html! { <a class={classes!(look)} href={owing.hash()} data-testid="customers-outstanding"><Money amount={customer.outstanding} /></a> },
        ),
        Fact::new(
            texts.t("customers-credit"),
            html! { <Money amount={customer.credit} /> },
        ),
    ]
}

fn services(texts: &Texts, services: &[Service]) -> Html {
    if services.is_empty() {
        return html! { <p class="aglis-quiet">{ texts.t("customers-no-services") }</p> };
    }
    html! {
        <ul class="aglis-entries" data-testid="customers-services">{ for services.iter().map(|service| html! {
            <li key={service.id.0}>
                <a href={Route::record(Area::Services, service.id.0).hash()}>{ &service.package }</a>
                <StatusLabel ..StatusLabelProps::from(service.status) />
                <Money amount={service.monthly_price} />
                <span>{ service.address.one_line() }</span>
                <span class="aglis-quiet">{ texts.t_with("customers-billing-day", &[("day", &service.billing_day)]) }</span>
                if service.activated_on.is_some() { <Day day={service.activated_on} /> }
            </li>
        }) }</ul>
    }
}
