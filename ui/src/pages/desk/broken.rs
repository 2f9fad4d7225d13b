//! The workspace could not be opened.

use model::{
    desk::{LeaveWorkspace, UseLocalWorkspace, UseSharedDatabase, Workspace, WriteDiagnostics},
    problem::Problem,
};
use yew::prelude::*;

use super::card::Card;
use crate::{
    hooks::{use_call, use_desk, use_text, use_toasts},
    widgets::{Button, FaultNote, Icon, Kind, Picture},
};

/// Properties of [`Broken`].
#[derive(Properties, PartialEq)]
pub struct BrokenProps {
    /// Why.
    pub problem: Problem,
}

/// The reason, and the ways out of it.
#[component]
pub fn Broken(props: &BrokenProps) -> Html {
    let (texts, desk, toasts) = (use_text(), use_desk(), use_toasts());
    let (local, shared) = (
        use_call::<UseLocalWorkspace>(),
        use_call::<UseSharedDatabase>(),
    );
    let (leave, diagnostics) = (use_call::<LeaveWorkspace>(), use_call::<WriteDiagnostics>());
    let again = {
        let (local, shared, desk) = (local.clone(), shared.clone(), desk.clone());
        Callback::from(move |()| {
            let again = desk.again.clone();
            let done = move |()| again.emit(());
            match desk
                .state
                .as_ref()
                .and_then(|state| state.workspace.clone())
            {
                Some(Workspace::Shared(database)) => {
                    shared.run_then(UseSharedDatabase { database }, done)
                }
                Some(Workspace::Local { .. }) => {
                    local.run_then(UseLocalWorkspace { demo: false }, done)
                }
                None => done(()),
            }
        })
    };
    let on_leave = {
        let (leave, again) = (leave.clone(), desk.again.clone());
        Callback::from(move |()| {
            let again = again.clone();
            leave.run_then(LeaveWorkspace {}, move |()| again.emit(()))
        })
    };
    let on_diagnostics = {
        let (diagnostics, texts) = (diagnostics.clone(), texts.clone());
        Callback::from(move |()| {
            let (texts, toasts) = (texts.clone(), toasts.clone());
            diagnostics.run_then(WriteDiagnostics {}, move |path: String| {
                toasts.good(texts.t_with("desk-diagnostics-done", &[("path", &path)]))
            });
        })
    };
    let fault = [
        &local.fault,
        &shared.fault,
        &leave.fault,
        &diagnostics.fault,
    ]
    .into_iter()
    .find_map(Clone::clone);
    html! {
        <Card title={texts.t("desk-broken")}>
            <div class="aglis-note aglis-tone-bad" role="alert" data-testid="desk-broken"><Picture icon={Icon::Warning} /><div>{ texts.problem(&props.problem) }</div></div>
            <p class="aglis-quiet">{ texts.t("desk-broken-text") }</p>
            <FaultNote {fault} />
            <div class="aglis-form-actions">
                <Button test_id="desk-broken-again" label={texts.t("common-again")} kind={Kind::Primary} icon={Icon::Again} busy={local.busy || shared.busy} on_click={again} />
                <Button test_id="desk-broken-leave" label={texts.t("desk-leave")} busy={leave.busy} on_click={on_leave} />
                <Button test_id="desk-broken-diagnostics" label={texts.t("desk-diagnostics")} kind={Kind::Plain} busy={diagnostics.busy} on_click={on_diagnostics} />
            </div>
        </Card>
    }
}
