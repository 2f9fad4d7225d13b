//! What stands on the coming invoices of a connection: discounts, charges, and that it is left out.

use std::rc::Rc;

use chrono::NaiveDate;
use model::{
    access::Role,
    billing::{
        rule::{Month, Size},
        standing::{
            EndServiceDiscount, ParkService, RemoveServiceCharge, ServiceCharge, ServiceDiscount,
            ServiceStanding, ShowServiceStanding,
        },
    },
    format::show_month,
    ids::ServiceId,
};
use yew::prelude::*;

use super::standing_forms::{ChargeForm, DiscountForm, ParkForm};
use crate::{
    hooks::{Texts, use_call, use_remote, use_session, use_text, use_toasts},
    route::{Area, Route},
    widgets::{Button, Confirm, FaultNote, Icon, Kind, Money, RemoteView, Section, SkeletonShape},
};

/// Properties of [`Standing`].
#[derive(Properties, PartialEq)]
pub struct StandingProps {
    /// Which connection.
    pub service: ServiceId,
    /// It still runs, so that something may come.
    pub runs: bool,
}

/// A dialog of the section.
#[derive(Clone, PartialEq)]
enum Asking {
    Discount,
    Charge,
    Park,
    End(ServiceDiscount),
    Remove(ServiceCharge),
}

/// The section.
#[component]
pub fn Standing(props: &StandingProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let remote = use_remote(ShowServiceStanding {
        service: props.service,
    });
    let asking = use_state_eq(|| None::<Asking>);
    let may_change = props.runs && session.is_any(&[Role::Admin, Role::Office]);
    let ask = {
        let asking = asking.setter();
        Callback::from(move |what: Option<Asking>| asking.set(what))
    };
    let standing = remote.data().cloned();
    let open = |what: Asking| {
        let ask = ask.clone();
        Callback::from(move |()| ask.emit(Some(what.clone())))
    };
    let is_parked = standing
        .as_ref()
        .is_some_and(|standing| standing.parked.is_some());
    let actions = html! {
        if may_change {
            <div class="aglis-standing-buttons">
                <Button test_id="standing-add-discount" label={texts.t("standing-add-discount")} icon={Icon::Plus} online=true on_click={open(Asking::Discount)} />
                <Button test_id="standing-add-charge" label={texts.t("standing-add-charge")} icon={Icon::Plus} online=true on_click={open(Asking::Charge)} />
                if !is_parked {
                    <Button test_id="standing-park" label={texts.t("standing-park")} icon={Icon::Pause} online=true on_click={open(Asking::Park)} />
                }
            </div>
        }
    };
    let service = props.service;
    let on_ask = ask.reform(Some);
    let view = Callback::from(
        move |standing: Rc<ServiceStanding>| html! { <Shown {standing} {service} {may_change} on_ask={on_ask.clone()} /> },
    );
    let on_close = ask.reform(|()| None);
    let dialog = match (&*asking, standing) {
        (Some(Asking::Discount), _) => html! { <DiscountForm {service} {on_close} /> },
        (Some(Asking::Charge), _) => html! { <ChargeForm {service} {on_close} /> },
        (Some(Asking::Park), Some(standing)) => {
            html! { <ParkForm {service} version={standing.version} {on_close} /> }
        }
        (Some(Asking::End(discount)), _) => {
            html! { <End discount={discount.clone()} {on_close} /> }
        }
        (Some(Asking::Remove(charge)), _) => {
            html! { <Remove charge={charge.clone()} {on_close} /> }
        }
        (None | Some(Asking::Park), _) => Html::default(),
    };
    html! {
        <Section title={texts.t("standing-title")} {actions}>
            <RemoteView<ServiceStanding> {remote} {view} shape={SkeletonShape::Rows} />
            { dialog }
        </Section>
    }
}

/// Properties of [`Shown`].
#[derive(Properties)]
struct ShownProps {
    standing: Rc<ServiceStanding>,
    service: ServiceId,
    may_change: bool,
    on_ask: Callback<Asking>,
}

impl PartialEq for ShownProps {
    fn eq(&self, other: &Self) -> bool {
        self.standing == other.standing && self.may_change == other.may_change
    }
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let today = use_session().zone().day(chrono::Utc::now());
    let unpark = use_call::<ParkService>();
    let standing = &props.standing;
    let t = |key: &str| texts.t(key);
    let month = |day: NaiveDate| show_month(day, texts.locale());
    let on_unpark = {
        let (unpark, texts) = (unpark.clone(), texts.clone());
        let (service, version) = (props.service, standing.version);
        Callback::from(move |()| {
            let (toasts, said) = (toasts.clone(), texts.t("common-saved"));
            let request = ParkService {
                service,
                version,
                reason: String::new(),
                until: None,
            };
            unpark.run_then(request, move |()| toasts.good(said.clone()));
        })
    };
    if standing.parked.is_none() && standing.discounts.is_empty() && standing.charges.is_empty() {
        return html! { <p class="aglis-quiet" data-testid="standing-none">{ t("standing-none") }</p> };
    }
    let parked = standing.parked.as_ref().map(|(reason, until)| {
        let until = until.map(|until| format!(" {}", texts.t_with("standing-parked-until", &[("month", &month(until))])));
        html! {
            <div class="aglis-note aglis-tone-warning" role="status" data-testid="standing-parked">
                <p><strong>{ t("standing-parked") }{ until.unwrap_or_default() }</strong>{ " · " }{ reason }</p>
                if props.may_change {
                    <Button test_id="standing-unpark" label={t("standing-unpark")} online=true busy={unpark.busy} on_click={on_unpark} />
                }
            </div>
        }
    });
    html! {
        <>
            { parked.unwrap_or_default() }
            <FaultNote fault={unpark.fault.clone()} />
            if !standing.discounts.is_empty() {
                <h3>{ t("standing-discounts") }</h3>
                <ul class="aglis-entries" data-testid="standing-discounts">{ for standing.discounts.iter().map(|discount| {
                    let is_over = discount.until.is_some_and(|until| until < Month::of(today).first());
                    let may_end = props.may_change && discount.until.is_none_or(|until| until > Month::of(today).first());
                    let on_end = { let (ask, discount) = (props.on_ask.clone(), discount.clone()); Callback::from(move |()| ask.emit(Asking::End(discount.clone()))) };
                    html! {
                        <li key={discount.id.0} class={classes!(is_over.then_some("aglis-left"))}>
                            <span>{ &discount.description }</span>
                            <span class="aglis-figures">{ size(&texts, discount.size) }</span>
                            <span class="aglis-quiet">{ span(&texts, discount) }{ discount.by.as_ref().map(|by| format!(" · {by}")).unwrap_or_default() }</span>
                            if may_end && discount.from <= Month::of(today).first() {
                                <Button test_id={format!("standing-end-{}", discount.id)} label={t("standing-end")} kind={Kind::Plain} icon={Icon::Stop} icon_only=true online=true on_click={on_end} />
                            }
                        </li>
                    }
                }) }</ul>
            }
            if !standing.charges.is_empty() {
                <h3>{ t("standing-charges") }</h3>
                <ul class="aglis-entries" data-testid="standing-charges">{ for standing.charges.iter().map(|charge| {
                    let on_remove = { let (ask, charge) = (props.on_ask.clone(), charge.clone()); Callback::from(move |()| ask.emit(Asking::Remove(charge.clone()))) };
                    html! {
                        <li key={charge.id.0}>
                            <span>{ &charge.description }</span>
                            <Money amount={charge.amount} />
                            if let Some((id, number)) = &charge.invoice {
                                <a href={Route::record(Area::Invoices, id.0).hash()}>{ number }</a>
                            } else {
                                <span class="aglis-quiet">{ texts.t_with("standing-waits", &[("month", &month(charge.period))]) }</span>
                                if props.may_change {
                                    <Button test_id={format!("standing-remove-{}", charge.id)} label={t("standing-remove")} kind={Kind::Plain} icon={Icon::Remove} icon_only=true online=true on_click={on_remove} />
                                }
                            }
                        </li>
                    }
                }) }</ul>
            }
        </>
    }
}

fn size(texts: &Texts, size: Size) -> String {
    match size {
        Size::Percent(percent) => format!("{}%", percent.show(texts.locale())),
        Size::Amount(amount) => amount.to_string(),
    }
}

fn span(texts: &Texts, discount: &ServiceDiscount) -> AttrValue {
    let from = show_month(discount.from, texts.locale());
    match discount.until {
        Some(until) if until == discount.from => from.into(),
        Some(until) => {
            let until = show_month(until, texts.locale());
            texts.t_with("standing-span", &[("from", &from), ("until", &until)])
        }
        None => texts.t_with("standing-since", &[("from", &from)]),
    }
}

/// Properties of [`End`].
#[derive(Properties, PartialEq)]
struct EndProps {
    discount: ServiceDiscount,
    on_close: Callback<()>,
}

/// Lets a discount end with this month.
#[component]
fn End(props: &EndProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let until = Month::of(use_session().zone().day(chrono::Utc::now())).first();
    let end = use_call::<EndServiceDiscount>();
    let on_confirm = {
        let (end, on_close, said) = (end.clone(), props.on_close.clone(), texts.t("common-saved"));
        let id = props.discount.id;
        Callback::from(move |_: String| {
            let (on_close, toasts, said) = (on_close.clone(), toasts.clone(), said.clone());
            end.run_then(EndServiceDiscount { id, until }, move |()| {
                toasts.good(said.clone());
                on_close.emit(());
            });
        })
    };
    let month = show_month(until, texts.locale());
    html! {
        <Confirm test_id="standing-end-dialog" title={texts.t("standing-end")} label={texts.t("standing-end")} of={props.discount.id.to_string()}
            text={texts.t_with("standing-end-text", &[("name", &props.discount.description), ("month", &month)])}
            busy={end.busy} fault={end.fault.clone()} {on_confirm} on_close={props.on_close.clone()} />
    }
}

/// Properties of [`Remove`].
#[derive(Properties, PartialEq)]
struct RemoveProps {
    charge: ServiceCharge,
    on_close: Callback<()>,
}

/// Takes back a charge that stands on no invoice.
#[component]
fn Remove(props: &RemoveProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let remove = use_call::<RemoveServiceCharge>();
    let on_confirm = {
        let (remove, on_close, said) = (
            remove.clone(),
            props.on_close.clone(),
            texts.t("common-saved"),
        );
        let id = props.charge.id;
        Callback::from(move |_: String| {
            let (on_close, toasts, said) = (on_close.clone(), toasts.clone(), said.clone());
            remove.run_then(RemoveServiceCharge { id }, move |()| {
                toasts.good(said.clone());
                on_close.emit(());
            });
        })
    };
    html! {
        <Confirm test_id="standing-remove-dialog" title={texts.t("standing-remove")} label={texts.t("standing-remove")} danger=true of={props.charge.id.to_string()}
            text={texts.t_with("standing-remove-text", &[("name", &props.charge.description), ("amount", &props.charge.amount)])}
            busy={remove.busy} fault={remove.fault.clone()} {on_confirm} on_close={props.on_close.clone()} />
    }
}
