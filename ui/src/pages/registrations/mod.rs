//! Registrations: the list, one of them beside it, and the form for a new one.

mod approve;
mod columns;
mod detail;
mod next_step;
mod survey;
mod take_in;

use model::{
    list::{ListQuery, Sort},
    registrations::{ListRegistrations, RegistrationRow},
};
use yew::prelude::*;

use crate::{
    hooks::{ListCall, ListOptions, use_hotkeys, use_list, use_text},
    route::{Area, At, Route, go, use_route},
    widgets::{Button, DataTable, EmptyState, Icon, Kind, PageHeader, Split, Views},
};

impl ListCall for ListRegistrations {
    type Row = RegistrationRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn RegistrationsPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let list = use_list::<ListRegistrations>(ListOptions {
        name: "registrations",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "created_at".to_owned(),
            descending: true,
        }],
        ..ListOptions::default()
    });
    let columns = use_memo(texts.locale(), |_| columns::columns(&texts));
    let on_open = use_callback((), |(id, full), ()| {
        go(&Route::to(Area::Registrations, At::Record { id, full }))
    });
    let on_new = use_callback((), |(), ()| go(&Route::to(Area::Registrations, At::New)));
    use_hotkeys(vec![("n", on_new.clone())]);
    let on_close = use_callback((), |(), ()| go(&Route::list(Area::Registrations)));
    let (opened, full) = match route.at {
        At::Record { id, full } => (Some(id), full),
        At::List | At::New | At::Part(_) => (None, false),
    };
    let on_full = use_callback((opened, full), |(), (opened, full)| {
        if let Some(id) = *opened {
            go(&Route::to(
                Area::Registrations,
                At::Record { id, full: !full },
            ));
        }
    });
    let record = match &route.at {
        At::Record { id, .. } => Some(html! { <detail::Detail key={*id} id={*id} /> }),
        At::New => Some(html! { <take_in::TakeIn on_close={on_close.clone()} /> }),
        At::List | At::Part(_) => None,
    };
    let add = html! {
        <Button test_id="registrations-new" label={texts.t("registrations-new")} kind={Kind::Primary} icon={Icon::Plus} on_click={on_new} online=true />
    };
    let empty = html! { <EmptyState title={texts.t("registrations-empty")} text={texts.t("registrations-empty-hint")} icon={Icon::Register} /> };
    html! {
        <>
            <PageHeader title={texts.t("registrations-title")} actions={html! { <><Views face={list.face()} />{ add }</> }} />
            <Split record={record} {full} {on_close} {on_full} list={html! {
                <DataTable<RegistrationRow> {list} {columns} row_id={(|row: &RegistrationRow| row.id.0) as fn(&RegistrationRow) -> i64} {on_open} {opened} {empty} />
            }} />
        </>
    }
}
