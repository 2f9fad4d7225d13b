//! The first start: which workspace this computer uses.

use model::desk::UseLocalWorkspace;
use yew::prelude::*;

use super::{card::Card, shared_form::SharedForm};
use crate::{
    hooks::{use_call, use_desk, use_text},
    widgets::{FaultNote, Icon, Picture},
};

/// Three ways to start.
#[component]
pub fn Choose() -> Html {
    let (texts, desk) = (use_text(), use_desk());
    let is_shared = use_state_eq(|| false);
    let local = use_call::<UseLocalWorkspace>();
    if *is_shared {
        let on_back = {
            let is_shared = is_shared.clone();
            Callback::from(move |()| is_shared.set(false))
        };
        return html! { <SharedForm {on_back} /> };
    }
    let start = |demo: bool| {
        let (local, again) = (local.clone(), desk.again.clone());
        Callback::from(move |_: MouseEvent| {
            let again = again.clone();
            local.run_then(UseLocalWorkspace { demo }, move |()| again.emit(()));
        })
    };
    let share = {
        let is_shared = is_shared.clone();
        Callback::from(move |_: MouseEvent| is_shared.set(true))
    };
    let way = |test_id: &'static str,
               icon: Icon,
               title: AttrValue,
               text: AttrValue,
               onclick: Callback<MouseEvent>| {
        html! {
            <button type="button" class="aglis-way" data-testid={test_id} disabled={local.busy} {onclick}>
                <Picture {icon} />
                <span><strong>{ title }</strong><span class="aglis-quiet">{ text }</span></span>
                <Picture icon={Icon::Right} class="aglis-small" />
            </button>
        }
    };
    html! {
        <Card title={texts.t("desk-choose")} text={texts.t("desk-choose-text")}>
            <div class="aglis-ways">
                { way("desk-local-demo", Icon::People, texts.t("desk-local-demo"), texts.t("desk-local-demo-text"), start(true)) }
                { way("desk-local-empty", Icon::Folder, texts.t("desk-local-empty"), texts.t("desk-local-empty-text"), start(false)) }
                { way("desk-shared", Icon::Database, texts.t("desk-shared"), texts.t("desk-shared-text"), share) }
            </div>
            <FaultNote fault={local.fault.clone()} />
        </Card>
    }
}
