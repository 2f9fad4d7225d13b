//! The earlier versions of a text, and putting one back.

use std::rc::Rc;

use model::templates::{ListTemplateVersions, SaveTemplate, Template};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_remote, use_text, use_toasts},
    widgets::{Button, Dialog, FaultNote, Icon, RemoteView, SkeletonShape, When},
};

/// Properties of [`Versions`].
#[derive(Properties, PartialEq)]
pub(super) struct VersionsProps {
    /// The version that counts.
    pub template: Template,
    /// Whether the person may put one back.
    pub may_write: bool,
    /// One was put back.
    pub on_back: Callback<()>,
    /// Done.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub(super) fn Versions(props: &VersionsProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let now = &props.template;
    let remote = use_remote(ListTemplateVersions {
        name: now.name,
        language: now.language,
    });
    let save = use_call::<SaveTemplate>();
    let put_back = {
        let (save, texts, now) = (save.clone(), texts.clone(), now.clone());
        let (on_back, on_close) = (props.on_back.clone(), props.on_close.clone());
        Callback::from(move |old: Template| {
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let (on_back, on_close) = (on_back.clone(), on_close.clone());
            let request = SaveTemplate {
                name: now.name,
                language: now.language,
                seen: now.version,
                body: old.body.clone(),
            };
            save.run_then(request, move |_: i32| {
                toasts.good(texts.t_with("templates-put-back-done", &[("version", &old.version)]));
                on_back.emit(());
                on_close.emit(());
            });
        })
    };
    let view = {
        let (texts, may_write, busy) = (texts.clone(), props.may_write, save.busy);
        let newest = now.version;
        Callback::from(move |all: Rc<Vec<Template>>| {
            html! {
                <ol class="aglis-versions" data-testid="templates-versions" reversed=true>{ for all.iter().map(|one| {
                    let (put_back, old) = (put_back.clone(), one.clone());
                    let on_click = Callback::from(move |()| put_back.emit(old.clone()));
                    let who = one.changed_by.clone().unwrap_or_else(|| "AGLIS".to_owned());
                    html! {
                        <li key={one.version} data-testid="templates-version" data-version={one.version.to_string()}>
                            <header>
                                <strong>{ texts.t_with("templates-version", &[("version", &one.version)]) }</strong>
                                <span class="aglis-quiet">{ who }{ " · " }<When at={one.changed_at} /></span>
                                <span class="aglis-spacer" />
                                if one.version == newest {
                                    <span class="aglis-quiet">{ texts.t("templates-version-now") }</span>
                                } else if may_write {
                                    <Button test_id={format!("templates-put-back-{}", one.version)} label={texts.t("templates-put-back")} icon={Icon::Again}
                                        {busy} online=true {on_click} />
                                }
                            </header>
                            <pre class="aglis-template-text">{ &one.body }</pre>
                        </li>
                    }
                }) }</ol>
            }
        })
    };
    html! {
        <Dialog test_id="templates-versions-dialog" title={texts.t("templates-versions")} wide=true on_close={props.on_close.clone()}>
            <FaultNote fault={save.fault.clone()} />
            <RemoteView<Vec<Template>> {remote} {view} shape={SkeletonShape::Rows} />
        </Dialog>
    }
}
