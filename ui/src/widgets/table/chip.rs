//! A filter in use, in words: labels of choices, names looked up, days as people write them.

use chrono::NaiveDate;
use model::{
    customers::ShowCustomer,
    format::show_day,
    ids::CustomerId,
    list::{Filter, Op},
};
use yew::prelude::*;

use super::{
    choices::{unknown, use_choices},
    column::Filtering,
};
use crate::{
    hooks::{Texts, use_remote_if, use_text},
    widgets::{
        button::{Button, Kind},
        icon::Icon,
    },
};

/// Properties of [`Chip`].
#[derive(Properties, PartialEq)]
pub(super) struct ChipProps {
    /// Name of the list.
    pub list: &'static str,
    /// What the column is called.
    pub name: AttrValue,
    pub filter: Filter,
    pub filtering: Filtering,
    /// Text key of no value at all.
    pub none: Option<&'static str>,
    pub on_remove: Callback<()>,
}

/// The chip.
#[component]
pub(super) fn Chip(props: &ChipProps) -> Html {
    let texts = use_text();
    let customer = match (&props.filtering, props.filter.values.first()) {
        (Filtering::Customer, Some(id)) => id.parse().ok().map(CustomerId),
        _ => None,
    };
    let customer = use_remote_if(customer.map(|id| ShowCustomer { id }));
    let choices = use_choices(&props.filtering, props.none, None);
    let label = |value: &String| {
        choices
            .as_ref()
            .and_then(|all| all.iter().find(|choice| choice.value == *value))
            .map(|choice| choice.label.to_string())
    };
    let words = match &props.filtering {
        Filtering::Customer => customer.data().map_or_else(
            || "…".to_owned(),
            |one| format!("{} · {}", one.name, one.code),
        ),
        Filtering::Choices(_) | Filtering::Kept(_) => props
            .filter
            .values
            .iter()
            .map(|value| label(value).unwrap_or_else(|| unknown(&props.filtering, value)))
            .collect::<Vec<_>>()
            .join(", "),
        Filtering::Days => props
            .filter
            .values
            .iter()
            .map(|day| shown(&texts, day))
            .collect::<Vec<_>>()
            .join(" – "),
        Filtering::Numbers => props.filter.values.join(" – "),
        Filtering::Contains | Filtering::None => props.filter.values.join(", "),
    };
    let words = match props.filter.op {
        Op::IsNot => texts.t_with("list-without", &[("values", &words)]),
        Op::Is | Op::Between | Op::Contains => words.into(),
    };
    html! {
        <span class="aglis-chip" data-testid={format!("{}-chip-{}", props.list, props.filter.column)}>
            <span class="aglis-quiet">{ &props.name }</span>{ words }
            <Button test_id={format!("{}-unfilter-{}", props.list, props.filter.column)} label={texts.t("list-unfilter")} icon={Icon::Close}
                icon_only=true kind={Kind::Plain} on_click={props.on_remove.clone()} />
        </span>
    }
}

fn shown(texts: &Texts, day: &str) -> String {
    day.parse::<NaiveDate>()
        .map_or_else(|_| day.to_owned(), |day| show_day(day, texts.locale()))
}
