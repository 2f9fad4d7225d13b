//! What stands where nothing is, and where something failed.

use std::rc::Rc;

use model::fault::Fault;
use yew::prelude::*;

use super::{
    button::Button,
    icon::{Icon, Picture},
};
use crate::hooks::use_text;

/// Properties of [`EmptyState`].
#[derive(Properties, PartialEq)]
pub struct EmptyStateProps {
    /// What is missing.
    pub title: AttrValue,
    /// What to do about it.
    #[prop_or_default]
    pub text: Option<AttrValue>,
    /// Picture.
    #[prop_or(Icon::Info)]
    pub icon: Icon,
    /// Buttons.
    #[prop_or_default]
    pub children: Html,
}

/// Says that nothing is here and what to do.
#[component]
pub fn EmptyState(props: &EmptyStateProps) -> Html {
    html! {
        <div class="aglis-empty">
            <Picture icon={props.icon} />
            <h3>{ &props.title }</h3>
            if let Some(text) = &props.text { <p>{ text }</p> }
            <div class="aglis-empty-actions">{ props.children.clone() }</div>
        </div>
    }
}

/// Properties of [`FaultState`].
#[derive(Properties, PartialEq)]
pub struct FaultStateProps {
    /// What failed.
    pub fault: Rc<Fault>,
    /// Tries again.
    pub again: Callback<()>,
}

/// Says in the place of the content why it is not there, with a way to try again.
#[component]
pub fn FaultState(props: &FaultStateProps) -> Html {
    let texts = use_text();
    // No field stands here that could show its problem.
    let mut reasons = texts.reasons(&props.fault, &[]).into_iter();
    html! {
        <div class="aglis-empty" role="alert" data-testid="fault-state">
            <Picture icon={Icon::Warning} class="aglis-text-bad" />
            <h3>{ reasons.next() }</h3>
            { for reasons.map(|reason| html! { <p>{ reason }</p> }) }
            if let Some(reference) = &props.fault.reference {
                <p class="aglis-reference">{ texts.t_with("common-reference", &[("reference", reference)]) }</p>
            }
            <div class="aglis-empty-actions">
                <Button test_id="fault-again" label={texts.t("common-again")} icon={Icon::Again} on_click={props.again.clone()} />
            </div>
        </div>
    }
}
