//! Invoices: the list, one of them beside it, payments and paper.

mod columns;
mod detail;
mod pay;
mod send;
mod withdraw;

use model::{
    billing::{InvoiceRow, ListInvoices},
    bulk::BulkEntity,
    list::{ListQuery, Sort},
};
use yew::prelude::*;

use crate::{
    bulk::BulkActions,
    hooks::{ListCall, ListOptions, OpenRecord, use_list, use_record, use_text},
    route::{Area, use_route},
    widgets::{DataTable, EmptyState, Icon, PageHeader, Split, Views},
};

impl ListCall for ListInvoices {
    type Row = InvoiceRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn InvoicesPage() -> Html {
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
    html! {
        <>
            <PageHeader title={texts.t("invoices-title")} actions={html! { <Views face={list.face()} /> }} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<InvoiceRow> {list} {columns} row_id={(|row: &InvoiceRow| row.id.0) as fn(&InvoiceRow) -> i64} {on_open} {opened} {empty} {bulk} papers=true />
            }} />
        </>
    }
}
