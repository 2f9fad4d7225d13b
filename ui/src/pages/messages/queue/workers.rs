//! Machines that send.

use model::queue::QueueWorker;
use yew::prelude::*;

use crate::{
    hooks::Texts,
    widgets::{EmptyState, Icon, Look, StatusLabel, When},
};

/// The table; those dismissed are left out.
pub fn workers(all: &[QueueWorker], texts: &Texts) -> Html {
    let t = |key: &str| texts.t(key);
    let mut shown = all.iter().filter(|worker| worker.enabled).peekable();
    if shown.peek().is_none() {
        return html! { <EmptyState title={t("queue-workers-empty")} text={t("queue-workers-hint")} icon={Icon::Screen} /> };
    }
    html! {
        <table class="aglis-table" data-testid="queue-workers">
            <thead><tr><th>{ t("queue-device") }</th><th>{ t("common-status") }</th><th>{ t("queue-since") }</th><th>{ t("queue-seen") }</th>
                <th class="aglis-right">{ t("queue-holds") }</th><th>{ t("queue-app-version") }</th></tr></thead>
            <tbody>{ for shown.map(|worker| {
                let (word, look, icon) = if worker.alive {
                    ("queue-state-working", Look::Good, Icon::Done)
                } else {
                    ("queue-state-away", Look::Quiet, Icon::Stop)
                };
                html! {
                    <tr key={worker.id} data-testid="queue-worker">
                        <td data-label={t("queue-device")}><strong>{ &worker.device }</strong><span class="aglis-quiet">{ &worker.login }</span></td>
                        <td data-label={t("common-status")}><StatusLabel text_key={word} {look} {icon} /></td>
                        <td data-label={t("queue-since")}><When at={worker.since} /></td>
                        <td data-label={t("queue-seen")}><When at={worker.seen_at} relative=true /></td>
                        <td class="aglis-right" data-label={t("queue-holds")}>{ texts.grouped(worker.holds) }</td>
                        <td data-label={t("queue-app-version")}>{ &worker.version }</td>
                    </tr>
                }
            }) }</tbody>
        </table>
    }
}
