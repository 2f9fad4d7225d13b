//! A sign in the masthead as long as anything is under way.

use yew::prelude::*;

use super::watch::use_bulk;
use crate::{
    hooks::{use_session, use_text},
    route::{Area, Route, go},
};

/// How far the own newest run is, else the newest; a click shows it, or the history where there are several.
#[component]
pub fn BulkIndicator() -> Html {
    let (texts, bulk, session) = (use_text(), use_bulk(), use_session());
    let mut mine = (bulk.under_way.iter()).filter(|run| run.by.0 == session.me.id);
    let Some(first) = mine.next().or(bulk.under_way.first()) else {
        return Html::default();
    };
    let (done, total) = (
        texts.grouped(first.done().into()),
        texts.grouped(first.total.into()),
    );
    let count = bulk.under_way.len();
    let said = texts.t_with(
        "bulk-indicator",
        &[("count", &count), ("done", &done), ("total", &total)],
    );
    let onclick = {
        let (open, run) = (bulk.open.clone(), first.run);
        Callback::from(move |_: MouseEvent| {
            if count == 1 {
                open.emit(run);
            } else {
                go(&Route::list(Area::Bulk));
            }
        })
    };
    html! {
        <button type="button" class="aglis-bulk-indicator" data-testid="bulk-indicator" title={said.clone()} aria-label={said} {onclick}>
            <span class="aglis-spinner" aria-hidden="true" />
            <span class="aglis-figures">{ done }{ "/" }{ total }</span>
        </button>
    }
}
