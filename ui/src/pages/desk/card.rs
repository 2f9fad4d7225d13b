//! The sheet in the middle of the window that all pages before the work share.

use yew::prelude::*;

use crate::shell::Switches;

/// Properties of [`Card`].
#[derive(Properties, PartialEq)]
pub(super) struct CardProps {
    /// Heading.
    pub title: AttrValue,
    /// Below the heading.
    #[prop_or_default]
    pub text: Option<AttrValue>,
    /// Wider.
    #[prop_or_default]
    pub wide: bool,
    /// Content.
    pub children: Html,
}

/// The sheet.
#[component]
pub(super) fn Card(props: &CardProps) -> Html {
    html! {
        <div class="aglis-gate">
            <div class="aglis-gate-top"><span class="aglis-brand">{ "AGLIS" }</span><span class="aglis-spacer" /><Switches /></div>
            <main class={classes!("aglis-card", props.wide.then_some("aglis-wide"))}>
                <h1>{ &props.title }</h1>
                if let Some(text) = &props.text { <p class="aglis-quiet">{ text }</p> }
                { props.children.clone() }
            </main>
        </div>
    }
}
