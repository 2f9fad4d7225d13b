//! Reasons to wait, and whether the clock waits with the ticket.

use std::rc::Rc;

use model::sla::rules::{KeptHoldReason, ListHoldReasons, SaveHoldReason};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_remote, use_text, use_toasts},
    widgets::{
        Button, Dialog, Field, Form, Icon, Kind, Look, RemoteView, Section, SkeletonShape,
        StatusLabel,
    },
};

/// The list.
#[component]
pub fn HoldReasons() -> Html {
    let texts = use_text();
    let remote = use_remote(ListHoldReasons {});
    // The reason whose form is open; `Some(None)` is a new one.
    let asking = use_state_eq(|| None::<Option<KeptHoldReason>>);
    let view = {
        let (texts, asking) = (texts.clone(), asking.setter());
        Callback::from(move |reasons: Rc<Vec<KeptHoldReason>>| {
            let t = |key: &str| texts.t(key);
            html! {
                <table class="aglis-table" data-testid="settings-reason-list">
                    <thead><tr>
                        <th>{ t("rules-reason") }</th><th>{ t("rules-reason-clock") }</th><th class="aglis-right">{ t("rules-reason-waiting") }</th>
                        <th>{ t("common-status") }</th><th><span class="aglis-unseen">{ t("common-edit") }</span></th>
                    </tr></thead>
                    <tbody>{ for reasons.iter().map(|reason| {
                        let (own, other) = reason.reason.word.both(texts.locale());
                        let code = reason.reason.word.code.clone();
                        let (clock, clock_look, clock_icon) = if reason.reason.stops_clock {
                            ("rules-reason-stops", Look::Quiet, Icon::Pause)
                        } else {
                            ("rules-reason-runs", Look::Waiting, Icon::Waiting)
                        };
                        let (offered, look, icon) = if reason.active {
                            ("rules-offered", Look::Good, Icon::Done)
                        } else {
                            ("rules-not-offered", Look::Quiet, Icon::Stop)
                        };
                        let label = texts.t_with("rules-reason-edit", &[("name", &own)]);
                        let (asking, asked) = (asking.clone(), reason.clone());
                        let on_click = Callback::from(move |()| asking.set(Some(Some(asked.clone()))));
                        html! {
                            <tr key={code.clone()} data-testid="settings-reason-row" data-code={code.clone()} class={classes!((!reason.active).then_some("aglis-left"))}>
                                <td data-label={t("rules-reason")}><strong>{ own }</strong><span class="aglis-quiet">{ other }</span></td>
                                <td data-label={t("rules-reason-clock")}><StatusLabel text_key={clock} look={clock_look} icon={clock_icon} /></td>
                                <td data-label={t("rules-reason-waiting")} class="aglis-right">{ texts.grouped(reason.waiting) }</td>
                                <td data-label={t("common-status")}><StatusLabel text_key={offered} {look} {icon} /></td>
                                <td class="aglis-cell-actions"><Button test_id={format!("settings-reason-{code}")} {label} kind={Kind::Plain} icon={Icon::Edit} icon_only=true {on_click} /></td>
                            </tr>
                        }
                    }) }</tbody>
                </table>
            }
        })
    };
    let on_close = {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(None))
    };
    let add = {
        let asking = asking.setter();
        let on_click = Callback::from(move |()| asking.set(Some(None)));
        html! { <Button test_id="settings-new-reason" label={texts.t("rules-reason-new")} icon={Icon::Plus} online=true {on_click} /> }
    };
    html! {
        <>
            <Section title={texts.t("rules-reasons")} actions={add}>
                <p class="aglis-quiet aglis-lead">{ texts.t("rules-reasons-text") }</p>
                <RemoteView<Vec<KeptHoldReason>> {remote} {view} shape={SkeletonShape::Rows} />
            </Section>
            if let Some(reason) = &*asking { <ReasonForm reason={reason.clone()} {on_close} /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ReasonFormProps {
    reason: Option<KeptHoldReason>,
    on_close: Callback<()>,
}

/// The dialog for a reason.
#[component]
fn ReasonForm(props: &ReasonFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let code = props
        .reason
        .as_ref()
        .map(|kept| kept.reason.word.code.clone());
    let key = code.clone().unwrap_or_else(|| "new".to_owned());
    let start = props.reason.clone();
    let draft = use_draft(&format!("settings-reason-{key}"), move || {
        match start.clone() {
            Some(kept) => SaveHoldReason {
                code: Some(kept.reason.word.code),
                text_id: kept.reason.word.text_id,
                text_en: kept.reason.word.text_en,
                stops_clock: kept.reason.stops_clock,
                active: kept.active,
            },
            None => SaveHoldReason {
                code: None,
                text_id: String::new(),
                text_en: String::new(),
                stops_clock: true,
                active: true,
            },
        }
    });
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveHoldReason>();
    let fault = save.fault.clone();
    let problems = |field: &str| save.problems(field);
    let on_submit = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        let (on_close, request) = (props.on_close.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let on_close = on_close.clone();
            save.run_checked(request.check().map(|_| request.clone()), move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let stays = props.reason.as_ref().is_some_and(|kept| kept.stays);
    let title = match &props.reason {
        Some(kept) => texts.t_with(
            "rules-reason-edit",
            &[("name", &kept.reason.word.text(texts.locale()))],
        ),
        None => texts.t("rules-reason-new"),
    };
    let on_stops =
        draft.edit(|typed: &mut SaveHoldReason, _: Event| typed.stops_clock = !typed.stops_clock);
    let on_active = draft.edit(|typed: &mut SaveHoldReason, _: Event| typed.active = !typed.active);
    let actions = html! {
        <>
            <Button test_id="settings-reason-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="settings-reason-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="settings-reason-dialog" {title} on_close={props.on_close.clone()}>
            <Form test_id="settings-reason-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="settings-reason-id" label={texts.t("rules-reason-id")} value={typed.text_id.clone()} required=true focus=true problems={problems("text_id")}
                    on_change={draft.edit(|typed: &mut SaveHoldReason, text| typed.text_id = text)} />
                <Field id="settings-reason-en" label={texts.t("rules-reason-en")} value={typed.text_en.clone()} required=true problems={problems("text_en")}
                    on_change={draft.edit(|typed: &mut SaveHoldReason, text| typed.text_en = text)} />
                <label class="aglis-check">
                    <input type="checkbox" checked={typed.stops_clock} onchange={on_stops} data-testid="settings-reason-stops" />{ texts.t("rules-reason-stops-check") }
                </label>
                if stays {
                    <p class="aglis-quiet">{ texts.t("rules-reason-stays") }</p>
                } else {
                    <label class="aglis-check">
                        <input type="checkbox" checked={typed.active} onchange={on_active} data-testid="settings-reason-active" />{ texts.t("rules-offer") }
                    </label>
                }
            </Form>
        </Dialog>
    }
}
