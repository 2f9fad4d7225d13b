//! One banner for a lost connection, instead of a message per page.

use model::desk::Reconnect;
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_desk, use_online, use_session, use_text},
    widgets::{Button, Icon, Kind, Picture},
};

/// Shown while the database cannot be reached.
#[component]
pub(super) fn OfflineBanner() -> Html {
    let (texts, desk, session) = (use_text(), use_desk(), use_session());
    let is_online = use_online();
    let reconnect = use_call::<Reconnect>();
    let Some(state) = desk.state.as_ref().filter(|_| !is_online) else {
        return Html::default();
    };
    let since = session.zone().show(state.link_since, texts.locale());
    let on_click = {
        let (reconnect, again) = (reconnect.clone(), desk.again.clone());
        Callback::from(move |()| {
            let again = again.clone();
            reconnect.run_then(Reconnect {}, move |()| again.emit(()));
        })
    };
    html! {
        <div class="aglis-banner" role="alert" data-testid="offline-banner">
            <Picture icon={Icon::Offline} />
            <strong>{ texts.t_with("shell-offline-title", &[("since", &since)]) }</strong>
            <span>{ texts.t("shell-offline-text") }</span>
            if let Some(fault) = &reconnect.fault { <span data-testid="offline-why">{ texts.fault(fault) }</span> }
            <span class="aglis-spacer" />
            <Button test_id="offline-again" label={texts.t("common-again")} kind={Kind::Plain} icon={Icon::Again} busy={reconnect.busy} {on_click} />
        </div>
    }
}
