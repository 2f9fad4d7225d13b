//! The checklist of a ticket: ticked where the work is done.

use std::rc::Rc;

use model::{
    ids::{ChecklistItemId, TicketId},
    text::Locale,
    tickets::checklist::{ChecklistItem, ShowChecklist, TickItem},
};
use yew::prelude::*;

use crate::{
    hooks::{RemoteState, use_call, use_online, use_remote, use_text},
    widgets::{FaultNote, FaultState, Section, When},
};

/// Properties of [`Checklist`].
#[derive(Properties, PartialEq)]
pub struct ChecklistProps {
    /// Whose.
    pub id: TicketId,
    /// Whether it may still change.
    pub open: bool,
}

/// The boxes; nothing where there is nothing to check.
#[component]
pub fn Checklist(props: &ChecklistProps) -> Html {
    let (texts, is_online) = (use_text(), use_online());
    let remote = use_remote(ShowChecklist { id: props.id });
    let tick = use_call::<TickItem>();
    if let RemoteState::Failed(fault) = &remote.state {
        return html! { <FaultState fault={fault.clone()} again={remote.again.clone()} /> };
    }
    let items: Rc<Vec<ChecklistItem>> = remote.data().cloned().unwrap_or_default();
    if items.is_empty() {
        return Html::default();
    }
    let on_tick = {
        let (tick, again) = (tick.clone(), remote.again.clone());
        Callback::from(move |(item, done): (ChecklistItemId, bool)| {
            let again = again.clone();
            tick.run_then(TickItem { item, done }, move |()| again.emit(()));
        })
    };
    let done = items.iter().filter(|item| item.done_at.is_some()).count();
    let title = texts.t_with("work-checklist", &[("done", &done), ("all", &items.len())]);
    html! {
        <Section {title}>
            <ul class="aglis-checklist" data-testid="tickets-checklist">
                { for items.iter().map(|item| {
                    let (id, is_done) = (item.id, item.done_at.is_some());
                    let onchange = on_tick.reform(move |_: Event| (id, !is_done));
                    let text = match texts.locale() { Locale::Id => &item.text_id, Locale::En => &item.text_en };
                    html! {
                        <li key={id.0}>
                            <label>
                                <input type="checkbox" checked={is_done} disabled={!props.open || !is_online || tick.busy}
                                    data-testid={format!("tickets-check-{id}")} {onchange} />
                                <span>{ text }</span>
                                if !item.required { <span class="aglis-optional">{ texts.t("common-optional") }</span> }
                            </label>
                            if let Some(by) = &item.done_by {
                                <span class="aglis-quiet">{ by }{ " · " }<When at={item.done_at} relative=true /></span>
                            }
                        </li>
                    }
                }) }
            </ul>
            <FaultNote fault={tick.fault.clone()} />
        </Section>
    }
}
