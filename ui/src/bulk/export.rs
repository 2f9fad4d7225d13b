//! The results of a run as a file.

use model::{
    exports::{ExportColumn, ExportList, Format},
    ids::BulkRunId,
    list::{Filter, ListQuery, Op, Selection, Sort},
};
use uuid::Uuid;
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_online, use_text},
    stores::exports::{Export, use_exports},
    widgets::{Icon, Menu, MenuItem},
};

/// The core's list of results.
const LIST: &str = "bulk_results";
/// Its columns in a file, and the keys of their titles.
const COLUMNS: [(&str, &str); 4] = [
    ("place", "bulk-place"),
    ("number", "common-number"),
    ("outcome", "bulk-outcome"),
    ("problem", "bulk-why"),
];

/// Properties of [`ExportResults`].
#[derive(Properties, PartialEq)]
pub struct ExportResultsProps {
    pub run: BulkRunId,
}

/// The menu.
#[component]
pub fn ExportResults(props: &ExportResultsProps) -> Html {
    let (texts, exports, is_online) = (use_text(), use_exports(), use_online());
    let run = props.run;
    let items: Vec<MenuItem> = Format::ALL
        .into_iter()
        .map(|format| {
            let (texts, start) = (texts.clone(), exports.start.clone());
            let label = texts.t(match format {
                Format::Xlsx => "list-export-xlsx",
                Format::Csv => "list-export-csv",
            });
            let test_id = format!("bulk-export-{}", format.name());
            MenuItem::new(test_id, label, move |()| {
                start.emit(Export::List(request(&texts, run, format)));
            })
            .disabled(exports.is_busy() || !is_online)
        })
        .collect();
    html! { <Menu test_id="bulk-export" label={texts.t("bulk-export")} icon={Icon::Export} {items} /> }
}

fn request(texts: &Texts, run: BulkRunId, format: Format) -> ExportList {
    let query = ListQuery {
        filters: vec![Filter {
            column: "run".to_owned(),
            op: Op::Is,
            values: vec![run.to_string()],
        }],
        ..ListQuery::default()
    };
    ExportList {
        run: Uuid::now_v7(),
        list: LIST.to_owned(),
        title: texts.t("bulk-results").to_string(),
        selection: Selection::Matching {
            query: Box::new(query),
            except: Vec::new(),
        },
        sort: vec![Sort {
            column: "place".to_owned(),
            descending: false,
        }],
        columns: (COLUMNS.iter())
            .map(|(name, title)| ExportColumn {
                name: (*name).to_owned(),
                title: texts.t(title).to_string(),
            })
            .collect(),
        format,
    }
}
