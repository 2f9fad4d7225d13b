//! The columns of the list.

use model::trail::{RECORDS, TrailRow};
use yew::prelude::*;

use crate::{
    stores::texts::Texts,
    widgets::{Choice, Column, Filtering, When},
};

/// What is done to records.
const ACTIONS: [&str; 4] = ["insert", "update", "delete", "reveal"];
/// Key of an action's word.
pub(super) fn action_key(action: &str) -> String {
    format!("audit-action-{action}")
}

/// Key of a table's word.
pub(super) fn record_key(record: &str) -> String {
    format!("audit-record-{}", record.replace('_', "-"))
}

/// All columns, in order.
pub fn columns(texts: &Texts, names: &[String]) -> Vec<Column<TrailRow>> {
    let people = names
        .iter()
        .map(|name| Choice::new(name.clone(), name.clone()))
        .collect();
    let kinds = ACTIONS
        .iter()
        .map(|action| Choice::new(*action, texts.t(&action_key(action))))
        .collect();
    let tables = RECORDS
        .iter()
        .map(|record| Choice::new(*record, texts.t(&record_key(record))))
        .collect();
    let (actions, records) = (texts.clone(), texts.clone());
    vec![
        Column::new("at", |row: &TrailRow| html! { <When at={row.at} /> }).title_key("audit-at").width(160).filter(Filtering::Days),
        Column::new("actor", |row: &TrailRow| html! { row.actor.clone().unwrap_or_else(|| "–".to_owned()) }).title_key("audit-actor").width(160).filter(Filtering::Choices(people)),
        Column::new("action", move |row: &TrailRow| html! { actions.t(&action_key(&row.action)) }).title_key("audit-action").width(120).filter(Filtering::Choices(kinds)),
        Column::new("record", move |row: &TrailRow| html! { records.t(&record_key(&row.record)) }).title_key("audit-record").filter(Filtering::Choices(tables)),
        Column::new("number", |row: &TrailRow| html! { row.number.clone().unwrap_or_else(|| format!("#{}", row.record_id)) }).title_key("common-number").width(220).filter(Filtering::Contains),
        Column::new("device", |row: &TrailRow| html! { row.device.clone().unwrap_or_default() }).title_key("audit-device").filter(Filtering::Contains),
        Column::new("on_behalf", |row: &TrailRow| html! { row.on_behalf.clone().unwrap_or_default() }).title_key("audit-on-behalf").hidden(),
        Column::new("app_version", |row: &TrailRow| html! { row.app_version.clone().unwrap_or_default() }).title_key("audit-version").width(100).hidden(),
        Column::new("record_id", |row: &TrailRow| html! { &row.record_id }).title_key("audit-record-id").width(120).filter(Filtering::Contains).hidden(),
    ]
}
