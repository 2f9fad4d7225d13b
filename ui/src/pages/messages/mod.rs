//! Messages to people over WhatsApp: the list and one of them beside it.

mod columns;
mod detail;

use model::{
    list::{ListQuery, Sort},
    messages::{ListMessages, MessageRow},
};
use yew::prelude::*;

use crate::{
    hooks::{ListCall, ListOptions, use_list, use_text},
    route::{Area, At, Route, go, use_route},
    widgets::{DataTable, EmptyState, Icon, PageHeader, Split, Views},
};

impl ListCall for ListMessages {
    type Row = MessageRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn MessagesPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let list = use_list::<ListMessages>(ListOptions {
        name: "messages",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "queued_at".to_owned(),
            descending: true,
        }],
        ..ListOptions::default()
    });
    let columns = use_memo(texts.locale(), |_| columns::columns(&texts));
    let on_open = use_callback((), |(id, full), ()| {
        go(&Route::to(Area::Messages, At::Record { id, full }))
    });
    let on_close = use_callback((), |(), ()| go(&Route::list(Area::Messages)));
    let (opened, full) = match route.at {
        At::Record { id, full } => (Some(id), full),
        At::List | At::New | At::Part(_) => (None, false),
    };
    let on_full = use_callback((opened, full), |(), (opened, full)| {
        if let Some(id) = *opened {
            go(&Route::to(Area::Messages, At::Record { id, full: !full }));
        }
    });
    let record = opened.map(|id| html! { <detail::Detail key={id} {id} /> });
    let empty = html! { <EmptyState title={texts.t("messages-empty")} text={texts.t("messages-empty-hint")} icon={Icon::Message} /> };
    let actions = html! { <Views face={list.face()} /> };
    html! {
        <>
            <PageHeader title={texts.t("messages-title")} {actions} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<MessageRow> {list} {columns} row_id={(|row: &MessageRow| row.id.0) as fn(&MessageRow) -> i64} {on_open} {opened} {empty} />
            }} />
        </>
    }
}
