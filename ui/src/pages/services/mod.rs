//! Services: the list of connections and one of them beside it.

mod change;
mod columns;
mod detail;
mod end;
mod standing;
mod standing_forms;

use model::{
    list::{ListQuery, Sort},
    services::{ListServices, ServiceDetail, ServiceRow},
};
use yew::prelude::*;

use crate::{
    hooks::{ListCall, ListOptions, OpenRecord, use_list, use_record, use_text},
    route::{Area, use_route},
    widgets::{DataTable, EmptyState, Icon, PageHeader, Split, Views},
};

impl ListCall for ListServices {
    type Row = ServiceRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn ServicesPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let list = use_list::<ListServices>(ListOptions {
        name: "services",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "created_at".to_owned(),
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
    } = use_record(Area::Services);
    let record = opened.map(|id| html! { <detail::Detail key={id} {id} /> });
    let empty = html! { <EmptyState title={texts.t("services-empty")} text={texts.t("services-empty-hint")} icon={Icon::Service} /> };
    let actions = html! { <Views face={list.face()} /> };
    html! {
        <>
            <PageHeader title={texts.t("services-title")} {actions} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<ServiceRow> {list} {columns} row_id={(|row: &ServiceRow| row.id.0) as fn(&ServiceRow) -> i64} {on_open} {opened} {empty} />
            }} />
        </>
    }
}

/// Whose service it is; its package where nobody may say.
fn whose(service: &ServiceDetail) -> String {
    match &service.customer {
        Some((_, _, name)) => name.clone(),
        None => service.package.clone(),
    }
}
