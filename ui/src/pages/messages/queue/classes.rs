//! The classes in the order in which they go out.

use model::queue::{ClassNow, PauseClass};
use yew::prelude::*;

use super::cards::lasting;
use crate::{
    hooks::{use_call, use_fault_toast, use_text},
    widgets::{Button, Icon, Kind, Look, StatusLabel, When},
};

/// Properties of [`Classes`].
#[derive(Properties, PartialEq)]
pub struct ClassesProps {
    /// How they stand.
    pub classes: Vec<ClassNow>,
    /// Whether the person stops them.
    pub is_admin: bool,
}

/// The table.
#[component]
pub fn Classes(props: &ClassesProps) -> Html {
    let texts = use_text();
    let pause = use_call::<PauseClass>();
    use_fault_toast(pause.fault.clone());
    let t = |key: &str| texts.t(key);
    let pair = |half: Option<f64>, most: Option<f64>| match half.zip(most) {
        Some((half, most)) => format!("{} / {}", lasting(&texts, half), lasting(&texts, most)),
        None => "–".to_owned(),
    };
    html! {
        <table class="aglis-table" data-testid="queue-classes">
            <thead><tr>
                <th>{ t("messages-class") }</th><th class="aglis-right">{ t("queue-card-waiting") }</th><th class="aglis-right">{ t("queue-card-delayed") }</th>
                <th class="aglis-right">{ t("queue-card-active") }</th><th class="aglis-right">{ t("queue-card-sent") }</th><th>{ t("queue-card-oldest") }</th>
                <th>{ t("queue-wait") }</th><th>{ t("queue-send") }</th><th>{ t("common-status") }</th>
                if props.is_admin { <th><span class="aglis-unseen">{ t("queue-pause") }</span></th> }
            </tr></thead>
            <tbody>{ for props.classes.iter().map(|one| {
                let (word, look, icon) = if one.paused_at.is_some() {
                    ("queue-state-paused", Look::Warning, Icon::Pause)
                } else {
                    ("queue-state-open", Look::Good, Icon::Done)
                };
                let name = t(&one.class.text_key());
                let (class, paused) = (one.class, one.paused_at.is_none());
                let label = texts.t_with(if paused { "queue-pause-one" } else { "queue-resume-one" }, &[("name", &name)]);
                let on_click = {
                    let pause = pause.clone();
                    Callback::from(move |()| pause.run(PauseClass { class, paused }))
                };
                html! {
                    <tr key={one.class.name()} data-testid="queue-class" data-class={one.class.name()}>
                        <td data-label={t("messages-class")}><strong>{ name }</strong></td>
                        <td class="aglis-right" data-label={t("queue-card-waiting")}>{ texts.grouped(one.waiting) }</td>
                        <td class="aglis-right" data-label={t("queue-card-delayed")}>{ texts.grouped(one.delayed) }</td>
                        <td class="aglis-right" data-label={t("queue-card-active")}>{ texts.grouped(one.active) }</td>
                        <td class="aglis-right" data-label={t("queue-card-sent")}>{ texts.grouped(one.sent_today) }</td>
                        <td data-label={t("queue-card-oldest")}><When at={one.oldest_at} relative=true /></td>
                        <td data-label={t("queue-wait")}>{ pair(one.wait_p50, one.wait_p95) }</td>
                        <td data-label={t("queue-send")}>{ pair(one.send_p50, one.send_p95) }</td>
                        <td data-label={t("common-status")}><StatusLabel text_key={word} {look} {icon} />
                            if let Some(by) = &one.paused_by { <span class="aglis-quiet">{ by }</span> }</td>
                        if props.is_admin {
                            <td class="aglis-cell-actions"><Button test_id={format!("queue-pause-{}", one.class.name())} {label} kind={Kind::Plain} icon_only=true online=true busy={pause.busy}
                                icon={if paused { Icon::Pause } else { Icon::Right }} {on_click} /></td>
                        }
                    </tr>
                }
            }) }</tbody>
        </table>
    }
}
