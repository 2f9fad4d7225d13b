//! The list itself.

use std::rc::Rc;

use model::access::Role;
use web_sys::Element;
use yew::prelude::*;

use super::{
    body::{NARROW, ROW, TIGHT, card, scroll_to, window},
    choose::{Bulk, keys as choosing_keys, select_cards, select_page},
    column::Column,
    header,
    rows::{Rows, id_of},
    toolbar::Toolbar,
};
use crate::hooks::{ListHandle, use_hotkeys, use_resized, use_session, use_text};

/// Properties of [`DataTable`].
#[derive(Properties)]
pub struct DataTableProps<R: 'static> {
    /// From `use_list`.
    pub list: ListHandle<R>,
    /// All columns, in order; the first is never cut and names a card. Make them once (`use_memo`).
    pub columns: Rc<Vec<Column<R>>>,
    /// The record's id.
    pub row_id: fn(&R) -> i64,
    /// A row was opened; the flag asks for the full page.
    pub on_open: Callback<(i64, bool)>,
    /// The opened row.
    #[prop_or_default]
    pub opened: Option<i64>,
    /// Buttons at the right of the toolbar.
    #[prop_or_default]
    pub tools: Html,
    /// Buttons for the chosen rows.
    #[prop_or_default]
    pub bulk: Html,
    /// What stands there when the list is empty and nothing is filtered.
    #[prop_or_default]
    pub empty: Html,
    /// Whether its records are printed on paper, too.
    #[prop_or_default]
    pub papers: bool,
}

impl<R> PartialEq for DataTableProps<R> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
            && self.columns == other.columns
            && self.on_open == other.on_open
            && self.opened == other.opened
            && self.tools == other.tools
            && self.bulk == other.bulk
            && self.empty == other.empty
            && self.papers == other.papers
    }
}

#[derive(Clone, Copy, Default, PartialEq)]
struct Sight {
    top: i32,
    height: i32,
    width: i32,
}

/// A list with everything around it.
#[component]
pub fn DataTable<R: Clone + PartialEq + 'static>(props: &DataTableProps<R>) -> Html {
    let texts = use_text();
    let list = &props.list;
    let node = use_node_ref();
    let sight = use_state_eq(Sight::default);
    let cursor = use_state_eq(|| 0_usize);
    // Who works on single tickets neither exports nor does anything to many rows at once.
    let is_choosing = use_session().me.role != Role::Technician;
    let shown: Rc<Vec<String>> = Rc::new((*list.shown).clone().unwrap_or_else(|| {
        props
            .columns
            .iter()
            .filter(|column| !column.hidden && !column.filters_only)
            .map(|column| column.key.to_owned())
            .collect()
    }));
    let columns: Vec<&Column<R>> = props
        .columns
        .iter()
        .filter(|column| !column.filters_only && shown.iter().any(|key| key == column.key))
        .collect();

    let is_cards = sight.width > 0 && sight.width < NARROW;
    let is_tight = sight.width > 0 && sight.width < TIGHT;
    let row = if is_cards { card(columns.len()) } else { ROW };
    let count = list.pages.len();
    let rows = window(sight.top, sight.height, row, count);

    let measure = {
        let (node, sight) = (node.clone(), sight.setter());
        use_callback((), move |(), ()| {
            if let Some(element) = node.cast::<Element>() {
                sight.set(Sight {
                    top: element.scroll_top(),
                    height: element.client_height(),
                    width: element.client_width(),
                });
            }
        })
    };
    // A record beside the list narrows it, one that takes the page hides it, without a resize of the window.
    use_resized(&node, measure.clone());
    {
        let list = list.clone();
        use_effect_with((rows.clone(), list.query.clone()), move |(rows, _)| {
            list.see(rows.clone())
        });
    }
    {
        // Other rows, or another order: the row the cursor stood on is somewhere else or gone.
        let (node, cursor) = (node.clone(), cursor.setter());
        use_effect_with(list.query.clone(), move |_| {
            cursor.set(0);
            if let Some(element) = node.cast::<Element>() {
                element.set_scroll_top(0);
            }
        });
    }
    let move_to = {
        let (node, cursor) = (node.clone(), cursor.clone());
        Callback::from(move |at: usize| {
            let at = at.min(count.saturating_sub(1));
            cursor.set(at);
            if let Some(element) = node.cast::<Element>() {
                let header = if is_cards { 0 } else { 36 };
                if let Some(top) = scroll_to(
                    at,
                    element.scroll_top(),
                    element.client_height(),
                    row,
                    header,
                ) {
                    element.set_scroll_top(top);
                }
            }
        })
    };
    // Behind a record that takes the page, the list has no height and its keys would act unseen.
    let hotkeys = if sight.height > 0 {
        let mut hotkeys = keys(props, *cursor, &move_to);
        if is_choosing {
            hotkeys.extend(choosing_keys(list, props.row_id, *cursor));
        }
        hotkeys
    } else {
        Vec::new()
    };
    use_hotkeys(hotkeys);

    let on_columns = {
        let list = list.clone();
        Callback::from(move |columns: Vec<String>| list.show(columns))
    };
    let template = columns
        .iter()
        .map(|column| format!("minmax({0}px, {0}fr)", column.width))
        .collect::<Vec<_>>()
        .join(" ");
    let boxes = if is_choosing { "36px " } else { "" };
    let least: u32 = columns.iter().map(|column| column.width).sum::<u32>() + 36;
    let grid = format!(
        "--aglis-grid: {boxes}{template}; --aglis-least: {least}px; --aglis-card: {}px",
        card(columns.len())
    );
    let onscroll = {
        let measure = measure.clone();
        Callback::from(move |_: Event| measure.emit(()))
    };
    let reached = list
        .pages
        .row(*cursor)
        .filter(|_| rows.contains(&cursor))
        .map(|row| id_of(list.name, (props.row_id)(row)));
    let on_reach = {
        let cursor = cursor.setter();
        Callback::from(move |at: usize| cursor.set(at))
    };
    // -1 means that nobody knows yet.
    let row_count = list
        .pages
        .total()
        .filter(|_| !list.pages.is_more())
        .unwrap_or(-1);
    html! {
        <div class={classes!("aglis-list", is_cards.then_some("aglis-cards"), is_tight.then_some("aglis-tight"))} style={grid}>
            <Toolbar<R> list={list.clone()} columns={props.columns.clone()} shown={shown.clone()} {on_columns} extra={props.tools.clone()} {is_choosing} papers={props.papers} />
            if is_cards && is_choosing && count > 0 {
                { select_cards(list, props.row_id, (rows.start + rows.end) / 2, &texts) }
            }
            <div ref={node} class="aglis-rows" role="grid" tabindex="0" aria-rowcount={row_count.to_string()} aria-busy={list.busy.then_some("true")} aria-activedescendant={reached}
                aria-label={texts.t(&format!("{}-title", list.name))} data-testid={format!("{}-list", list.name)} {onscroll}>
                if !is_cards {
                    <div class="aglis-tr aglis-head" role="row">
                        if is_choosing { { select_page(list, props.row_id, (rows.start + rows.end) / 2, &texts) } }
                        { for columns.iter().map(|column| header::title(&texts, list, column)) }
                    </div>
                }
                { Rows { props, texts: &texts, columns: &columns, rows, height: row, cursor: *cursor, on_reach, is_cards, is_choosing }.draw() }
            </div>
            <Bulk<R> list={list.clone()} actions={props.bulk.clone()} />
        </div>
    }
}

/// j and k move, Home and End go to the ends, Enter opens.
fn keys<R: Clone + 'static>(
    props: &DataTableProps<R>,
    cursor: usize,
    move_to: &Callback<usize>,
) -> Vec<(&'static str, Callback<()>)> {
    let go = |at: usize| {
        let move_to = move_to.clone();
        Callback::from(move |()| move_to.emit(at))
    };
    let id = props.list.pages.row(cursor).map(props.row_id);
    let open = |full: bool| {
        let on_open = props.on_open.clone();
        Callback::from(move |()| {
            if let Some(id) = id {
                on_open.emit((id, full));
            }
        })
    };
    vec![
        ("j", go(cursor + 1)),
        ("ArrowDown", go(cursor + 1)),
        ("k", go(cursor.saturating_sub(1))),
        ("ArrowUp", go(cursor.saturating_sub(1))),
        ("Home", go(0)),
        ("End", go(props.list.pages.len().saturating_sub(1))),
        ("Enter", open(false)),
        ("shift+Enter", open(true)),
    ]
}
