//! Choosing rows: one, a range, the page, everything that matches.

use yew::prelude::*;

use crate::{
    hooks::{ListHandle, Texts, use_text},
    widgets::{
        button::{Button, Kind},
        form::FaultNote,
    },
};
use model::list::Selection;

type RowId<R> = fn(&R) -> i64;

/// The box that chooses the page of rows in sight, or takes it out again, as the head of its column.
pub(super) fn select_page<R: 'static>(
    list: &ListHandle<R>,
    row_id: RowId<R>,
    at: usize,
    texts: &Texts,
) -> Html {
    html! {
        <span role="columnheader" class="aglis-th aglis-box">
            <label>{ page_box(list, row_id, at, texts) }</label>
        </span>
    }
}

/// The same box above cards, which have no head.
pub(super) fn select_cards<R: 'static>(
    list: &ListHandle<R>,
    row_id: RowId<R>,
    at: usize,
    texts: &Texts,
) -> Html {
    html! {
        <label class="aglis-check aglis-cards-page">
            { page_box(list, row_id, at, texts) }<span>{ texts.t("list-select-page") }</span>
        </label>
    }
}

fn page_box<R: 'static>(list: &ListHandle<R>, row_id: RowId<R>, at: usize, texts: &Texts) -> Html {
    let checked = is_whole(list.pages.page_around(at), row_id, &list.selection);
    let onchange = {
        let list = list.clone();
        Callback::from(move |_: Event| list.select(with_page(&list, row_id, at)))
    };
    html! {
        <input type="checkbox" {checked} {onchange} aria-label={texts.t("list-select-page")} title={texts.t("list-select-page")}
            data-testid={format!("{}-select-page", list.name)} />
    }
}

fn is_whole<R>(page: &[R], row_id: RowId<R>, selection: &Selection) -> bool {
    !page.is_empty() && page.iter().all(|row| selection.holds(row_id(row)))
}

/// The selection with the page around `at`, or without it when all of it was chosen.
fn with_page<R>(list: &ListHandle<R>, row_id: RowId<R>, at: usize) -> Selection {
    let page = list.pages.page_around(at);
    let chosen = !is_whole(page, row_id, &list.selection);
    list.selection.with(page.iter().map(row_id), chosen)
}

/// x chooses, Shift-x chooses up to here, Ctrl-A the page and then everything, Esc nothing.
pub(super) fn keys<R: 'static>(
    list: &ListHandle<R>,
    row_id: RowId<R>,
    cursor: usize,
) -> Vec<(&'static str, Callback<()>)> {
    let act = |action: fn(&ListHandle<R>, RowId<R>, usize)| {
        let list = list.clone();
        Callback::from(move |()| action(&list, row_id, cursor))
    };
    let mut keys = vec![
        ("x", act(choose_one)),
        ("shift+x", act(choose_range)),
        ("ctrl+a", act(choose_more)),
    ];
    if list.selected() > 0 {
        keys.push(("Escape", act(|list, _, _| list.unselect())));
    }
    keys
}

fn choose_one<R>(list: &ListHandle<R>, row_id: RowId<R>, cursor: usize) {
    if let Some(id) = list.pages.row(cursor).map(row_id) {
        let chosen = list.selection.holds(id);
        list.select(list.selection.with([id], !chosen));
    }
}

/// The selection with the rows from `at` to `from` chosen, or not. A gap that nobody read ends the way.
pub(super) fn range<R>(
    list: &ListHandle<R>,
    row_id: RowId<R>,
    from: usize,
    at: usize,
    chosen: bool,
) -> Selection {
    let places: Box<dyn Iterator<Item = usize>> = if from <= at {
        Box::new((from..=at).rev())
    } else {
        Box::new(at..=from)
    };
    let ids = places.map_while(|place| list.pages.row(place).map(row_id));
    list.selection.with(ids, chosen)
}

/// From the nearest chosen row above down to the cursor. A gap that nobody read ends the way up.
fn choose_range<R>(list: &ListHandle<R>, row_id: RowId<R>, cursor: usize) {
    let mut ids = Vec::new();
    for at in (0..=cursor).rev() {
        let Some(id) = list.pages.row(at).map(row_id) else {
            ids.truncate(1);
            break;
        };
        if at < cursor && list.selection.holds(id) {
            break;
        }
        ids.push(id);
        if at == 0 {
            ids.truncate(1);
        }
    }
    list.select(list.selection.with(ids, true));
}

fn choose_more<R>(list: &ListHandle<R>, row_id: RowId<R>, cursor: usize) {
    if is_whole(list.pages.page_around(cursor), row_id, &list.selection) {
        list.select(list.matching());
    } else {
        list.select(with_page(list, row_id, cursor));
    }
}

/// Properties of [`Bulk`].
#[derive(Properties)]
pub(super) struct BulkProps<R: 'static> {
    pub list: ListHandle<R>,
    pub actions: Html,
}

impl<R> PartialEq for BulkProps<R> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list && self.actions == other.actions
    }
}

/// The line below a list: how many there are, how many are chosen, what can be done with them.
#[component]
pub(super) fn Bulk<R: 'static>(props: &BulkProps<R>) -> Html {
    let texts = use_text();
    let list = &props.list;
    let total = list.pages.total();
    let (count, all) = (list.selected(), total.unwrap_or(0));
    let is_everything =
        matches!(&*list.selection, Selection::Matching { except, .. } if except.is_empty());
    let on_all = {
        let list = list.clone();
        Callback::from(move |()| list.select(list.matching()))
    };
    let on_none = {
        let list = list.clone();
        Callback::from(move |()| list.unselect())
    };
    html! {
        <div class="aglis-foot">
            if !list.pages.is_empty() { <FaultNote fault={list.fault.clone()} /> }
            if let Some(total) = total {
                <span data-testid={format!("{}-total", list.name)}>{ texts.t_with("list-total", &[("count", &texts.counted(total, list.pages.is_more()))]) }</span>
            }
            if count > 0 {
                <div class="aglis-bulk" role="toolbar" aria-label={texts.t("list-chosen")}>
                    <strong aria-live="polite" data-testid={format!("{}-selected", list.name)}>
                        { texts.t_with(if is_everything { "list-selected-all" } else { "list-selected" }, &[("count", &texts.counted(count, list.selected_more()))]) }
                    </strong>
                    if !is_everything && count < all {
                        <Button test_id={format!("{}-select-matching", list.name)} kind={Kind::Plain} on_click={on_all}
                            label={texts.t_with("list-select-matching", &[("count", &texts.counted(all, list.pages.is_more()))])} />
                    }
                    { props.actions.clone() }
                    <Button test_id={format!("{}-unselect", list.name)} label={texts.t("list-unselect")} kind={Kind::Plain} on_click={on_none} />
                </div>
            }
        </div>
    }
}
