//! The logo at the head of invoices: seen as the paper shows it, changed, taken away.

use std::rc::Rc;

use model::settings::{LogoPicture, RemoveLogo, SaveLogo, ShowLogo};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_remote, use_text, use_toasts},
    widgets::{
        Button, Confirm, FaultNote, FileDrop, Icon, RemoteView, Section, SkeletonShape, Uploaded,
    },
};

/// The section.
#[component]
pub fn LogoSection() -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let remote = use_remote(ShowLogo {});
    let (save, remove) = (use_call::<SaveLogo>(), use_call::<RemoveLogo>());
    let asking = use_state_eq(|| false);
    let has_logo = remote.data().is_some_and(|logo| logo.is_some());
    let view = {
        let texts = texts.clone();
        Callback::from(move |logo: Rc<Option<LogoPicture>>| match &*logo {
            Some(picture) => html! {
                <img class="aglis-logo" data-testid="settings-logo" alt={texts.t("settings-logo")} src={format!("data:image/png;base64,{}", picture.base64)} />
            },
            None => {
                html! { <p class="aglis-quiet" data-testid="settings-logo-none">{ texts.t("settings-logo-none") }</p> }
            }
        })
    };
    let on_uploaded = {
        let (save, toasts, texts) = (save.clone(), toasts.clone(), texts.clone());
        Callback::from(move |file: Uploaded| {
            let (toasts, texts) = (toasts.clone(), texts.clone());
            save.run_then(SaveLogo { file: file.id }, move |()| {
                toasts.good(texts.t("common-saved"));
            });
        })
    };
    // A file has one field, and what is wrong with it is told where it was dropped.
    let problems = save.problems("file");
    let fault = save.fault.clone().filter(|_| problems.is_empty());
    let on_remove = {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(true))
    };
    let on_close = {
        let (asking, remove) = (asking.setter(), remove.clone());
        Callback::from(move |()| {
            remove.clear();
            asking.set(false);
        })
    };
    let on_confirm = {
        let (remove, on_close, texts) = (remove.clone(), on_close.clone(), texts.clone());
        Callback::from(move |_: String| {
            let (toasts, texts, on_close) = (toasts.clone(), texts.clone(), on_close.clone());
            remove.run_then(RemoveLogo {}, move |()| {
                on_close.emit(());
                toasts.good(texts.t("settings-logo-removed"));
            });
        })
    };
    let actions = if has_logo {
        html! { <Button test_id="settings-logo-remove" label={texts.t("settings-logo-remove")} icon={Icon::Remove} online=true on_click={on_remove} /> }
    } else {
        Html::default()
    };
    html! {
        <Section title={texts.t("settings-logo")} {actions}>
            <div class="aglis-form aglis-settings-list">
                <RemoteView<Option<LogoPicture>> {remote} {view} shape={SkeletonShape::Rows} />
                <FileDrop test_id="settings-logo-file" label={texts.t("settings-logo-drop")} accept="image/png,image/jpeg" one=true {on_uploaded} />
                { for problems.iter().map(|problem| html! { <p class="aglis-problem" role="alert" data-testid="settings-logo-problem">{ texts.problem(problem) }</p> }) }
                <FaultNote {fault} />
            </div>
            if *asking {
                <Confirm test_id="settings-logo-dialog" title={texts.t("settings-logo-remove")} label={texts.t("settings-logo-remove")} danger=true
                    text={texts.t("settings-logo-remove-text")} busy={remove.busy} fault={remove.fault.clone()} {on_confirm} {on_close} />
            }
        </Section>
    }
}
