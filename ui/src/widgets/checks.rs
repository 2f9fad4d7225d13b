//! Several of a few: a list of boxes to tick.

use model::problem::Problem;
use yew::prelude::*;

use super::field::{Choice, FieldHelp};
use crate::hooks::use_text;

/// Properties of [`Checks`].
#[derive(Properties, PartialEq)]
pub struct ChecksProps {
    /// `<area>-<thing>`; each box has `-<value>` behind it.
    pub id: AttrValue,
    /// Shown above.
    pub label: AttrValue,
    /// What there is.
    pub choices: Vec<Choice>,
    /// What is ticked now.
    pub chosen: Vec<String>,
    /// All that is ticked after a change, in the order of the choices.
    pub on_change: Callback<Vec<String>>,
    /// Shown below, as long as nothing is wrong.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong.
    #[prop_or_default]
    pub problems: Vec<Problem>,
    /// At least one must be ticked.
    #[prop_or_default]
    pub required: bool,
}

/// Boxes to tick.
#[component]
pub fn Checks(props: &ChecksProps) -> Html {
    let texts = use_text();
    let is_wrong = !props.problems.is_empty();
    html! {
        <fieldset class={classes!("aglis-field", "aglis-checks-field", is_wrong.then_some("aglis-wrong"))}>
            <legend class="aglis-field-label">
                { &props.label }
                if !props.required { <span class="aglis-optional">{ texts.t("common-optional") }</span> }
            </legend>
            <div class="aglis-checks">
                { for props.choices.iter().enumerate().map(|(place, choice)| {
                    let is_ticked = props.chosen.iter().any(|value| choice.value == value.as_str());
                    let onchange = {
                        let (all, chosen, value) = (props.choices.clone(), props.chosen.clone(), choice.value.clone());
                        let on_change = props.on_change.clone();
                        move |_: Event| on_change.emit(turned(&all, &chosen, &value))
                    };
                    html! {
                        <label key={choice.value.to_string()}>
                            <input type="checkbox" checked={is_ticked} {onchange} data-testid={format!("{}-{}", props.id, choice.value)}
                                aria-invalid={(is_wrong && place == 0).then_some("true")} />
                            <span>{ &choice.label }</span>
                        </label>
                    }
                }) }
            </div>
            <FieldHelp id={props.id.clone()} hint={props.hint.clone()} problems={props.problems.clone()} />
        </fieldset>
    }
}

/// What is ticked once `value` was turned over.
fn turned(all: &[Choice], chosen: &[String], value: &str) -> Vec<String> {
    let is_ticked = |one: &str| chosen.iter().any(|other| other == one);
    all.iter()
        .map(|choice| choice.value.as_str())
        .filter(|one| is_ticked(one) != (*one == value))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Choice, turned};

    #[test]
    fn a_box_is_turned_over_and_the_order_of_the_choices_stays() {
        let all = ["1", "2", "3"].map(|value| Choice::new(value, value));
        let chosen = turned(&all, &["3".to_owned()], "1");
        assert_eq!(chosen, ["1", "3"]);
        assert_eq!(turned(&all, &chosen, "3"), ["1"]);
    }
}
