//! Colleagues: the list and one of them beside it, whom an admin may change. Logins are made in the settings.

mod change;
mod columns;
mod detail;

use model::{
    list::{ListQuery, Sort},
    staff::{ListMembers, MemberRow},
};
use yew::prelude::*;

use crate::{
    hooks::{ListCall, ListOptions, OpenRecord, use_list, use_record, use_text},
    route::{Area, use_route},
    widgets::{DataTable, EmptyState, Icon, Look, PageHeader, Split, StatusLabelProps, Views},
};

impl ListCall for ListMembers {
    type Row = MemberRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn StaffPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let list = use_list::<ListMembers>(ListOptions {
        name: "staff",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "name".to_owned(),
            descending: false,
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
    } = use_record(Area::Staff);
    let record = opened.map(|id| html! { <detail::Detail key={id} {id} /> });
    let empty = html! { <EmptyState title={texts.t("staff-empty")} text={texts.t("staff-empty-hint")} icon={Icon::Person} /> };
    let actions = html! { <Views face={list.face()} /> };
    html! {
        <>
            <PageHeader title={texts.t("staff-title")} {actions} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<MemberRow> {list} {columns} row_id={(|row: &MemberRow| row.id.0) as fn(&MemberRow) -> i64} {on_open} {opened} {empty} />
            }} />
        </>
    }
}

/// Whether somebody can sign in, as a label.
fn state(active: bool) -> StatusLabelProps {
    let (key, look, icon) = if active {
        ("member-state-active", Look::Good, Icon::Done)
    } else {
        ("member-state-left", Look::Quiet, Icon::Stop)
    };
    StatusLabelProps {
        text_key: key.into(),
        look,
        icon,
    }
}
