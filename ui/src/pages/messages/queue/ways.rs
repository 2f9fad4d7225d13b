//! The ways out as they are right now.

use model::queue::{PauseGateway, WayNow, WayState};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_fault_toast, use_text},
    pages::messages::reason::{advice, why},
    widgets::{Button, EmptyState, Icon, Kind, Look, StatusLabel, When},
};

/// Properties of [`Ways`].
#[derive(Properties, PartialEq)]
pub struct WaysProps {
    /// How they are.
    pub ways: Vec<WayNow>,
    /// Whether the person stops them.
    pub is_admin: bool,
}

/// The table.
#[component]
pub fn Ways(props: &WaysProps) -> Html {
    let texts = use_text();
    let pause = use_call::<PauseGateway>();
    use_fault_toast(pause.fault.clone());
    let t = |key: &str| texts.t(key);
    if props.ways.is_empty() {
        return html! { <EmptyState title={t("queue-ways-empty")} text={t("queue-alarm-no-way")} icon={Icon::Message} /> };
    }
    html! {
        <table class="aglis-table" data-testid="queue-ways">
            <thead><tr>
                <th>{ t("messages-gateway") }</th><th>{ t("common-status") }</th><th>{ t("queue-used") }</th><th>{ t("queue-quota") }</th><th>{ t("queue-checked") }</th>
                if props.is_admin { <th><span class="aglis-unseen">{ t("queue-pause") }</span></th> }
            </tr></thead>
            <tbody>{ for props.ways.iter().map(|way| {
                let (word, look, icon) = match way.state {
                    WayState::Well => ("queue-state-well", Look::Good, Icon::Done),
                    WayState::Broken => ("queue-state-broken", Look::Bad, Icon::Warning),
                    WayState::Paused => ("queue-state-paused", Look::Warning, Icon::Pause),
                    WayState::Off => ("queue-state-off", Look::Quiet, Icon::Stop),
                };
                let name = format!("{} · {}", way.id, t(&way.kind.text_key()));
                let used = match way.rate {
                    Some(rate) => texts.t_with("queue-used-of", &[("used", &texts.grouped(way.used)), ("rate", &texts.grouped(rate.into())), ("window", &way.window)]),
                    None => texts.t_with("queue-used-free", &[("used", &texts.grouped(way.used)), ("window", &way.window)]),
                };
                let (id, paused) = (way.id, way.state != WayState::Paused);
                let label = texts.t_with(if paused { "queue-pause-one" } else { "queue-resume-one" }, &[("name", &name)]);
                let on_click = {
                    let pause = pause.clone();
                    Callback::from(move |()| pause.run(PauseGateway { id, paused }))
                };
                let trouble = way.reason.as_deref().filter(|_| way.state == WayState::Broken);
                html! {
                    <tr key={way.id} data-testid="queue-way">
                        <td data-label={t("messages-gateway")}><strong>{ name }</strong></td>
                        <td data-label={t("common-status")}><StatusLabel text_key={word} {look} {icon} />
                            if let Some(reason) = trouble { <span class="aglis-queue-why"><strong>{ why(&texts, reason) }</strong>{ advice(&texts, reason, None) }</span> }
                            if let Some(by) = &way.paused_by { <span class="aglis-quiet">{ by }</span> }</td>
                        <td data-label={t("queue-used")}>{ used }</td>
                        <td data-label={t("queue-quota")}>{ way.quota.clone().unwrap_or_else(|| "–".to_owned()) }</td>
                        <td data-label={t("queue-checked")}><When at={way.checked_at} relative=true /></td>
                        if props.is_admin {
                            <td class="aglis-cell-actions">if way.state != WayState::Off { <Button test_id={format!("queue-pause-way-{id}")} {label} kind={Kind::Plain} icon_only=true online=true
                                busy={pause.busy} icon={if paused { Icon::Pause } else { Icon::Right }} {on_click} /> }</td>
                        }
                    </tr>
                }
            }) }</tbody>
        </table>
    }
}
