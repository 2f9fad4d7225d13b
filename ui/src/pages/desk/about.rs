//! Which build this is, and the bundle that helps to help.

use model::desk::WriteDiagnostics;
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_desk, use_text},
    widgets::{Button, Dialog, Fact, Facts, FaultNote, Icon},
};

/// Properties of [`About`].
#[derive(Properties, PartialEq)]
pub struct AboutProps {
    /// Closed.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn About(props: &AboutProps) -> Html {
    let (texts, desk) = (use_text(), use_desk());
    let diagnostics = use_call::<WriteDiagnostics>();
    let written = use_state_eq(|| None::<String>);
    let build = desk
        .state
        .as_ref()
        .map(|state| state.build.clone())
        .unwrap_or_default();
    let on_click = {
        let (diagnostics, written) = (diagnostics.clone(), written.setter());
        Callback::from(move |()| {
            let written = written.clone();
            diagnostics.run_then(WriteDiagnostics {}, move |path| written.set(Some(path)));
        })
    };
    let facts = vec![
        Fact::text(texts.t("desk-version"), &build.version),
        Fact::text(texts.t("desk-commit"), &build.commit),
        Fact::text(texts.t("desk-platform"), &build.platform),
    ];
    html! {
        <Dialog test_id="about" title={texts.t("shell-about")} on_close={props.on_close.clone()}>
            <Facts {facts} />
            <p class="aglis-quiet">{ texts.t("desk-diagnostics-text") }</p>
            <Button test_id="about-diagnostics" label={texts.t("desk-diagnostics")} icon={Icon::File} busy={diagnostics.busy} {on_click} />
            if let Some(path) = &*written {
                <p class="aglis-path" data-testid="about-diagnostics-path">{ texts.t_with("desk-diagnostics-done", &[("path", path)]) }</p>
            }
            <FaultNote fault={diagnostics.fault.clone()} />
        </Dialog>
    }
}
