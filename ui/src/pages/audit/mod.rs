//! The audit trail: who changed what, one change beside the list, the check of the chain.

mod columns;
mod detail;
mod verify;

use model::{
    access::Role,
    list::{ListQuery, PAGE_MAX, Sort},
    staff::ListMembers,
    trail::{ListTrail, TrailRow},
};
use yew::prelude::*;

use crate::{
    hooks::{
        ListCall, ListOptions, OpenRecord, use_list, use_record, use_remote, use_session, use_text,
    },
    route::{Area, use_route},
    widgets::{DataTable, EmptyState, Icon, PageHeader, Split, Views},
};

impl ListCall for ListTrail {
    type Row = TrailRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn AuditPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let list = use_list::<ListTrail>(ListOptions {
        name: "audit",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "at".to_owned(),
            descending: true,
        }],
        ..ListOptions::default()
    });
    // Those who left have left traces too.
    let colleagues = use_remote(ListMembers {
        query: ListQuery {
            limit: PAGE_MAX,
            ..ListQuery::default()
        },
    });
    let names: Vec<String> = colleagues
        .data()
        .map(|page| page.rows.iter().map(|row| row.name.clone()).collect())
        .unwrap_or_default();
    let columns = use_memo((texts.locale(), names), |(_, names)| {
        columns::columns(&texts, names)
    });
    let is_admin = use_session().is_any(&[Role::Admin]);
    let OpenRecord {
        opened,
        full,
        on_open,
        on_close,
        on_full,
    } = use_record(Area::Audit);
    let record = opened.map(|id| html! { <detail::Detail key={id} {id} /> });
    let empty = html! { <EmptyState title={texts.t("audit-empty")} text={texts.t("audit-empty-hint")} icon={Icon::Trail} /> };
    let actions = html! { <><Views face={list.face()} />if is_admin { <verify::Verify /> }</> };
    html! {
        <>
            <PageHeader title={texts.t("audit-title")} {actions} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<TrailRow> {list} {columns} row_id={(|row: &TrailRow| row.id) as fn(&TrailRow) -> i64} {on_open} {opened} {empty} />
            }} />
        </>
    }
}
