//! What happened to a record, newest first or as the page orders it.

use chrono::{DateTime, Utc};
use yew::prelude::*;

use super::{
    icon::{Icon, Picture},
    values::When,
};

/// One event.
#[derive(Clone, PartialEq)]
pub struct TimelineItem {
    /// When.
    pub at: DateTime<Utc>,
    /// Picture.
    pub icon: Icon,
    /// What happened.
    pub title: AttrValue,
    /// Who did it.
    pub by: Option<AttrValue>,
    /// More, such as a reason or a photo.
    pub body: Html,
}

/// Properties of [`Timeline`].
#[derive(Properties, PartialEq)]
pub struct TimelineProps {
    /// Events in the order to show.
    pub items: Vec<TimelineItem>,
}

/// A list of events along a line.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    html! {
        <ol class="aglis-timeline">
            { for props.items.iter().map(|item| html! {
                <li>
                    <span class="aglis-timeline-mark"><Picture icon={item.icon} /></span>
                    <div>
                        <p><strong>{ &item.title }</strong>
                            <span class="aglis-quiet">
                                if let Some(by) = &item.by { { " · " }{ by } }
                                { " · " }<When at={item.at} relative=true />
                            </span>
                        </p>
                        { item.body.clone() }
                    </div>
                </li>
            }) }
        </ol>
    }
}
