//! Invoices: the list, one of them beside it, payments and paper.

mod columns;
mod detail;
mod pay;
mod run;
mod send;
mod withdraw;

use model::{
    access::Role,
    billing::{InvoiceRow, ListInvoices},
    bulk::BulkEntity,
    list::{ListQuery, Sort},
};
use yew::prelude::*;

use crate::{
    bulk::BulkActions,
    hooks::{ListCall, ListOptions, OpenRecord, use_list, use_record, use_session, use_text},
    route::{Area, At, Route, go, use_route},
    widgets::{Button, DataTable, EmptyState, Icon, PageHeader, Split, Views},
};

impl ListCall for ListInvoices {
    type Row = InvoiceRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The part of the address of the invoice run.
const RUN: &str = "run";

/// The page: the list, or the invoice run.
#[component]
pub fn InvoicesPage() -> Html {
    let may_bill = use_session().is_any(&[Role::Admin, Role::Office]);
    match &use_route().at {
        At::Part(part) if part == RUN && may_bill => html! { <run::RunPage /> },
        _ => html! { <Listed {may_bill} /> },
    }
}

/// Properties of [`Listed`].
#[derive(Properties, PartialEq)]
struct ListedProps {
    may_bill: bool,
}

#[component]
fn Listed(props: &ListedProps) -> Html {
    let texts = use_text();
    let route = use_route();
    let list = use_list::<ListInvoices>(ListOptions {
        name: "invoices",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "issued_on".to_owned(),
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
    } = use_record(Area::Invoices);
    let record = opened.map(|id| html! { <detail::Detail key={id} {id} /> });
    let on_done = {
        let list = list.clone();
        Callback::from(move |()| list.unselect())
    };
    let bulk = html! { <BulkActions entity={BulkEntity::Invoices} selection={list.selection.clone()} {on_done} /> };
    let empty = html! { <EmptyState title={texts.t("invoices-empty")} text={texts.t("invoices-empty-hint")} icon={Icon::Invoice} /> };
    let to_run = Callback::from(|()| go(&Route::to(Area::Invoices, At::Part(RUN.to_owned()))));
    let actions = html! {
        <>
            if props.may_bill { <Button test_id="billing-open" label={texts.t("billing-open")} icon={Icon::Calendar} on_click={to_run} /> }
            <Views face={list.face()} />
        </>
    };
    html! {
        <>
            <PageHeader title={texts.t("invoices-title")} {actions} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<InvoiceRow> {list} {columns} row_id={(|row: &InvoiceRow| row.id.0) as fn(&InvoiceRow) -> i64} {on_open} {opened} {empty} {bulk} papers=true />
            }} />
        </>
    }
}
