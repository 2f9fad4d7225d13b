//! Payments: the list and one of them beside it, and the inbox of proofs.

mod columns;
mod detail;
mod proofs;
mod reverse;

use model::{
    access::Role,
    list::{ListQuery, Sort},
    payments::{ListPayments, PaymentRow},
};
use yew::prelude::*;

use crate::{
    hooks::{
        ListCall, ListOptions, OpenRecord, use_hotkeys, use_list, use_record, use_session, use_text,
    },
    money::TakeMoney,
    route::{Area, At, Route, use_route},
    widgets::{Button, DataTable, EmptyState, Icon, Kind, PageHeader, Picture, Split, Views},
};

impl ListCall for ListPayments {
    type Row = PaymentRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page; a part of it is the inbox of proofs.
#[component]
pub fn PaymentsPage() -> Html {
    match &use_route().at {
        At::Part(part) if part == PROOFS => html! { <ProofsPage /> },
        At::Part(_) | At::List | At::New | At::Record { .. } => html! { <PaymentsList /> },
    }
}

/// The part of the address.
const PROOFS: &str = "proofs";

/// The inbox and its head.
#[component]
fn ProofsPage() -> Html {
    let texts = use_text();
    let list = Route::list(Area::Payments).hash();
    let actions = html! {
        <a class="pf-v6-c-button pf-m-secondary" href={list} data-testid="payments-list-link"><Picture icon={Icon::Money} /><span>{ texts.t("payments-title") }</span></a>
    };
    html! { <><PageHeader title={texts.t("payments-proofs")} {actions} /><proofs::ProofInbox /></> }
}

/// The list.
#[component]
fn PaymentsList() -> Html {
    let texts = use_text();
    let route = use_route();
    let list = use_list::<ListPayments>(ListOptions {
        name: "payments",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "received_at".to_owned(),
            descending: true,
        }],
        ..ListOptions::default()
    });
    let columns = use_memo(texts.locale(), |_| columns::columns(&texts));
    let OpenRecord {
        opened,
        full,
        on_open,
        on_close,
        on_full,
    } = use_record(Area::Payments);
    let record = opened.map(|id| html! { <detail::Detail key={id} {id} /> });
    let empty = html! { <EmptyState title={texts.t("payments-empty")} text={texts.t("payments-empty-hint")} icon={Icon::Money} /> };
    let may_take = use_session().is_any(&[Role::Admin, Role::Office]);
    let taking = use_state_eq(|| false);
    let turn = |is_open: bool| {
        let taking = taking.setter();
        Callback::from(move |()| taking.set(is_open && may_take))
    };
    use_hotkeys(vec![("n", turn(true))]);
    let proofs = Route::to(Area::Payments, At::Part(PROOFS.to_owned())).hash();
    let actions = html! {
        <>
            <a class="pf-v6-c-button pf-m-secondary" href={proofs} data-testid="payments-proofs-link"><Picture icon={Icon::File} /><span>{ texts.t("payments-proofs") }</span></a>
            <Views face={list.face()} />
            if may_take {
                <Button test_id="payments-take" label={texts.t("money-take")} kind={Kind::Primary} icon={Icon::Plus} online=true on_click={turn(true)} />
            }
        </>
    };
    html! {
        <>
            <PageHeader title={texts.t("payments-title")} {actions} />
            if *taking { <TakeMoney on_close={turn(false)} /> }
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<PaymentRow> {list} {columns} row_id={(|row: &PaymentRow| row.id.0) as fn(&PaymentRow) -> i64} {on_open} {opened} {empty} />
            }} />
        </>
    }
}
