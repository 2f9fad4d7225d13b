//! The bar at the top: where one is, whether the database answers, language, colours, oneself.

use yew::prelude::*;

use super::{actions::Action, bell::Bell, frame::Sheet, switches::Switches};
use crate::{
    bulk::BulkIndicator,
    hooks::{use_desk, use_online, use_session, use_text},
    widgets::{Button, Icon, KeyHint, Kind, Menu, MenuItem, Picture},
};

/// Properties of [`Masthead`].
#[derive(Properties, PartialEq)]
pub(super) struct MastheadProps {
    pub on_sheet: Callback<Sheet>,
    /// The lines of the menu.
    pub actions: Vec<Action>,
    pub on_drawer: Callback<()>,
    pub is_drawer_open: bool,
}

/// The masthead.
#[component]
pub(super) fn Masthead(props: &MastheadProps) -> Html {
    let (texts, session, desk) = (use_text(), use_session(), use_desk());
    let is_online = use_online();
    let items: Vec<MenuItem> = props
        .actions
        .iter()
        .cloned()
        .map(|action| MenuItem::new(action.id, action.label, action.run).icon(action.icon))
        .collect();
    let on_palette = {
        let on_sheet = props.on_sheet.clone();
        Callback::from(move |()| on_sheet.emit(Sheet::Palette))
    };
    let on_settings = {
        let on_sheet = props.on_sheet.clone();
        Callback::from(move |()| on_sheet.emit(Sheet::Notifications))
    };
    let workspace = desk
        .state
        .as_ref()
        .map(|state| state.workspace_name.clone())
        .unwrap_or_default();
    let company = if session.me.company.is_empty() {
        workspace
    } else {
        session.me.company.clone()
    };
    let header = html! {
        <div class="aglis-menu-header">
            <strong>{ &session.me.name }</strong>
            <span class="aglis-quiet">{ &session.me.username }{ " · " }{ texts.t(&format!("role-{}", session.me.role.name())) }</span>
        </div>
    };
    let online = if is_online {
        ("shell-online", Icon::Online, "aglis-text-good")
    } else {
        ("shell-offline", Icon::Offline, "aglis-text-bad")
    };
    html! {
        <header class="aglis-masthead">
            <Button test_id="nav-open" class="aglis-narrow-only" kind={Kind::Plain} icon={Icon::Nav} icon_only=true
                label={texts.t("shell-nav-open")} pressed={props.is_drawer_open} on_click={props.on_drawer.clone()} />
            <span class="aglis-brand">{ "AGLIS" }</span>
            <span class="aglis-workspace" data-testid="masthead-workspace" title={company.clone()}>{ company }</span>
            <span class="aglis-spacer" />
            <button type="button" class="aglis-find" data-testid="palette-open" title={texts.t("shell-palette")} aria-keyshortcuts="Control+K"
                onclick={move |_: MouseEvent| on_palette.emit(())}>
                <Picture icon={Icon::Search} /><span class="aglis-wide-only">{ texts.t("shell-palette-open") }</span>
                <span class="aglis-wide-only"><KeyHint keys="ctrl+k" /></span>
            </button>
            <span class="aglis-spacer" />
            <span class={classes!("aglis-link", online.2)} data-testid="masthead-link" data-online={is_online.to_string()} role="status">
                <Picture icon={online.1} /><span class="aglis-wide-only">{ texts.t(online.0) }</span>
            </span>
            <BulkIndicator />
            <Switches />
            <Bell {on_settings} />
            <Menu test_id="user-menu" label={session.me.name.clone()} icon={Icon::Person} {items} {header} />
        </header>
    }
}
