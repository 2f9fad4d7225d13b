//! The workspace is being made ready.

use yew::prelude::*;

use super::card::Card;
use crate::hooks::use_text;

/// Properties of [`Preparing`].
#[derive(Properties, PartialEq)]
pub struct PreparingProps {
    /// Text key of the running step.
    pub step: String,
    /// Steps finished.
    pub done: u32,
    /// Steps in all.
    pub total: u32,
}

/// How far it is.
#[component]
pub fn Preparing(props: &PreparingProps) -> Html {
    let texts = use_text();
    // A step this version has no words for is still a step.
    let step = if texts.knows(&props.step) {
        texts.t(&props.step)
    } else {
        texts.t("desk-preparing-step")
    };
    html! {
        <Card title={texts.t("desk-preparing")} text={texts.t("desk-preparing-text")}>
            <div role="status" data-testid="desk-preparing">
                <progress max={props.total.max(1).to_string()} value={props.done.to_string()} aria-label={texts.t("desk-preparing")} />
                <p><span class="aglis-spinner" aria-hidden="true" />{ step }<span class="aglis-spacer" />
                    <span class="aglis-quiet aglis-figures">{ props.done }{ " / " }{ props.total }</span></p>
            </div>
        </Card>
    }
}
