//! Counts that open their lists.

use model::{
    billing::ListInvoices,
    list::{Filter, ListQuery, Op},
    registrations::ListRegistrations,
    tickets::ListTickets,
};
use yew::prelude::*;

use crate::{
    hooks::{use_remote, use_text},
    route::{Area, Route},
};

fn counted(column: &str, values: &[&str]) -> ListQuery {
    ListQuery {
        filters: vec![Filter {
            column: column.to_owned(),
            op: Op::Is,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        }],
        only_count: true,
        ..ListQuery::default()
    }
}

/// The counts.
#[component]
pub fn Tiles() -> Html {
    let texts = use_text();
    html! {
        <div class="aglis-tiles" data-testid="home-tiles">
            <Registrations status="pending_verification" label={texts.t("home-to-verify")} />
            <Registrations status="verified" label={texts.t("home-to-approve")} />
            <Tickets column="status" value="open" label={texts.t("home-unassigned")} />
            <Invoices status="overdue" label={texts.t("home-overdue")} />
            <Invoices status="issued" label={texts.t("home-unpaid")} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct TileProps {
    total: Option<i64>,
    label: AttrValue,
    route: Route,
}

#[component]
fn Tile(props: &TileProps) -> Html {
    html! {
        <a class="aglis-tile" href={props.route.hash()} data-testid={format!("home-{}", props.route.hash().trim_start_matches("#/").replace(['?', '=', '/'], "-"))}>
            <strong>{ props.total.map_or_else(|| "…".to_owned(), |total| model::money::Rupiah(total).plain()) }</strong>
            <span>{ props.label.clone() }</span>
        </a>
    }
}

#[derive(Properties, PartialEq)]
struct OfStatusProps {
    status: AttrValue,
    label: AttrValue,
}

#[component]
fn Registrations(props: &OfStatusProps) -> Html {
    let remote = use_remote(ListRegistrations {
        query: counted("status", &[&props.status]),
    });
    let total = remote.data().and_then(|page| page.total);
    html! { <Tile {total} label={props.label.clone()} route={Route::list(Area::Registrations).with("status", &props.status)} /> }
}

#[component]
fn Invoices(props: &OfStatusProps) -> Html {
    let remote = use_remote(ListInvoices {
        query: counted("status", &[&props.status]),
    });
    let total = remote.data().and_then(|page| page.total);
    html! { <Tile {total} label={props.label.clone()} route={Route::list(Area::Invoices).with("status", &props.status)} /> }
}

#[derive(Properties, PartialEq)]
struct OfColumnProps {
    column: AttrValue,
    value: AttrValue,
    label: AttrValue,
}

#[component]
fn Tickets(props: &OfColumnProps) -> Html {
    let remote = use_remote(ListTickets {
        query: counted(&props.column, &[&props.value]),
    });
    let total = remote.data().and_then(|page| page.total);
    html! { <Tile {total} label={props.label.clone()} route={Route::list(Area::Tickets).with(&props.column, &props.value)} /> }
}
