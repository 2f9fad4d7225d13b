//! Rows or cards, what stands there instead of them, and the line below.

use std::ops::Range;

use yew::prelude::*;

use super::{
    choose::range,
    column::{Align, Column},
    view::DataTableProps,
};
use crate::{
    hooks::Texts,
    widgets::{
        button::Button,
        empty::{EmptyState, FaultState},
        icon::Icon,
    },
};

/// Grey rows of the first page.
const FIRST: usize = 12;

/// The element of a row, for the list to say which one its cursor has reached.
pub(super) fn id_of(list: &str, id: i64) -> String {
    format!("{list}-{id}")
}

/// One drawing of the rows in sight.
pub(super) struct Rows<'a, R: 'static> {
    pub props: &'a DataTableProps<R>,
    pub texts: &'a Texts,
    pub columns: &'a [&'a Column<R>],
    pub rows: Range<usize>,
    pub height: u32,
    pub cursor: usize,
    pub on_reach: Callback<usize>,
    pub is_cards: bool,
    pub is_choosing: bool,
}

impl<R: Clone + PartialEq + 'static> Rows<'_, R> {
    /// The rows, or what is there instead.
    pub fn draw(&self) -> Html {
        let list = &self.props.list;
        let count = list.pages.len();
        if count == 0 {
            // A grid holds rows and nothing else.
            return html! { <div role="row"><div role="gridcell">{ self.instead() }</div></div> };
        }
        // Rows nobody read yet take their place as well, so that the scroll bar tells the truth.
        let height = format!("height: {}px", count * self.height as usize);
        let shift = format!(
            "transform: translateY({}px)",
            self.rows.start * self.height as usize
        );
        html! {
            <div class="aglis-canvas" style={height}>
                <div style={shift}>
                    { for self.rows.clone().map(|at| list.pages.row(at).map_or_else(|| self.grey(at), |row| self.row(at, row))) }
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
        let is_selected = props.list.selection.holds(id);
        let class = classes!(
            "aglis-tr",
            (at == self.cursor).then_some("aglis-cursor"),
            (props.opened == Some(id)).then_some("aglis-opened"),
            is_selected.then_some("aglis-selected"),
        );
        let onclick = {
            let (on_open, on_reach) = (props.on_open.clone(), self.on_reach.clone());
            Callback::from(move |event: MouseEvent| {
                on_reach.emit(at);
                on_open.emit((id, event.ctrl_key() || event.meta_key()))
            })
        };
        html! {
            <div key={id} id={id_of(props.list.name, id)} role="row" {class} aria-rowindex={(at + 1).to_string()} aria-selected={is_selected.then_some("true")} {onclick}
                data-testid={format!("{}-row", props.list.name)} data-id={id.to_string()}>
                if self.is_choosing { { self.check(at, id, is_selected) } }
                { for self.columns.iter().map(|column| html! {
                    <div role="gridcell" class={classes!("aglis-td", (column.align == Align::Right).then_some("aglis-right"))}
                        data-column={column.key} data-label={self.is_cards.then(|| self.texts.t(column.title_key))}>
                        { (column.draw)(row) }
                    </div>
                }) }
            </div>
        }
    }

    /// A box; with Shift all boxes from the one before become like it.
    fn check(&self, at: usize, id: i64, checked: bool) -> Html {
        let (list, row_id) = (self.props.list.clone(), self.props.row_id);
        let (cursor, on_reach) = (self.cursor, self.on_reach.clone());
        let onclick = Callback::from(move |event: MouseEvent| {
            // It must not open the row.
            event.stop_propagation();
            let from = if event.shift_key() { cursor } else { at };
            list.select(range(&list, row_id, from, at, !checked));
            on_reach.emit(at);
        });
        let on_label = Callback::from(|event: MouseEvent| event.stop_propagation());
        html! {
            <span role="gridcell" class="aglis-td aglis-box">
                <label onclick={on_label}>
                    <input type="checkbox" {checked} {onclick} aria-label={self.texts.t("list-select")}
                        data-testid={format!("{}-select-{id}", self.props.list.name)} />
                </label>
            </span>
        }
    }

    fn grey(&self, at: usize) -> Html {
        html! {
            <div key={format!("grey-{at}")} class="aglis-tr aglis-grey" aria-hidden="true">
                if self.is_choosing { <span /> }
                { for self.columns.iter().map(|_| html! { <span class="aglis-td"><span class="aglis-bar" /></span> }) }
            </div>
        }
    }
}
