//! Registrations as a list.

use model::{
    bulk::BulkEntity,
    list::{ListQuery, Sort},
    registrations::{ListRegistrations, RegistrationRow},
};
use yew::prelude::*;

use super::{FaceProps, columns};
use crate::{
    bulk::BulkActions,
    hooks::{ListCall, ListOptions, use_list, use_text},
    route::{Area, At, Route, go, use_route},
    widgets::{DataTable, EmptyState, Icon, PageHeader, Split, Views},
};

impl ListCall for ListRegistrations {
    type Row = RegistrationRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The list.
#[component]
pub fn List(props: &FaceProps) -> Html {
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
    let on_done = {
        let list = list.clone();
        Callback::from(move |()| list.unselect())
    };
    let bulk = html! { <BulkActions entity={BulkEntity::Registrations} selection={list.selection.clone()} {on_done} /> };
    let empty = html! { <EmptyState title={texts.t("registrations-empty")} text={texts.t("registrations-empty-hint")} icon={Icon::Register} /> };
    let FaceProps {
        record,
        opened,
        full,
        on_close,
        on_full,
        tools,
    } = props.clone();
    html! {
        <>
            <PageHeader title={texts.t("registrations-title")} actions={html! { <><Views face={list.face()} />{ tools }</> }} />
            <Split {record} {full} {on_close} {on_full} list={html! {
                <DataTable<RegistrationRow> {list} {columns} row_id={(|row: &RegistrationRow| row.id.0) as fn(&RegistrationRow) -> i64} {on_open} {opened} {empty} {bulk} />
            }} />
        </>
    }
}
