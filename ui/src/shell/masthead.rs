//! The bar at the top: where one is, whether the database answers, language, colours, oneself.

use model::desk::{Lock, SignOut};
use yew::prelude::*;

use super::{frame::Sheet, switches::Switches};
use crate::{
    hooks::{use_call, use_desk, use_online, use_session, use_text},
    stores::drafts::Drafts,
    widgets::{Button, Icon, Kind, Menu, MenuItem, Picture},
};

/// Properties of [`Masthead`].
#[derive(Properties, PartialEq)]
pub(super) struct MastheadProps {
    pub on_sheet: Callback<Sheet>,
    pub on_drawer: Callback<()>,
    pub is_drawer_open: bool,
}

/// The masthead.
#[component]
pub(super) fn Masthead(props: &MastheadProps) -> Html {
    let (texts, session, desk) = (use_text(), use_session(), use_desk());
    let is_online = use_online();
    let (lock, sign_out) = (use_call::<Lock>(), use_call::<SignOut>());
    let drafts = use_context::<Drafts>().unwrap_or_default();
    let sheet = |sheet: Sheet| {
        let on_sheet = props.on_sheet.clone();
        Callback::from(move |()| on_sheet.emit(sheet))
    };
    let on_lock = {
        let again = desk.again.clone();
        Callback::from(move |()| {
            lock.run_then(Lock {}, {
                let again = again.clone();
                move |()| again.emit(())
            })
        })
    };
    let on_sign_out = {
        let again = desk.again.clone();
        Callback::from(move |()| {
            let (again, drafts) = (again.clone(), drafts.clone());
            sign_out.run_then(SignOut {}, move |()| {
                // The next person must not find what this one was writing.
                drafts.forget_all();
                again.emit(());
            });
        })
    };
    let items = vec![
        MenuItem::new(
            "user-preferences",
            texts.t("shell-preferences"),
            sheet(Sheet::Preferences),
        )
        .icon(Icon::Settings),
        MenuItem::new(
            "user-password",
            texts.t("desk-password-change"),
            sheet(Sheet::Password),
        )
        .icon(Icon::Key),
        MenuItem::new("user-keys", texts.t("shell-keys"), sheet(Sheet::Keys)).icon(Icon::Keys),
        MenuItem::new("user-about", texts.t("shell-about"), sheet(Sheet::About)).icon(Icon::Info),
        MenuItem::new("user-lock", texts.t("shell-lock"), on_lock).icon(Icon::Lock),
        MenuItem::new("user-sign-out", texts.t("shell-sign-out"), on_sign_out).icon(Icon::SignOut),
    ];
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
            <span class={classes!("aglis-link", online.2)} data-testid="masthead-link" data-online={is_online.to_string()} role="status">
                <Picture icon={online.1} /><span class="aglis-wide-only">{ texts.t(online.0) }</span>
            </span>
            <Switches />
            <Menu test_id="user-menu" label={session.me.name.clone()} icon={Icon::Person} {items} {header} />
        </header>
    }
}
