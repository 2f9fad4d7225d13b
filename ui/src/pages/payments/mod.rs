//! Payments: the list and one of them beside it.

mod columns;
mod detail;

use model::{
    list::{ListQuery, Sort},
    payments::{ListPayments, PaymentRow},
};
use yew::prelude::*;

use crate::{
    hooks::{ListCall, ListOptions, OpenRecord, use_list, use_record, use_text},
    route::{Area, use_route},
    widgets::{DataTable, EmptyState, Icon, PageHeader, Split, Views},
};

impl ListCall for ListPayments {
    type Row = PaymentRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn PaymentsPage() -> Html {
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
    let actions = html! { <Views face={list.face()} /> };
    html! {
        <>
            <PageHeader title={texts.t("payments-title")} {actions} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<PaymentRow> {list} {columns} row_id={(|row: &PaymentRow| row.id.0) as fn(&PaymentRow) -> i64} {on_open} {opened} {empty} />
            }} />
        </>
    }
}
