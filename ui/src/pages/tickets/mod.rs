//! Tickets: the list, one of them beside it, and the form for a new one.

mod assign;
mod canned;
mod checklist;
mod classify;
mod clock;
mod columns;
mod conversation;
mod detail;
mod finish;
mod hold;
mod new;
mod new_typed;
mod next_step;
mod relations;
mod sla;

use model::{
    access::Role,
    bulk::BulkEntity,
    list::{ListQuery, Sort},
    tickets::{ListTickets, TicketRow},
};
use yew::prelude::*;

use crate::{
    bulk::BulkActions,
    hooks::{
        ListCall, ListOptions, OpenRecord, use_hotkeys, use_list, use_record, use_session, use_text,
    },
    route::{Area, At, Route, go, use_route},
    widgets::{Button, DataTable, EmptyState, Icon, Kind, PageHeader, Split, Views},
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
    let (texts, session) = (use_text(), use_session());
    let route = use_route();
    let may_add = session.is_any(&[Role::Admin, Role::Office, Role::Supervisor]);
    let list = use_list::<ListTickets>(ListOptions {
        name: "tickets",
        // What stands behind `new?` fills the form and filters nothing.
        start: match route.at {
            At::New => Vec::new(),
            At::List | At::Record { .. } | At::Part(_) => route.start_filters(),
        },
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
    } = use_record(Area::Tickets);
    let on_new = use_callback(may_add, |(), may_add| {
        if *may_add {
            go(&Route::to(Area::Tickets, At::New));
        }
    });
    use_hotkeys(vec![("n", on_new.clone())]);
    let record = match &route.at {
        At::Record { id, .. } => Some(html! { <detail::Detail key={*id} id={*id} /> }),
        At::New if may_add => {
            let customer = route
                .filters
                .iter()
                .find(|(name, _)| name == "customer")
                .and_then(|(_, id)| id.parse().ok());
            Some(html! { <new::NewTicket {customer} on_close={on_close.clone()} /> })
        }
        At::New | At::List | At::Part(_) => None,
    };
    let add = html! {
        if may_add {
            <Button test_id="tickets-new" label={texts.t("tickets-new")} kind={Kind::Primary} icon={Icon::Plus} on_click={on_new} online=true />
        }
    };
    let on_done = {
        let list = list.clone();
        Callback::from(move |()| list.unselect())
    };
    let bulk = html! { <BulkActions entity={BulkEntity::Tickets} selection={list.selection.clone()} {on_done} /> };
    let empty = html! { <EmptyState title={texts.t("tickets-empty")} text={texts.t("tickets-empty-hint")} icon={Icon::Ticket} /> };
    html! {
        <>
            <PageHeader title={texts.t("tickets-title")} actions={html! { <><Views face={list.face()} />{ add }</> }} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<TicketRow> {list} {columns} row_id={(|row: &TicketRow| row.id.0) as fn(&TicketRow) -> i64} {on_open} {opened} {empty} {bulk} />
            }} />
        </>
    }
}
