//! A button that shows that its work is under way.

use yew::prelude::*;

use super::icon::{Icon, Picture};
use crate::hooks::use_online;

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The next step; one on a page.
    Primary,
    /// Everything else.
    #[default]
    Secondary,
    /// Takes something away or cannot be undone.
    Danger,
    /// Without a frame, as in bars and rows.
    Plain,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Kind::Primary => "pf-m-primary",
            Kind::Secondary => "pf-m-secondary",
            Kind::Danger => "pf-m-danger",
            Kind::Plain => "pf-m-plain aglis-plain",
        }
    }
}

/// Properties of [`Button`].
#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    /// `<area>-<thing>`.
    pub test_id: AttrValue,
    /// Text; with `icon_only` the name for screen readers and the tooltip.
    pub label: AttrValue,
    /// Look.
    #[prop_or_default]
    pub kind: Kind,
    /// Picture before the text.
    #[prop_or_default]
    pub icon: Option<Icon>,
    /// Shows only the picture.
    #[prop_or_default]
    pub icon_only: bool,
    /// Work is under way: a spinner, and clicks do nothing.
    #[prop_or_default]
    pub busy: bool,
    /// Cannot be pressed.
    #[prop_or_default]
    pub disabled: bool,
    /// Needs the database: disabled while it cannot be reached.
    #[prop_or_default]
    pub online: bool,
    /// Sends the form around it.
    #[prop_or_default]
    pub submit: bool,
    /// Pressed look for switches of a group.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// More classes.
    #[prop_or_default]
    pub class: Classes,
    /// What it does.
    #[prop_or_default]
    pub on_click: Callback<()>,
}

/// A button. Keeps its width and its focus while busy.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let is_online = use_online();
    let disabled = props.disabled || (props.online && !is_online);
    let onclick = {
        let (on_click, busy, submit) = (props.on_click.clone(), props.busy, props.submit);
        Callback::from(move |event: MouseEvent| {
            if busy {
                event.prevent_default();
            } else if !submit {
                event.stop_propagation();
                on_click.emit(());
            }
        })
    };
    html! {
        <button
            type={if props.submit { "submit" } else { "button" }}
            class={classes!("pf-v6-c-button", props.kind.class(), props.busy.then_some("aglis-busy"),
                props.icon_only.then_some("aglis-icon-only"), props.class.clone())}
            data-testid={props.test_id.clone()}
            {disabled}
            aria-busy={props.busy.then_some("true")}
            aria-pressed={props.pressed.map(|pressed| if pressed { "true" } else { "false" })}
            aria-label={props.icon_only.then(|| props.label.clone())}
            title={props.icon_only.then(|| props.label.clone())}
            {onclick}
        >
            if props.busy { <span class="aglis-spinner" aria-hidden="true" /> }
            else if let Some(icon) = props.icon { <Picture {icon} /> }
            if !props.icon_only { <span class="pf-v6-c-button__text">{ &props.label }</span> }
        </button>
    }
}
