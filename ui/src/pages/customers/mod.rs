//! Customers: the list, and one of them beside it with everything that happened.

mod account;
mod change;
mod columns;
mod detail;
mod entry;
mod files;
mod money;
mod note;
mod remove;
mod story;
mod tags;

use model::{
    access::Role,
    bulk::BulkEntity,
    customers::{CustomerRow, ListCustomers},
    list::{ListQuery, Sort},
};
use yew::prelude::*;

use crate::{
    bulk::BulkActions,
    hooks::{ListCall, ListOptions, OpenRecord, use_list, use_record, use_session, use_text},
    route::{Area, use_route},
    widgets::{DataTable, EmptyState, Icon, PageHeader, Split, Views},
};

impl ListCall for ListCustomers {
    type Row = CustomerRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn CustomersPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let list = use_list::<ListCustomers>(ListOptions {
        name: "customers",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "name".to_owned(),
            descending: false,
        }],
        ..ListOptions::default()
    });
    // Whoever brings deleted customers back finds them here.
    let sees_deleted = use_session().is_any(&[Role::Admin]);
    let columns = use_memo((texts.locale(), sees_deleted), |_| {
        columns::columns(&texts, sees_deleted)
    });
    let OpenRecord {
        opened,
        full,
        on_open,
        on_close,
        on_full,
    } = use_record(Area::Customers);
    let record = opened.map(|id| html! { <detail::Detail key={id} {id} /> });
    let on_done = {
        let list = list.clone();
        Callback::from(move |()| list.unselect())
    };
    let put_away = columns::asks_deleted(&list.query.filters);
    let bulk = html! { <BulkActions entity={BulkEntity::Customers} selection={list.selection.clone()} {put_away} {on_done} /> };
    let empty = html! { <EmptyState title={texts.t("customers-empty")} text={texts.t("customers-empty-hint")} icon={Icon::People} /> };
    html! {
        <>
            <PageHeader title={texts.t("customers-title")} actions={html! { <Views face={list.face()} /> }} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<CustomerRow> {list} {columns} row_id={(|row: &CustomerRow| row.id.0) as fn(&CustomerRow) -> i64} {on_open} {opened} {empty} {bulk} />
            }} />
        </>
    }
}
