//! What is blocked now, and unblocking it.

use std::rc::Rc;

use model::{
    access::Role,
    collection::{Blocked, ListBlocked},
    format::show_day,
    ids::ServiceId,
};
use yew::prelude::*;

use super::chosen::{Chosen, use_chosen};
use crate::{
    collection::{LiftDialog, PromiseDialog, isolir_words},
    hooks::{Texts, use_remote, use_session, use_text},
    route::{Area, Route},
    widgets::{Button, EmptyState, Icon, Kind, Money, RemoteView, Section, SkeletonShape, When},
};

/// Properties of [`BlockedTable`].
#[derive(Properties, PartialEq)]
pub(super) struct BlockedTableProps {
    /// A part of a name or a code.
    pub search: String,
}

/// What is blocked now.
#[component]
pub(super) fn BlockedTable(props: &BlockedTableProps) -> Html {
    let remote = use_remote(ListBlocked {
        search: props.search.clone(),
    });
    let view = Callback::from(|rows: Rc<Vec<Blocked>>| html! { <Rows {rows} /> });
    html! { <RemoteView<Vec<Blocked>> {remote} {view} shape={SkeletonShape::Rows} /> }
}

#[derive(Properties, PartialEq)]
struct RowsProps {
    rows: Rc<Vec<Blocked>>,
}

#[component]
fn Rows(props: &RowsProps) -> Html {
    let texts = use_text();
    let may_act = use_session().is_any(&[Role::Admin, Role::Office]);
    let lifting = use_state_eq(|| None::<Vec<ServiceId>>);
    let promising = use_state_eq(|| None::<Blocked>);
    let places = props
        .rows
        .iter()
        .map(|row| {
            let customer = row.customer.map(|id| Route::record(Area::Customers, id.0));
            (row.service.0, customer)
        })
        .collect();
    let chosen = use_chosen(places);
    if props.rows.is_empty() {
        return html! {
            <Section title={texts.t("isolir-tab-blocked")}>
                <div data-testid="isolir-empty"><EmptyState title={texts.t("isolir-none-blocked")} text={texts.t("isolir-none-blocked-hint")} icon={Icon::Done} /></div>
            </Section>
        };
    }
    let all: Vec<i64> = props.rows.iter().map(|row| row.service.0).collect();
    let is_all = all.iter().all(|id| chosen.has(*id));
    let lift = |services: Vec<ServiceId>| {
        let lifting = lifting.setter();
        Callback::from(move |()| lifting.set(Some(services.clone())))
    };
    let many: Vec<ServiceId> = chosen.ids.iter().copied().map(ServiceId).collect();
    let lines = props.rows.iter().enumerate().map(|(place, row)| {
        let on_lift = may_act.then(|| lift(vec![row.service]));
        let on_promise = (may_act && row.customer.is_some()).then(|| {
            let (promising, row) = (promising.setter(), row.clone());
            Callback::from(move |()| promising.set(Some(row.clone())))
        });
        line(
            &texts,
            row,
            &chosen,
            chosen.cursor == Some(place),
            on_lift,
            on_promise,
        )
    });
    let on_lift_close = {
        let (lifting, chosen) = (lifting.setter(), chosen.clone());
        Callback::from(move |is_done: bool| {
            if is_done {
                chosen.clear();
            }
            lifting.set(None);
        })
    };
    let on_promise_close = {
        let promising = promising.setter();
        Callback::from(move |()| promising.set(None))
    };
    let actions = if may_act {
        let label = texts.t_with("isolir-lift-chosen", &[("count", &many.len())]);
        html! {
            <Button test_id="isolir-lift-chosen" {label} kind={Kind::Primary} icon={Icon::Check} online=true disabled={many.is_empty()} on_click={lift(many)} />
        }
    } else {
        Html::default()
    };
    html! {
        <Section title={texts.t("isolir-tab-blocked")} {actions}>
            <table class="aglis-table" data-testid="isolir-table">
                <thead><tr>
                    if may_act {
                        <th class="aglis-cell-check"><input type="checkbox" checked={is_all} onchange={chosen.turn_all(all)} aria-label={texts.t("isolir-choose-all")} data-testid="isolir-all" /></th>
                    }
                    <th>{ texts.t("common-customer") }</th><th>{ texts.t("isolir-connection") }</th><th>{ texts.t("isolir-since") }</th>
                    <th>{ texts.t("common-reason") }</th><th class="aglis-right">{ texts.t("isolir-late-now") }</th>
                    if may_act { <th><span class="aglis-unseen">{ texts.t("common-more") }</span></th> }
                </tr></thead>
                <tbody>{ for lines }</tbody>
            </table>
            if let Some(services) = &*lifting { <LiftDialog services={services.clone()} on_close={on_lift_close} /> }
            if let Some(row) = &*promising {
                if let Some(customer) = row.customer {
                    <PromiseDialog {customer} name={row.name.clone()} late={row.late} on_close={on_promise_close} />
                }
            }
        </Section>
    }
}

fn line(
    texts: &Texts,
    row: &Blocked,
    chosen: &Chosen,
    is_at: bool,
    on_lift: Option<Callback<()>>,
    on_promise: Option<Callback<()>>,
) -> Html {
    let id = row.service.0;
    let name = match row.customer {
        Some(customer) => {
            html! { <a href={Route::record(Area::Customers, customer.0).hash()}>{ &row.name }</a> }
        }
        None => Html::default(),
    };
    let promise = row.promise_until.map(|day| {
        let day = show_day(day, texts.locale());
        texts.t_with("collection-promise-until", &[("day", &day)])
    });
    html! {
        <tr key={id} class={classes!(is_at.then_some("aglis-cursor"))} data-testid="isolir-row" data-service={id.to_string()}>
            if on_lift.is_some() {
                <td class="aglis-cell-check"><input type="checkbox" checked={chosen.has(id)} onchange={chosen.turn(id)}
                    aria-label={texts.t_with("isolir-choose", &[("name", &row.name)])} data-testid={format!("isolir-choose-{id}")} /></td>
            }
            <td data-label={texts.t("common-customer")}>{ name }<span class="aglis-quiet aglis-below">{ &row.code }</span></td>
            <td data-label={texts.t("isolir-connection")}>
                <a href={Route::record(Area::Services, id).hash()}>{ &row.package }</a>
                <span class="aglis-quiet aglis-below">{ format!("{} · {}", row.address, row.zone) }</span>
            </td>
            <td data-label={texts.t("isolir-since")}>
                if let Some(isolir) = &row.isolir {
                    <When at={isolir.since} /><span class="aglis-quiet aglis-below">{ isolir.by.clone().unwrap_or_else(|| texts.t("isolir-by-itself").to_string()) }</span>
                } else { <span class="aglis-none">{ "–" }</span> }
            </td>
            <td data-label={texts.t("common-reason")}>
                { isolir_words(texts, row.isolir.as_ref()) }
                if let Some(promise) = promise { <span class="aglis-chip aglis-below">{ promise }</span> }
            </td>
            <td class="aglis-right" data-label={texts.t("isolir-late-now")}><Money amount={row.late} /></td>
            if let Some(on_click) = on_lift {
                <td class="aglis-cell-actions">
                    if let Some(on_click) = on_promise { <Button test_id={format!("isolir-promise-{id}")} label={texts.t("collection-promise")} kind={Kind::Plain} icon={Icon::Waiting} icon_only=true online=true {on_click} /> }
                    <Button test_id={format!("isolir-lift-{id}")} label={texts.t("isolir-lift")} kind={Kind::Plain} icon={Icon::Check} icon_only=true online=true {on_click} />
                </td>
            }
        </tr>
    }
}
