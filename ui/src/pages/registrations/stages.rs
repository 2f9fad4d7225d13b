//! How long each state of a registration took.

use model::registrations::Stage;
use yew::prelude::*;

use crate::{
    hooks::use_text,
    widgets::{StatusLabel, StatusLabelProps, When},
};

/// Properties of [`Stages`].
#[derive(Properties, PartialEq)]
pub struct StagesProps {
    /// Oldest first.
    pub stages: Vec<Stage>,
}

/// The states in their order, each with its days; the last one still counts.
#[component]
pub fn Stages(props: &StagesProps) -> Html {
    let texts = use_text();
    html! {
        <ol class="aglis-stages" data-testid="registrations-stages">
            { for props.stages.iter().map(|stage| html! {
                <li key={stage.since.to_rfc3339()}>
                    <StatusLabel ..StatusLabelProps::from(stage.status) />
                    if stage.is_over || stage.status.is_open() {
                        <span class="aglis-figures">{ texts.t_with("registrations-card-days", &[("count", &stage.days)]) }</span>
                    }
                    <span class="aglis-quiet"><When at={stage.since} /></span>
                </li>
            }) }
        </ol>
    }
}
