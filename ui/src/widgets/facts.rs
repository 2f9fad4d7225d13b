//! Names and values beside each other, as on the left of a record.

use yew::prelude::*;

/// One line of [`Facts`].
#[derive(Clone, PartialEq)]
pub struct Fact {
    /// What it is.
    pub label: AttrValue,
    /// The value; an empty one draws a dash.
    pub value: Html,
}

impl Fact {
    /// A line with drawn content.
    #[must_use]
    pub fn new(label: impl Into<AttrValue>, value: Html) -> Self {
        Self {
            label: label.into(),
            value,
        }
    }

    /// A line of plain text.
    #[must_use]
    pub fn text(label: impl Into<AttrValue>, value: &str) -> Self {
        let value = if value.is_empty() {
            Html::default()
        } else {
            html! { {value.to_owned()} }
        };
        Self::new(label, value)
    }
}

/// Properties of [`Facts`].
#[derive(Properties, PartialEq)]
pub struct FactsProps {
    /// Lines.
    pub facts: Vec<Fact>,
}

/// A definition list.
#[component]
pub fn Facts(props: &FactsProps) -> Html {
    html! {
        <dl class="aglis-facts">
            { for props.facts.iter().map(|fact| html! {
                <div>
                    <dt>{ &fact.label }</dt>
                    <dd>if fact.value == Html::default() { <span class="aglis-none">{ "–" }</span> } else { { fact.value.clone() } }</dd>
                </div>
            }) }
        </dl>
    }
}
