//! What is known of a customer who is late, on his page, and of a connection that is blocked, on its page.

use std::rc::Rc;

use model::{
    access::Role,
    collection::{
        CustomerCollection, ExemptCustomer, IsolirOf, PaymentPromise, PromiseState, ShowCollection,
        TakeBackPromise,
    },
    format::show_day,
    ids::{CustomerId, ServiceId},
    states::ServiceStatus,
};
use yew::prelude::*;

use super::{BlockDialog, LiftDialog, PromiseButton, isolir_words};
use crate::{
    hooks::{Texts, use_call, use_fault_toast, use_remote, use_remote_if, use_session, use_text},
    widgets::{Button, Icon, Kind, Money, Picture, RemoteView, Section, SkeletonShape, When},
};

/// Properties of [`CollectionSection`].
#[derive(Properties, PartialEq)]
pub struct CollectionSectionProps {
    /// Whom.
    pub customer: CustomerId,
    /// His name.
    pub name: String,
    /// Whether he is there; of a deleted customer nothing is changed.
    pub is_there: bool,
}

/// Promises, what was blocked, and whether the rules never block him.
#[component]
pub fn CollectionSection(props: &CollectionSectionProps) -> Html {
    let texts = use_text();
    let may_act = use_session().is_any(&[Role::Admin, Role::Office]) && props.is_there;
    let remote = use_remote(ShowCollection {
        customer: props.customer,
    });
    let exempt = use_call::<ExemptCustomer>();
    let take_back = use_call::<TakeBackPromise>();
    use_fault_toast(exempt.fault.clone());
    use_fault_toast(take_back.fault.clone());
    let id = props.customer;
    let view = {
        let texts = texts.clone();
        Callback::from(move |known: Rc<CustomerCollection>| {
            let onchange = {
                let (exempt, now) = (exempt.clone(), known.is_exempt);
                Callback::from(move |_: Event| {
                    exempt.run(ExemptCustomer { id, exempt: !now });
                })
            };
            let promises = known.promises.iter().map(|promise| {
                let on_take_back = (may_act && promise.state == PromiseState::Open).then(|| {
                    let (take_back, id) = (take_back.clone(), promise.id);
                    Callback::from(move |()| take_back.run(TakeBackPromise { id }))
                });
                promise_line(&texts, promise, on_take_back)
            });
            html! {
                <>
                    if known.promises.is_empty() && known.isolirs.is_empty() { <p class="aglis-quiet">{ texts.t("collection-nothing") }</p> }
                    <ul class="aglis-entries" data-testid="collection-promises">{ for promises }</ul>
                    <ul class="aglis-entries" data-testid="collection-isolirs">{ for known.isolirs.iter().map(|(service, isolir)| isolir_line(&texts, *service, isolir)) }</ul>
                    if may_act {
                        <label class="aglis-check">
                            <input type="checkbox" checked={known.is_exempt} disabled={exempt.busy} {onchange} data-testid="collection-exempt" />{ texts.t("collection-exempt") }
                        </label>
                    } else if known.is_exempt { <p>{ texts.t("collection-exempt") }</p> }
                </>
            }
        })
    };
    let actions = if props.is_there {
        html! { <PromiseButton customer={id} name={props.name.clone()} /> }
    } else {
        Html::default()
    };
    html! {
        <Section title={texts.t("collection-title")} {actions}>
            <RemoteView<CustomerCollection> {remote} {view} shape={SkeletonShape::Lines} />
        </Section>
    }
}

fn promise_line(
    texts: &Texts,
    promise: &PaymentPromise,
    on_take_back: Option<Callback<()>>,
) -> Html {
    let day = show_day(promise.until, texts.locale());
    html! {
        <li key={promise.id.0} data-testid="collection-promise-line" data-state={promise.state.name()}>
            <strong>{ texts.t_with("collection-promise-until", &[("day", &day)]) }</strong>
            <span class={classes!((promise.state == PromiseState::Broken).then_some("aglis-text-bad"))}>{ texts.t(&promise.state.text_key()) }</span>
            <Money amount={promise.amount.unwrap_or(promise.owed)} />
            if !promise.note.is_empty() { <span>{ &promise.note }</span> }
            <span class="aglis-quiet">{ promise.by.clone().unwrap_or_default() }{ " · " }<When at={promise.at} /></span>
            if let Some(on_click) = on_take_back {
                <Button test_id="collection-take-back" label={texts.t("collection-take-back")} kind={Kind::Plain} online=true {on_click} />
            }
        </li>
    }
}

fn isolir_line(texts: &Texts, service: ServiceId, isolir: &IsolirOf) -> Html {
    let lifted = isolir
        .lifted_why
        .as_ref()
        .map(|why| texts.t(&format!("isolir-lifted-{}", why.replace('_', "-"))));
    html! {
        <li key={format!("{service}-{}", isolir.since)} data-testid="collection-isolir-line">
            <strong>{ texts.t("isolir-one") }</strong>
            <When at={isolir.since} />
            <span>{ isolir_words(texts, Some(isolir)) }</span>
            <span class="aglis-quiet">{ isolir.by.clone().unwrap_or_else(|| texts.t("isolir-by-itself").to_string()) }</span>
            if let Some(lifted) = lifted {
                <span>{ lifted }</span><When at={isolir.lifted_at} />
                if let Some(reason) = &isolir.lift_reason { <span class="aglis-quiet">{ reason }</span> }
            }
        </li>
    }
}

/// Properties of [`ServiceIsolir`] and [`IsolirButton`].
#[derive(Properties, PartialEq)]
pub struct ServiceIsolirProps {
    /// Which.
    pub service: ServiceId,
    /// Whose; none outside the caller's zones.
    pub customer: Option<CustomerId>,
    /// Where it stands.
    pub status: ServiceStatus,
}

/// Since when a connection is blocked and why; nothing for one that is not.
#[component]
pub fn ServiceIsolir(props: &ServiceIsolirProps) -> Html {
    let texts = use_text();
    let may_see = use_session().is_any(&[Role::Admin, Role::Office, Role::Supervisor]);
    let is_blocked = props.status == ServiceStatus::Suspended;
    let customer = props.customer.filter(|_| may_see && is_blocked);
    let remote = use_remote_if(customer.map(|customer| ShowCollection { customer }));
    if !is_blocked {
        return Html::default();
    }
    let isolir = remote
        .data()
        .and_then(|known| known.blocked(props.service).cloned());
    html! {
        <Section title={texts.t("isolir-title")}>
            <div class="aglis-note aglis-tone-warning" role="status" data-testid="services-isolir">
                <Picture icon={Icon::Pause} />
                <div>
                    if let Some(isolir) = &isolir { <p><strong>{ texts.t("isolir-since") }{ " " }<When at={isolir.since} /></strong></p> }
                    <p>{ isolir_words(&texts, isolir.as_ref()) }</p>
                </div>
            </div>
        </Section>
    }
}

/// The button that blocks a running connection, or unblocks a blocked one; for admins and the office.
#[component]
pub fn IsolirButton(props: &ServiceIsolirProps) -> Html {
    let texts = use_text();
    let may_act = use_session().is_any(&[Role::Admin, Role::Office]);
    let asking = use_state_eq(|| false);
    let on_open = {
        let asking = asking.setter();
        Callback::from(move |is_open: bool| asking.set(is_open))
    };
    if !may_act {
        return Html::default();
    }
    match props.status {
        ServiceStatus::Suspended => html! {
            <>
                <Button test_id="services-lift" label={texts.t("isolir-lift")} icon={Icon::Check} online=true on_click={on_open.reform(|()| true)} />
                if *asking { <LiftDialog services={vec![props.service]} on_close={on_open.reform(|_: bool| false)} /> }
            </>
        },
        ServiceStatus::Active => html! {
            <>
                <Button test_id="services-block" label={texts.t("isolir-block")} icon={Icon::Pause} online=true on_click={on_open.reform(|()| true)} />
                if *asking { <BlockDialog service={props.service} on_close={on_open.reform(|()| false)} /> }
            </>
        },
        ServiceStatus::Pending | ServiceStatus::Terminated => Html::default(),
    }
}
