//! Messages to people over WhatsApp: the list, one of them beside it, and the queue they go out by.

mod acts;
mod bulk;
mod columns;
mod detail;
mod optouts;
mod queue;
mod reason;
mod states;
mod way;

use model::{
    access::Role,
    list::{ListQuery, Sort},
    messages::{ListMessages, MessageRow},
};
use yew::prelude::*;

use crate::{
    hooks::{ListCall, ListOptions, use_list, use_record, use_session, use_text},
    route::{Area, At, Route, use_route},
    widgets::{DataTable, EmptyState, Icon, PageHeader, Picture, Split, Views},
};

impl ListCall for ListMessages {
    type Row = MessageRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page; a part of it is the queue.
#[component]
pub fn MessagesPage() -> Html {
    match &use_route().at {
        At::Part(part) if part == "queue" => html! { <queue::QueuePage /> },
        At::Part(_) | At::List | At::New | At::Record { .. } => html! { <MessagesList /> },
    }
}

/// The list.
#[component]
fn MessagesList() -> Html {
    let texts = use_text();
    let route = use_route();
    let may_act = use_session().me.role != Role::Technician;
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
    let open = use_record(Area::Messages);
    let record = open
        .opened
        .map(|id| html! { <detail::Detail key={id} {id} /> });
    let empty = html! { <EmptyState title={texts.t("messages-empty")} text={texts.t("messages-empty-hint")} icon={Icon::Message} /> };
    let queue = Route::to(Area::Messages, At::Part("queue".to_owned())).hash();
    let actions = html! {
        <>
            <a class="pf-v6-c-button pf-m-secondary" href={queue} data-testid="messages-queue"><Picture icon={Icon::Progress} /><span>{ texts.t("queue-title") }</span></a>
            <Views face={list.face()} />
        </>
    };
    let on_done = {
        let list = list.clone();
        Callback::from(move |()| list.unselect())
    };
    let bulk = if may_act {
        html! { <bulk::Bulk selection={(*list.selection).clone()} {on_done} /> }
    } else {
        Html::default()
    };
    let face = list.face();
    html! {
        <>
            <PageHeader title={texts.t("messages-title")} {actions} />
            <states::States {face} />
            <Split {record} full={open.full} on_close={open.on_close} on_full={open.on_full} list={html! {
                <DataTable<MessageRow> {list} {columns} row_id={states::id_of as fn(&MessageRow) -> i64} on_open={open.on_open} opened={open.opened} {empty} {bulk} />
            }} />
        </>
    }
}
