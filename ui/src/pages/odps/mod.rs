//! Distribution points: the list, one of them with its ports beside it, and the form of an admin.

mod columns;
mod detail;
mod form;

use model::{
    access::Role,
    list::{ListQuery, Sort},
    odps::{ListOdps, OdpRow},
};
use yew::prelude::*;

use crate::{
    hooks::{ListCall, ListOptions, OpenRecord, use_list, use_record, use_session, use_text},
    route::{Area, At, Route, go, use_route},
    widgets::{Button, DataTable, EmptyState, Icon, Kind, PageHeader, Split, Views},
};

impl ListCall for ListOdps {
    type Row = OdpRow;
    fn with(query: ListQuery) -> Self {
        Self { query }
    }
}

/// The page.
#[component]
pub fn OdpsPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let may_write = use_session().is_any(&[Role::Admin]);
    let list = use_list::<ListOdps>(ListOptions {
        name: "odps",
        start: route.start_filters(),
        sort: vec![Sort {
            column: "code".to_owned(),
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
    } = use_record(Area::Odps);
    let on_new = Callback::from(|()| go(&Route::to(Area::Odps, At::New)));
    let record = opened.map(|id| html! { <detail::Detail key={id} {id} /> });
    let empty = html! { <EmptyState title={texts.t("odps-empty")} text={texts.t("odps-empty-hint")} icon={Icon::Service} /> };
    let actions = html! {
        <>
            <Views face={list.face()} />
            if may_write { <Button test_id="odps-new" label={texts.t("odps-new")} kind={Kind::Primary} icon={Icon::Plus} online=true on_click={on_new} /> }
        </>
    };
    html! {
        <>
            <PageHeader title={texts.t("odps-title")} {actions} />
            <Split {record} {full} on_close={on_close.clone()} {on_full} list={html! {
                <DataTable<OdpRow> {list} {columns} row_id={(|row: &OdpRow| row.id.0) as fn(&OdpRow) -> i64} {on_open} {opened} {empty} />
            }} />
            if route.at == At::New && may_write { <form::OdpForm point={None} {on_close} /> }
        </>
    }
}
