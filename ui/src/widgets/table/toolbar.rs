//! Search, filters and columns above a list.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::{
    chip::Chip,
    column::{Column, Filtering},
    export::ExportMenu,
    filters::FilterAdder,
};
use crate::{
    hooks::{ListHandle, use_hotkeys, use_text},
    widgets::{
        button::{Button, Kind},
        icon::{Icon, Picture},
        menu::{Menu, MenuItem},
    },
};

/// A search waits this many milliseconds for the next letter.
const PAUSE: u32 = 250;

/// Properties of [`Toolbar`].
#[derive(Properties)]
pub(super) struct ToolbarProps<R: 'static> {
    pub list: ListHandle<R>,
    pub columns: Rc<Vec<Column<R>>>,
    pub shown: Rc<Vec<String>>,
    pub on_columns: Callback<Vec<String>>,
    pub extra: Html,
    pub is_choosing: bool,
    pub papers: bool,
}

impl<R> PartialEq for ToolbarProps<R> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
            && self.columns == other.columns
            && self.shown == other.shown
            && self.extra == other.extra
            && self.is_choosing == other.is_choosing
            && self.papers == other.papers
    }
}

/// The bar above a list.
#[component]
pub(super) fn Toolbar<R: 'static>(props: &ToolbarProps<R>) -> Html {
    let texts = use_text();
    let list = &props.list;
    let node = use_node_ref();
    let typed = use_state_eq(|| list.query.search.clone());
    let waiting = use_mut_ref(|| None::<Timeout>);
    {
        let typed = typed.setter();
        use_effect_with(list.query.search.clone(), move |search| {
            typed.set(search.clone())
        });
    }
    {
        let node = node.clone();
        use_hotkeys(vec![(
            "/",
            Callback::from(move |()| {
                if let Some(input) = node.cast::<HtmlElement>() {
                    let _ = input.focus();
                }
            }),
        )]);
    }
    let oninput = {
        let (list, typed) = (list.clone(), typed.clone());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let text = input.value();
            typed.set(text.clone());
            let list = list.clone();
            *waiting.borrow_mut() = Some(Timeout::new(PAUSE, move || list.search(text)));
        })
    };
    let chips = list.query.filters.iter().map(|filter| {
        let column = props.columns.iter().find(|column| column.key == filter.column);
        let name = column.map_or_else(|| texts.t("list-filter"), |column| texts.t(column.title_key));
        let on_remove = {
            let (handle, key) = (list.clone(), filter.column.clone());
            Callback::from(move |()| handle.filter(&key, None))
        };
        html! {
            <Chip key={filter.column.clone()} list={list.name} {name} filter={filter.clone()} none={column.and_then(|column| column.none)}
                filtering={column.map_or(Filtering::None, |column| column.filtering.clone())} {on_remove} />
        }
    });
    let is_narrowed = !list.query.filters.is_empty() || !list.query.search.is_empty();
    let show_all = {
        let list = list.clone();
        Callback::from(move |()| list.show_all())
    };
    html! {
        <div class="aglis-toolbar">
            <span class="aglis-search">
                <Picture icon={Icon::Search} />
                <input ref={node} type="search" value={(*typed).clone()} {oninput} placeholder={texts.t("list-search")} maxlength="200"
                    aria-label={texts.t("list-search")} data-testid={format!("{}-search", list.name)} autocomplete="off" spellcheck="false" />
            </span>
            { for chips }
            <FilterAdder<R> list={list.clone()} columns={props.columns.clone()} />
            if is_narrowed {
                <Button test_id={format!("{}-show-all", list.name)} label={texts.t("list-show-all")} kind={Kind::Plain} on_click={show_all} />
            }
            <span class="aglis-spacer" />
            <span class="aglis-tools">
                { props.extra.clone() }
                if props.is_choosing { <ExportMenu<R> list={list.clone()} columns={props.columns.clone()} shown={props.shown.clone()} papers={props.papers} /> }
                { chooser(props, &texts.t("list-columns"), |key| texts.t(key)) }
            </span>
        </div>
    }
}

fn chooser<R>(props: &ToolbarProps<R>, label: &AttrValue, say: impl Fn(&str) -> AttrValue) -> Html {
    let items = props
        .columns
        .iter()
        .filter(|column| !column.filters_only)
        .map(|column| {
            let is_shown = props.shown.iter().any(|key| key == column.key);
            let next: Vec<String> = props
                .columns
                .iter()
                .filter(|other| {
                    let is_now = props.shown.iter().any(|key| key == other.key);
                    is_now != (other.key == column.key)
                })
                .map(|other| other.key.to_owned())
                .collect();
            let on_columns = props.on_columns.clone();
            // The last column cannot be taken away.
            let is_last = is_shown && next.is_empty();
            let item = MenuItem::new(
                format!("{}-column-{}", props.list.name, column.key),
                say(column.title_key),
                move |()| on_columns.emit(next.clone()),
            )
            .disabled(is_last);
            if is_shown {
                item.icon(Icon::Check)
            } else {
                item
            }
        })
        .collect::<Vec<_>>();
    html! {
        <Menu test_id={format!("{}-columns", props.list.name)} label={label.clone()} icon={Icon::Columns} icon_only=true {items} />
    }
}
