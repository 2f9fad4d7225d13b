//! Titles of the columns; a click sorts, a click with Shift adds to the order.

use yew::prelude::*;

use super::column::{Align, Column};
use crate::{
    hooks::{ListHandle, Texts},
    widgets::icon::{Icon, Picture},
};

/// One title.
pub(super) fn title<R: 'static>(texts: &Texts, list: &ListHandle<R>, column: &Column<R>) -> Html {
    let place = list
        .query
        .sort
        .iter()
        .position(|sort| sort.column == column.key);
    let sort = place.map(|place| &list.query.sort[place]);
    let aria = match sort {
        Some(sort) if sort.descending => Some("descending"),
        Some(_) => Some("ascending"),
        None => None,
    };
    let class = classes!(
        "aglis-th",
        (column.align == Align::Right).then_some("aglis-right")
    );
    let name = texts.t(column.title_key);
    if !column.sortable {
        return html! { <div role="columnheader" {class} title={name.clone()}><span>{ name }</span></div> };
    }
    let onclick = {
        let (list, key) = (list.clone(), column.key);
        Callback::from(move |event: MouseEvent| list.sort(key, event.shift_key()))
    };
    html! {
        <div role="columnheader" {class} aria-sort={aria}>
            <button type="button" {onclick} title={texts.t("list-sort-hint")} data-testid={format!("{}-sort-{}", list.name, column.key)}>
                <span>{ name }</span>
                if let Some(sort) = sort {
                    <Picture icon={if sort.descending { Icon::SortDown } else { Icon::SortUp }} class="aglis-small" />
                    if list.query.sort.len() > 1 { <sup>{ place.unwrap_or(0) + 1 }</sup> }
                }
            </button>
        </div>
    }
}
