//! One banner for a lost connection, instead of a message per page.

use yew::prelude::*;

use crate::{
    hooks::{use_desk, use_online, use_session, use_text},
    widgets::{Button, Icon, Kind, Picture},
};

/// Shown while the database cannot be reached.
#[component]
pub(super) fn OfflineBanner() -> Html {
    let (texts, desk, session) = (use_text(), use_desk(), use_session());
    let is_online = use_online();
    let Some(state) = desk.state.as_ref().filter(|_| !is_online) else {
        return Html::default();
    };
    let since = session.zone().show(state.link_since, texts.locale());
    html! {
        <div class="aglis-banner" role="alert" data-testid="offline-banner">
            <Picture icon={Icon::Offline} />
            <strong>{ texts.t_with("shell-offline-title", &[("since", &since)]) }</strong>
            <span>{ texts.t("shell-offline-text") }</span>
            <span class="aglis-spacer" />
            <Button test_id="offline-again" label={texts.t("common-again")} kind={Kind::Plain} icon={Icon::Again} on_click={desk.again.clone()} />
        </div>
    }
}
