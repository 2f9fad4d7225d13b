//! What a person can do from anywhere: the lines of his menu, which the palette offers as well.

use model::desk::{Lock, SignOut};
use yew::prelude::*;

use super::frame::Sheet;
use crate::{
    hooks::{use_call, use_desk, use_text},
    stores::drafts::Drafts,
    widgets::Icon,
};

/// One of them.
#[derive(Clone, PartialEq)]
pub(super) struct Action {
    /// Its test id.
    pub id: &'static str,
    pub label: AttrValue,
    pub icon: Icon,
    pub run: Callback<()>,
}

/// All of them, in the order of the menu.
#[hook]
pub(super) fn use_actions(on_sheet: &Callback<Sheet>) -> Vec<Action> {
    let (texts, desk) = (use_text(), use_desk());
    let (lock, sign_out) = (use_call::<Lock>(), use_call::<SignOut>());
    let drafts = use_context::<Drafts>().unwrap_or_default();
    let sheet = |sheet: Sheet| {
        let on_sheet = on_sheet.clone();
        Callback::from(move |()| on_sheet.emit(sheet))
    };
    let on_lock = {
        let again = desk.again.clone();
        Callback::from(move |()| {
            let again = again.clone();
            lock.run_then(Lock {}, move |()| again.emit(()));
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
    let action = |id, key: &str, icon, run| Action {
        id,
        label: texts.t(key),
        icon,
        run,
    };
    vec![
        action(
            "user-profile",
            "shell-profile",
            Icon::Person,
            sheet(Sheet::Profile),
        ),
        action(
            "user-preferences",
            "shell-preferences",
            Icon::Settings,
            sheet(Sheet::Preferences),
        ),
        action(
            "user-notifications",
            "notifications-settings",
            Icon::Bell,
            sheet(Sheet::Notifications),
        ),
        action(
            "user-password",
            "desk-password-change",
            Icon::Key,
            sheet(Sheet::Password),
        ),
        action("user-keys", "shell-keys", Icon::Keys, sheet(Sheet::Keys)),
        action("user-about", "shell-about", Icon::Info, sheet(Sheet::About)),
        action("user-lock", "shell-lock", Icon::Lock, on_lock),
        action(
            "user-sign-out",
            "shell-sign-out",
            Icon::SignOut,
            on_sign_out,
        ),
    ]
}
