//! Tickets: the list and one of them beside it.

mod columns;
mod detail;
mod next_step;

use model::{
    list::{ListQuery, Sort},
    tickets::{ListTickets, TicketRow},
};
use yew::prelude::*;

use crate::{
    hooks::{ListCall, ListOptions, use_list, use_session, use_text},
    route::{Area, At, Route, go, use_route},
    widgets::{DataTable, EmptyState, Icon, PageHeader, Split},
};

impl ListCall for ListTickets {
    type Row = TicketRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn TicketsPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let list = use_list::<ListTickets>(ListOptions {
        name: "tickets",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "created_at".to_owned(),
            descending: true,
        }],
        ..ListOptions::default()
    });
    let me = use_session().me.id;
    let columns = use_memo((texts.locale(), me), |_| columns::columns(&texts, me));
    let on_open = use_callback((), |(id, full), ()| {
        go(&Route::to(Area::Tickets, At::Record { id, full }))
    });
    let on_close = use_callback((), |(), ()| go(&Route::list(Area::Tickets)));
    let (opened, full) = match route.at {
        At::Record { id, full } => (Some(id), full),
        At::List | At::New | At::Part(_) => (None, false),
    };
    let on_full = use_callback((opened, full), |(), (opened, full)| {
        if let Some(id) = *opened {
            go(&Route::to(Area::Tickets, At::Record { id, full: !full }));
        }
    });
    let record = opened.map(|id| html! { <detail::Detail key={id} {id} /> });
    let empty = html! { <EmptyState title={texts.t("tickets-empty")} text={texts.t("tickets-empty-hint")} icon={Icon::Ticket} /> };
    html! {
        <>
            <PageHeader title={texts.t("tickets-title")} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<TicketRow> {list} {columns} row_id={(|row: &TicketRow| row.id.0) as fn(&TicketRow) -> i64} {on_open} {opened} {empty} />
            }} />
        </>
    }
}
