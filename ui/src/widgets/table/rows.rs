//! Rows or cards, what stands there instead of them, and the line below.

use std::{collections::BTreeSet, ops::Range, rc::Rc};

use yew::prelude::*;

use super::{
    column::{Align, Column},
    view::DataTableProps,
};
use crate::{
    hooks::Texts,
    widgets::{
        button::{Button, Kind},
        empty::{EmptyState, FaultState},
        form::FaultNote,
        icon::Icon,
    },
};

/// Grey rows below the last one while the next page is on its way.
const COMING: usize = 3;
/// Grey rows of the first page.
const FIRST: usize = 12;

/// One drawing of the rows in sight.
pub(super) struct Rows<'a, R: 'static> {
    pub props: &'a DataTableProps<R>,
    pub texts: &'a Texts,
    pub columns: &'a [&'a Column<R>],
    pub rows: Range<usize>,
    pub height: u32,
    pub cursor: usize,
    pub is_cards: bool,
}

impl<R: Clone + PartialEq + 'static> Rows<'_, R> {
    /// The rows, or what is there instead.
    pub fn draw(&self) -> Html {
        let list = &self.props.list;
        let count = list.pages.len();
        if count == 0 {
            return self.instead();
        }
        let coming = if list.pages.has_more() { COMING } else { 0 };
        let height = format!("height: {}px", (count + coming) * self.height as usize);
        let shift = format!(
            "transform: translateY({}px)",
            self.rows.start * self.height as usize
        );
        let is_at_end = self.rows.end == count;
        html! {
            <div class="aglis-canvas" style={height}>
                <div style={shift}>
                    { for self.rows.clone().filter_map(|at| list.pages.row(at).map(|row| self.row(at, row))) }
                    if is_at_end { { for (0..coming).map(|at| self.grey(at)) } }
                </div>
            </div>
        }
    }

    fn instead(&self) -> Html {
        let list = &self.props.list;
        let is_narrowed = !list.query.filters.is_empty() || !list.query.search.is_empty();
        if let Some(fault) = &list.fault {
            let again = {
                let list = list.clone();
                Callback::from(move |()| list.again())
            };
            html! { <FaultState fault={fault.clone()} {again} /> }
        } else if list.busy || list.pages.total().is_none() {
            html! { <div role="status" aria-label={self.texts.t("common-loading")}>{ for (0..FIRST).map(|at| self.grey(at)) }</div> }
        } else if is_narrowed || self.props.empty == Html::default() {
            let show_all = {
                let list = list.clone();
                Callback::from(move |()| list.show_all())
            };
            html! {
                <EmptyState title={self.texts.t("list-nothing-found")} icon={Icon::Search}>
                    if is_narrowed {
                        <Button test_id={format!("{}-empty-show-all", list.name)} label={self.texts.t("list-show-all")} on_click={show_all} />
                    }
                </EmptyState>
            }
        } else {
            self.props.empty.clone()
        }
    }

    fn row(&self, at: usize, row: &R) -> Html {
        let props = self.props;
        let id = (props.row_id)(row);
        let is_selected = props.selected.contains(&id);
        let class = classes!(
            "aglis-tr",
            (at == self.cursor).then_some("aglis-cursor"),
            (props.opened == Some(id)).then_some("aglis-opened"),
            is_selected.then_some("aglis-selected"),
        );
        let onclick = {
            let on_open = props.on_open.clone();
            Callback::from(move |event: MouseEvent| {
                on_open.emit((id, event.ctrl_key() || event.meta_key()))
            })
        };
        html! {
            <div key={id} role="row" {class} aria-rowindex={(at + 1).to_string()} aria-selected={is_selected.then_some("true")} {onclick}
                data-testid={format!("{}-row", props.list.name)} data-id={id.to_string()}>
                if let Some(on_select) = &props.on_select {
                    { self.check(id, is_selected, on_select) }
                }
                { for self.columns.iter().map(|column| html! {
                    <div role="gridcell" class={classes!("aglis-td", (column.align == Align::Right).then_some("aglis-right"))}
                        data-column={column.key} data-label={self.is_cards.then(|| self.texts.t(column.title_key))}>
                        { (column.draw)(row) }
                    </div>
                }) }
            </div>
        }
    }

    fn check(&self, id: i64, checked: bool, on_select: &Callback<Rc<BTreeSet<i64>>>) -> Html {
        let (on_select, next) = (on_select.clone(), Rc::new(toggle(&self.props.selected, id)));
        let onchange = Callback::from(move |_: Event| on_select.emit(next.clone()));
        // A click on the box must not open the row.
        let onclick = Callback::from(|event: MouseEvent| event.stop_propagation());
        html! {
            <label class="aglis-td aglis-box" onclick={onclick.clone()}>
                <input type="checkbox" {checked} {onchange} {onclick} aria-label={self.texts.t("list-select")}
                    data-testid={format!("{}-select-{id}", self.props.list.name)} />
            </label>
        }
    }

    fn grey(&self, at: usize) -> Html {
        html! {
            <div key={format!("grey-{at}")} class="aglis-tr aglis-grey" aria-hidden="true">
                if self.props.on_select.is_some() { <span /> }
                { for self.columns.iter().map(|_| html! { <span class="aglis-td"><span class="aglis-bar" /></span> }) }
            </div>
        }
    }
}

/// The box that chooses every row read so far.
pub(super) fn select_all<R: Clone + 'static>(props: &DataTableProps<R>, texts: &Texts) -> Html {
    let ids: BTreeSet<i64> = props.list.pages.rows().map(props.row_id).collect();
    let checked = !ids.is_empty() && ids.is_subset(&props.selected);
    let next = Rc::new(if checked { BTreeSet::new() } else { ids });
    let onchange = props
        .on_select
        .clone()
        .map(|on_select| Callback::from(move |_: Event| on_select.emit(next.clone())));
    html! {
        <label class="aglis-th aglis-box">
            <input type="checkbox" {checked} {onchange} aria-label={texts.t("list-select-all")} data-testid={format!("{}-select-all", props.list.name)} />
        </label>
    }
}

/// The count, or what can be done with the chosen rows.
pub(super) fn foot<R: Clone + 'static>(props: &DataTableProps<R>, texts: &Texts) -> Html {
    let list = &props.list;
    let count = props.selected.len();
    let unselect = props
        .on_select
        .clone()
        .map(|on_select| Callback::from(move |()| on_select.emit(Rc::default())));
    html! {
        <div class="aglis-foot">
            if !list.pages.is_empty() { <FaultNote fault={list.fault.clone()} /> }
            if let Some(total) = list.pages.total() {
                <span data-testid={format!("{}-total", list.name)}>{ texts.t_with("list-total", &[("count", &texts.grouped(total))]) }</span>
            }
            if count > 0 {
                <div class="aglis-bulk" role="toolbar">
                    <strong>{ texts.t_with("list-selected", &[("count", &texts.grouped(i64::try_from(count).unwrap_or(i64::MAX)))]) }</strong>
                    { props.bulk.clone() }
                    <Button test_id={format!("{}-unselect", list.name)} label={texts.t("list-unselect")} kind={Kind::Plain}
                        on_click={unselect.unwrap_or_default()} />
                </div>
            }
        </div>
    }
}

/// The chosen rows with `id` added or taken away.
pub(super) fn toggle(selected: &BTreeSet<i64>, id: i64) -> BTreeSet<i64> {
    let mut next = selected.clone();
    if !next.remove(&id) {
        next.insert(id);
    }
    next
}
