//! How far messages came, as parts of the list.

use model::{
    list::{Filter, ListQuery, Op},
    messages::MessageRow,
};
use yew::prelude::*;

use crate::{
    hooks::{ListFace, use_text},
    widgets::{Tab, Tabs},
};

/// Name and states of each part, in order. What is planned is also not due.
const PARTS: [(&str, &[&str]); 8] = [
    ("all", &[]),
    ("waiting", &["queued"]),
    ("scheduled", &["queued"]),
    ("active", &["sending"]),
    ("sent", &["accepted", "sent", "delivered", "read"]),
    ("failed", &["failed"]),
    ("unknown", &["unknown"]),
    ("dead", &["failed", "expired", "cancelled", "opted_out"]),
];

fn filters(part: &str) -> Vec<Filter> {
    let states = PARTS
        .iter()
        .find(|(name, _)| *name == part)
        .map_or(&[] as &[&str], |(_, states)| states);
    let mut filters = Vec::new();
    if !states.is_empty() {
        filters.push(Filter {
            column: "status".to_owned(),
            op: Op::Is,
            values: states.iter().map(|state| (*state).to_owned()).collect(),
        });
    }
    if part == "scheduled" {
        filters.push(Filter {
            column: "scheduled_at".to_owned(),
            op: Op::Between,
            // Any moment at all.
            values: vec!["2020-01-01".to_owned(), String::new()],
        });
    }
    filters
}

/// Properties of [`States`].
#[derive(Properties, PartialEq)]
pub struct StatesProps {
    /// The list.
    pub face: ListFace,
}

/// The parts; one is marked while the list is narrowed to it and to nothing else.
#[component]
pub fn States(props: &StatesProps) -> Html {
    let texts = use_text();
    let current = PARTS
        .iter()
        .map(|(name, _)| *name)
        .find(|name| filters(name) == props.face.query.filters)
        .unwrap_or_default();
    let tabs = PARTS
        .iter()
        .map(|&(key, _)| Tab {
            key,
            label: texts.t(&format!("queue-part-{key}")),
            count: None,
        })
        .collect::<Vec<_>>();
    let face = props.face.clone();
    let on_choose = Callback::from(move |part: &'static str| {
        let query = ListQuery {
            filters: filters(part),
            ..(*face.query).clone()
        };
        face.look(query, (*face.shown).clone());
    });
    html! { <Tabs test_id="messages-parts" {tabs} current={current} {on_choose} /> }
}

/// The record's id.
pub(super) fn id_of(row: &MessageRow) -> i64 {
    row.id.0
}

#[cfg(test)]
mod tests {
    use super::{PARTS, filters};

    #[test]
    fn every_part_is_told_from_all_others() {
        for (place, (name, _)) in PARTS.iter().enumerate() {
            let first = PARTS
                .iter()
                .position(|(other, _)| filters(other) == filters(name));
            assert_eq!(first, Some(place), "{name}");
        }
    }
}
