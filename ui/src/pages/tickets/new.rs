//! The form for a new ticket: for whom, where, what, how urgent.

use std::rc::Rc;

use model::{
    access::Role,
    customers::{CustomerDetail, ShowCustomer},
    fault::Fault,
    ids::{CustomerId, ServiceId},
    packages::ListZones,
    services::ListFreePorts,
    states::{Priority, ServiceStatus, TicketType},
    tickets::{CreateTicket, CreatedTicket, choices::ShowTicketChoices},
};
use yew::prelude::*;

use super::new_typed::Typed;
use crate::{
    hooks::{use_call, use_draft, use_remote, use_remote_if, use_session, use_text, use_toasts},
    route::{Area, Route, go},
    widgets::{Button, Choice, CustomerPick, Field, FieldKind, Form, Kind, Pick, Section},
};

/// Properties of [`NewTicket`].
#[derive(Properties, PartialEq)]
pub struct NewTicketProps {
    /// The customer whose page one comes from.
    pub customer: Option<i64>,
    /// Thought better of it.
    pub on_close: Callback<()>,
}

/// The service that is meant: the chosen one, or the only one that has not ended.
fn meant(chosen: Option<ServiceId>, customer: Option<&CustomerDetail>) -> Option<ServiceId> {
    let services = &customer?.services;
    if let Some(chosen) = chosen {
        return services
            .iter()
            .map(|service| service.id)
            .find(|id| *id == chosen);
    }
    let mut running = services
        .iter()
        .filter(|service| service.status != ServiceStatus::Terminated);
    match (running.next(), running.next()) {
        (Some(only), None) => Some(only.id),
        _ => None,
    }
}

/// The form.
#[component]
pub fn NewTicket(props: &NewTicketProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let zone = session.zone();
    let draft = use_draft("tickets-new", Typed::blank);
    {
        let draft = draft.clone();
        use_effect_with(props.customer, move |from| {
            if let Some(id) = from.map(CustomerId) {
                draft.change(move |typed| {
                    if typed.customer != Some(id) {
                        typed.customer = Some(id);
                        typed.service = None;
                    }
                });
            }
        });
    }
    let typed = draft.value().clone();
    let shown = use_remote_if(typed.customer.map(|id| ShowCustomer { id }));
    let customer = shown
        .data()
        .filter(|customer| Some(customer.id) == typed.customer)
        .cloned();
    let service = meant(typed.service, customer.as_deref());
    let choices = use_remote(ShowTicketChoices {});
    let at_a_place = typed.customer.is_none();
    let zones = use_remote_if(at_a_place.then_some(ListZones {}));
    let points = use_remote_if(
        typed
            .zone
            .filter(|_| at_a_place)
            .map(|zone| ListFreePorts { zone }),
    );
    let create = use_call::<CreateTicket>();
    let tried = use_state_eq(|| false);
    // Looked at anew while it is put right, so that no field complains about what was there before.
    let own = (*tried)
        .then(|| typed.check(service).err())
        .flatten()
        .map(|problems| Rc::new(Fault::invalid(problems)));
    let fault = own.as_ref().or(create.fault.as_ref()).cloned();
    let problems = |field: &str| {
        fault
            .as_ref()
            .map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    };
    let on_submit = {
        let (create, tried, draft, texts, typed) = (
            create.clone(),
            tried.setter(),
            draft.clone(),
            texts.clone(),
            typed.clone(),
        );
        Callback::from(move |()| match typed.check(service) {
            Ok(request) => {
                tried.set(false);
                let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
                create.run_then(request, move |made: CreatedTicket| {
                    draft.clear();
                    let due = made
                        .due_at
                        .map_or_else(|| "–".to_owned(), |due| zone.show(due, texts.locale()));
                    let said = [
                        ("number", &made.number as &dyn std::fmt::Display),
                        ("due", &due),
                    ];
                    toasts.good(texts.t_with("tickets-created", &said));
                    go(&Route::record(Area::Tickets, made.id.0));
                });
            }
            Err(_) => tried.set(true),
        })
    };
    let chosen = typed.customer.map(|id| Pick {
        value: id.to_string().into(),
        label: customer.as_ref().map_or_else(
            || AttrValue::from("…"),
            |customer| format!("{} · {}", customer.name, customer.code).into(),
        ),
        detail: AttrValue::default(),
    });
    let on_choose = draft.edit(|typed: &mut Typed, pick: Option<Pick>| {
        typed.customer = pick.and_then(|pick| pick.value.parse().ok());
        typed.service = None;
    });
    let services = std::iter::once(Choice::new("", texts.t("tickets-no-service")))
        .chain(customer.iter().flat_map(|customer| {
            customer.services.iter().map(|service| {
                let words = [
                    service.package.clone(),
                    texts.t(&service.status.text_key()).to_string(),
                    service.address.one_line(),
                ];
                Choice::new(service.id.to_string(), words.join(" · "))
            })
        }))
        .collect::<Vec<_>>();
    let with_none = |none: &str, all: Vec<Choice>| {
        std::iter::once(Choice::new("", texts.t(none)))
            .chain(all)
            .collect::<Vec<_>>()
    };
    let zones = with_none(
        "common-choose",
        zones.data().map_or_else(Vec::new, |all| {
            all.iter()
                .filter(|one| {
                    session.is_any(&[Role::Admin, Role::Office])
                        || session.me.zones.contains(&one.id)
                })
                .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
                .collect()
        }),
    );
    let points = with_none(
        "tickets-no-odp",
        points.data().map_or_else(Vec::new, |all| {
            all.iter()
                .map(|one| Choice::new(one.id.to_string(), one.code.clone()))
                .collect()
        }),
    );
    let kinds = TicketType::ALL
        .iter()
        .filter(|kind| typed.customer.is_some() || kind.needs_no_customer() || **kind == typed.kind)
        .map(|kind| Choice::new(kind.name(), texts.t(&kind.text_key())))
        .collect::<Vec<_>>();
    let known = choices
        .data()
        .map(|choices| choices.categories.clone())
        .unwrap_or_default();
    let categories = std::iter::once(Choice::new("", texts.t("common-choose")))
        .chain(known.iter().map(|one| {
            let said = one.word.text(texts.locale()).to_owned();
            Choice::new(one.word.code.clone(), said)
        }))
        .collect::<Vec<_>>();
    let on_category =
        draft.edit(move |typed: &mut Typed, code: String| typed.choose(&code, &known));
    let priorities = Priority::ALL
        .iter()
        .map(|priority| Choice::new(priority.name(), texts.t(&priority.text_key())))
        .collect::<Vec<_>>();
    let actions = html! {
        <>
            <Button test_id="tickets-save" label={texts.t("tickets-save")} kind={Kind::Primary} submit=true busy={create.busy} online=true />
            <Button test_id="tickets-new-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Section title={texts.t("tickets-new")}>
            <Form test_id="tickets-form" {on_submit} {actions} fault={fault.clone()}>
                <CustomerPick id="tickets-customer" {chosen} {on_choose} hint={texts.t("tickets-customer-hint")} problems={problems("customer")} focus={typed.customer.is_none()} />
                if typed.customer.is_some() {
                    <Field id="tickets-service" kind={FieldKind::Select} label={texts.t("tickets-service")} choices={services}
                        value={service.map_or_else(String::new, |service| service.to_string())}
                        on_change={draft.edit(|typed: &mut Typed, text: String| typed.service = text.parse().ok())} />
                } else {
                    <div class="aglis-two">
                        <Field id="tickets-zone" kind={FieldKind::Select} label={texts.t("common-zone")} choices={zones} required=true
                            value={typed.zone.map_or_else(String::new, |zone| zone.to_string())} problems={problems("zone")}
                            on_change={draft.edit(|typed: &mut Typed, text: String| { typed.zone = text.parse().ok(); typed.odp = None; })} />
                        <Field id="tickets-odp" kind={FieldKind::Select} label={texts.t("services-odp")} choices={points} disabled={typed.zone.is_none()}
                            value={typed.odp.map_or_else(String::new, |odp| odp.to_string())} problems={problems("odp")}
                            on_change={draft.edit(|typed: &mut Typed, text: String| typed.odp = text.parse().ok())} />
                    </div>
                }
                <div class="aglis-two">
                    <Field id="tickets-category" kind={FieldKind::Select} label={texts.t("tickets-category")} choices={categories}
                        value={typed.category.clone().unwrap_or_default()} problems={problems("category")} on_change={on_category} />
                    <Field id="tickets-kind" kind={FieldKind::Select} label={texts.t("tickets-kind")} choices={kinds} value={typed.kind.name()} required=true problems={problems("kind")}
                        on_change={draft.edit(|typed: &mut Typed, text: String| typed.kind = TicketType::from_name(&text).unwrap_or(typed.kind))} />
                    <Field id="tickets-priority" kind={FieldKind::Select} label={texts.t("tickets-priority")} choices={priorities} value={typed.priority.name()} required=true
                        on_change={draft.edit(|typed: &mut Typed, text: String| typed.priority = Priority::from_name(&text).unwrap_or(typed.priority))} />
                </div>
                <Field id="tickets-description" kind={FieldKind::Long} label={texts.t("tickets-description")} hint={texts.t("tickets-description-hint")} value={typed.description.clone()} required=true
                    problems={problems("description")} on_change={draft.edit(|typed: &mut Typed, text| typed.description = text)} />
            </Form>
        </Section>
    }
}
