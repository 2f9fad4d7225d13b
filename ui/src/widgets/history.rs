//! What happened to a record, in words.

use model::audit::TimelineEntry;
use yew::prelude::*;

use super::{Icon, Timeline, TimelineItem};
use crate::hooks::use_text;

/// Properties of [`History`].
#[derive(Properties, PartialEq)]
pub struct HistoryProps {
    /// Newest first.
    pub entries: Vec<TimelineEntry>,
}

/// A timeline of events and notes.
#[component]
pub fn History(props: &HistoryProps) -> Html {
    let texts = use_text();
    let items = props
        .entries
        .iter()
        .map(|entry| TimelineItem {
            at: entry.at,
            icon: match entry.event.as_str() {
                "created" => Icon::Plus,
                "completed" | "closed" | "installed" | "paid" | "verified" | "approved" => {
                    Icon::Done
                }
                "on_hold" => Icon::Pause,
                "cancelled" | "rejected" | "void" => Icon::Stop,
                "note" => Icon::Note,
                _ => Icon::Progress,
            },
            title: texts.t(&format!("event-{}", entry.event.replace('_', "-"))),
            by: entry.actor.clone().map(AttrValue::from),
            body: entry.body.as_ref().map_or_else(
                Html::default,
                |body| html! { <p class="aglis-prose">{ body }</p> },
            ),
        })
        .collect::<Vec<_>>();
    html! { <Timeline {items} /> }
}
