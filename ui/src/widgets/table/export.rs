//! The list as a file: what is chosen, or everything that matches, in the columns that are shown.

use std::rc::Rc;

use model::exports::{ExportColumn, ExportList, ExportPapers, Format, PAPERS_MAX, Papers};
use uuid::Uuid;
use yew::prelude::*;

use super::column::Column;
use crate::{
    hooks::{ListHandle, use_online, use_text},
    stores::exports::{Export, use_exports},
    widgets::{
        button::{Button, Kind},
        icon::Icon,
        menu::{Menu, MenuItem},
    },
};

/// Properties of [`ExportMenu`].
#[derive(Properties)]
pub(super) struct ExportMenuProps<R: 'static> {
    pub list: ListHandle<R>,
    pub columns: Rc<Vec<Column<R>>>,
    pub shown: Rc<Vec<String>>,
    /// Whether its records are papers, too.
    pub papers: bool,
}

impl<R> PartialEq for ExportMenuProps<R> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
            && self.columns == other.columns
            && self.shown == other.shown
            && self.papers == other.papers
    }
}

/// The button; while an export of this list runs, how far it is and the way to stop it.
#[component]
pub(super) fn ExportMenu<R: 'static>(props: &ExportMenuProps<R>) -> Html {
    let (texts, exports, is_online) = (use_text(), use_exports(), use_online());
    let list = &props.list;
    if let Some(running) = exports.running(list.name) {
        let cancel = exports.cancel.clone();
        let said = texts.t_with(
            running.said,
            &[
                ("rows", &texts.grouped(running.rows)),
                ("total", &texts.grouped(running.total)),
            ],
        );
        return html! {
            <span class="aglis-export" role="status" data-testid={format!("{}-export-progress", list.name)}>
                <progress max={running.total.max(1).to_string()} value={running.rows.to_string()} aria-label={said.clone()} />
                <span>{ said }</span>
                <Button test_id={format!("{}-export-cancel", list.name)} label={texts.t("common-cancel")} kind={Kind::Plain} on_click={cancel} />
            </span>
        };
    }
    let (chosen, total) = (list.selected(), list.pages.total().unwrap_or(0));
    let (count, is_more, key) = if chosen > 0 {
        (chosen, list.selected_more(), "list-export-chosen")
    } else {
        (total, list.pages.is_more(), "list-export-matching")
    };
    let columns: Vec<ExportColumn> = props
        .columns
        .iter()
        .filter(|column| !column.filters_only && props.shown.iter().any(|key| key == column.key))
        .map(|column| ExportColumn {
            name: column.key.to_owned(),
            title: texts.t(column.title_key).to_string(),
        })
        .collect();
    let title = texts.t(&format!("{}-title", list.name)).to_string();
    let counted = texts.t_with(key, &[("count", &texts.counted(count, is_more))]);
    let is_off = count == 0 || exports.is_busy() || !is_online;
    let selection = {
        let list = list.clone();
        move || {
            if chosen > 0 {
                (*list.selection).clone()
            } else {
                list.matching()
            }
        }
    };
    let mut items: Vec<MenuItem> = Format::ALL
        .into_iter()
        .map(|format| {
            let (list, columns, start) = (list.clone(), columns.clone(), exports.start.clone());
            let (title, selection) = (title.clone(), selection.clone());
            let label = match format {
                Format::Xlsx => texts.t("list-export-xlsx"),
                Format::Csv => texts.t("list-export-csv"),
            };
            let test_id = format!("{}-export-{}", list.name, format.name());
            MenuItem::new(test_id, format!("{label} · {counted}"), move |()| {
                start.emit(Export::List(ExportList {
                    run: Uuid::now_v7(),
                    list: list.name.to_owned(),
                    title: title.clone(),
                    selection: selection(),
                    sort: list.query.sort.clone(),
                    columns: columns.clone(),
                    format,
                }));
            })
            .disabled(is_off)
        })
        .collect();
    if props.papers {
        let is_over = is_more || count > i64::try_from(PAPERS_MAX).unwrap_or(i64::MAX);
        items.extend(Papers::ALL.map(|papers| {
            let (start, title) = (exports.start.clone(), title.clone());
            let selection = selection.clone();
            let label = texts.t(&format!("list-export-papers-{}", papers.name()));
            // More than a run takes is said before it is asked.
            let counted = if is_over {
                let most = texts.grouped(i64::try_from(PAPERS_MAX).unwrap_or(i64::MAX));
                texts
                    .t_with("list-export-papers-most", &[("max", &most)])
                    .to_string()
            } else {
                counted.to_string()
            };
            let test_id = format!("{}-export-papers-{}", list.name, papers.name());
            MenuItem::new(test_id, format!("{label} · {counted}"), move |()| {
                start.emit(Export::Papers(ExportPapers {
                    run: Uuid::now_v7(),
                    title: title.clone(),
                    selection: selection(),
                    papers,
                }));
            })
            .disabled(is_off || is_over)
        }));
    }
    html! {
        <Menu test_id={format!("{}-export", list.name)} label={texts.t("list-export")} icon={Icon::Export} icon_only=true {items} />
    }
}
