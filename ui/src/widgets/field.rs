//! One entry of a form: label, input, hint and, in its place, what is wrong with it.

use chrono::NaiveDate;
use model::{format::show_day_long, problem::Problem};
use yew::prelude::*;

use super::{
    field_input::FieldInput,
    icon::{Icon, Picture},
};
use crate::hooks::{Texts, use_text};

/// What is entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    #[default]
    Text,
    /// A phone number.
    Phone,
    /// Hidden, with a button that shows it.
    Password,
    /// Whole rupiah, grouped while typing. The value is what `Rupiah::parse` reads.
    Money,
    /// A whole number.
    Number,
    /// A day; the value is `2025-11-16` or empty.
    Date,
    /// One of `choices`.
    Select,
    /// Several lines.
    Long,
}

/// One line of a select.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What is stored.
    pub value: AttrValue,
    /// What is shown.
    pub label: AttrValue,
}

impl Choice {
    /// A line of a select.
    #[must_use]
    pub fn new(value: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// Properties of [`Field`].
#[derive(Properties, PartialEq, Clone)]
pub struct FieldProps {
    /// `<area>-<thing>`: the test id, and the id of the input.
    pub id: AttrValue,
    /// Shown above.
    pub label: AttrValue,
    /// The text in it now.
    pub value: AttrValue,
    /// Every keystroke or choice.
    pub on_change: Callback<String>,
    /// What is entered.
    #[prop_or_default]
    pub kind: FieldKind,
    /// For [`FieldKind::Select`].
    #[prop_or_default]
    pub choices: Vec<Choice>,
    /// Shown below, as long as nothing is wrong.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong.
    #[prop_or_default]
    pub problems: Vec<Problem>,
    /// What looks wrong and may be right; hinders nothing.
    #[prop_or_default]
    pub warnings: Vec<Problem>,
    /// Must be filled.
    #[prop_or_default]
    pub required: bool,
    /// Says nothing of being left empty, because what stands around it does.
    #[prop_or_default]
    pub unmarked: bool,
    /// Cannot be changed now.
    #[prop_or_default]
    pub disabled: bool,
    /// Example inside the empty field.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// The browser's word for what it may fill in, such as `username`.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    /// Gets the focus when the form appears.
    #[prop_or_default]
    pub focus: bool,
    /// Longest text in characters.
    #[prop_or_default]
    pub max: Option<u32>,
    /// Left the field.
    #[prop_or_default]
    pub on_blur: Callback<()>,
}

/// An entry of a form.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let hint = hint_of(&use_text(), props);
    let has_help = hint.is_some() || !props.problems.is_empty() || !props.warnings.is_empty();
    let help = has_help.then(|| help_of(&props.id));
    html! {
        <FieldFrame id={props.id.clone()} label={props.label.clone()} {hint} problems={props.problems.clone()} warnings={props.warnings.clone()}
            optional={!props.required && !props.disabled && !props.unmarked}>
            <FieldInput field={props.clone()} described_by={help} />
        </FieldFrame>
    }
}

/// The hint; before it the day that is entered, in words: the input itself writes it as the computer's own language does,
/// where 12/02 may be either.
fn hint_of(texts: &Texts, field: &FieldProps) -> Option<AttrValue> {
    let day = (field.kind == FieldKind::Date)
        .then(|| field.value.parse::<NaiveDate>().ok())
        .flatten()
        .map(|day| show_day_long(day, texts.locale()));
    match (day, &field.hint) {
        (Some(day), Some(hint)) => Some(format!("{day} · {hint}").into()),
        (Some(day), None) => Some(day.into()),
        (None, hint) => hint.clone(),
    }
}

/// The id of the text that explains an input.
pub(super) fn help_of(id: &str) -> AttrValue {
    format!("{id}-help").into()
}

/// Properties of [`FieldFrame`].
#[derive(Properties, PartialEq)]
pub(super) struct FieldFrameProps {
    /// Id of the input.
    pub id: AttrValue,
    /// Shown above.
    pub label: AttrValue,
    /// Shown below, as long as nothing is wrong.
    pub hint: Option<AttrValue>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// What is odd and may stay so.
    #[prop_or_default]
    pub warnings: Vec<Problem>,
    /// Says that it may stay empty.
    pub optional: bool,
    /// The input.
    pub children: Html,
}

/// What stands around every input: its label above, its hint or its problems below.
#[component]
pub(super) fn FieldFrame(props: &FieldFrameProps) -> Html {
    let texts = use_text();
    let is_wrong = !props.problems.is_empty();
    html! {
        <div class={classes!("aglis-field", is_wrong.then_some("aglis-wrong"))}>
            <label for={props.id.clone()} class="aglis-field-label">
                { &props.label }
                if props.optional {
                    <span class="aglis-optional">{ texts.t("common-optional") }</span>
                }
            </label>
            { props.children.clone() }
            <FieldHelp id={props.id.clone()} hint={props.hint.clone()} problems={props.problems.clone()} warnings={props.warnings.clone()} />
        </div>
    }
}

/// Properties of [`FieldHelp`].
#[derive(Properties, PartialEq)]
pub(super) struct FieldHelpProps {
    /// Id of the input.
    pub id: AttrValue,
    /// Shown as long as nothing is wrong.
    pub hint: Option<AttrValue>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// What is odd and may stay so.
    #[prop_or_default]
    pub warnings: Vec<Problem>,
}

/// The hint of an input, or what is wrong with it.
#[component]
pub(super) fn FieldHelp(props: &FieldHelpProps) -> Html {
    let texts = use_text();
    if props.hint.is_none() && props.problems.is_empty() && props.warnings.is_empty() {
        return Html::default();
    }
    html! {
        <div id={help_of(&props.id)} class="aglis-field-help" aria-live="polite">
            if !props.problems.is_empty() {
                { for props.problems.iter().map(|problem| html! {
                    <p class="aglis-problem"><Picture icon={Icon::Warning} />{ texts.problem(problem) }</p>
                }) }
            } else if !props.warnings.is_empty() {
                { for props.warnings.iter().map(|warning| html! {
                    <p class="aglis-warning"><Picture icon={Icon::Warning} />{ texts.problem(warning) }</p>
                }) }
            } else if let Some(hint) = &props.hint {
                <p>{ hint }</p>
            }
        </div>
    }
}
