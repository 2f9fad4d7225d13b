//! How far a message came: what happened with it in order, and how it was tried.

use model::messages::{MessageDetail, Try};
use yew::prelude::*;

use super::reason::{advice, why};
use crate::{
    hooks::Texts,
    widgets::{Icon, Timeline, TimelineItem, When},
};

/// What happened, step by step.
pub(super) fn timeline(message: &MessageDetail, texts: &Texts) -> Html {
    let steps = [
        ("messages-queued", Some(message.queued_at), Icon::Waiting),
        ("messages-scheduled", message.scheduled_at, Icon::Calendar),
        ("messages-sent", message.sent_at, Icon::Right),
        ("messages-delivered", message.delivered_at, Icon::Check),
        ("messages-read", message.read_at, Icon::Done),
        ("queue-unknown-since", message.unknown_at, Icon::Info),
        ("messages-ended", message.ended_at, Icon::Stop),
    ];
    let item = |key: &str, at, icon| TimelineItem {
        at,
        icon,
        title: texts.t(key),
        by: None,
        body: Html::default(),
    };
    let mut items: Vec<TimelineItem> = steps
        .into_iter()
        .filter_map(|(key, at, icon)| Some(item(key, at?, icon)))
        .collect();
    if let Some(job) = &message.job {
        if let Some(device) = &job.held_by {
            let mut held = item(
                "queue-held",
                job.wire_at.unwrap_or(message.queued_at),
                Icon::Progress,
            );
            held.by = Some(device.clone().into());
            items.push(held);
        } else if job.attempt > 1 {
            items.push(item("queue-next-try", job.run_at, Icon::Again));
        }
    }
    items.sort_by_key(|item| item.at);
    html! { <Timeline {items} /> }
}

/// Why it did not arrive, and what to do about it.
pub(super) fn trouble(message: &MessageDetail, texts: &Texts) -> Html {
    let Some(reason) = &message.reason else {
        return Html::default();
    };
    html! {
        <div class="aglis-note aglis-tone-warning" data-testid="messages-reason">
            <div><p><strong>{ why(texts, reason) }</strong></p><p>{ advice(texts, reason, Some(message.status)) }</p></div>
        </div>
    }
}

/// The tries, the first first.
pub(super) fn tries(all: &[Try], texts: &Texts) -> Html {
    let t = |key: &str| texts.t(key);
    if all.is_empty() {
        return html! { <p class="aglis-quiet">{ t("queue-no-tries") }</p> };
    }
    html! {
        <table class="aglis-table" data-testid="messages-tries">
            <thead><tr><th>{ t("messages-attempts") }</th><th>{ t("queue-ended") }</th><th>{ t("queue-outcome") }</th><th>{ t("queue-device") }</th><th>{ t("messages-gateway") }</th></tr></thead>
            <tbody>{ for all.iter().map(|one| html! {
                <tr>
                    <td data-label={t("messages-attempts")}>{ one.attempt }</td>
                    <td data-label={t("queue-ended")}><When at={one.ended_at} /></td>
                    <td data-label={t("queue-outcome")}><strong>{ t(&one.outcome.text_key()) }</strong>
                        if let Some(error) = &one.error { <span class="aglis-quiet">{ why(texts, error) }</span> }</td>
                    <td data-label={t("queue-device")}>{ one.device.clone().unwrap_or_else(|| "–".to_owned()) }</td>
                    <td data-label={t("messages-gateway")}>{ one.gateway.as_ref().map_or_else(|| "–".into(), |kind| t(&format!("queue-kind-{kind}"))) }</td>
                </tr>
            }) }</tbody>
        </table>
    }
}
