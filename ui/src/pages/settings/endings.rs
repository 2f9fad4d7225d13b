//! The ways tickets end, for counting.

use std::rc::Rc;

use model::tickets::endings::{KeptResolutionCode, ListResolutionCodes, SaveResolutionCode};
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
pub fn Endings() -> Html {
    let texts = use_text();
    let remote = use_remote(ListResolutionCodes {});
    // The way to end whose form is open; `Some(None)` is a new one.
    let asking = use_state_eq(|| None::<Option<KeptResolutionCode>>);
    let view = {
        let (texts, asking) = (texts.clone(), asking.setter());
        Callback::from(move |endings: Rc<Vec<KeptResolutionCode>>| {
            let t = |key: &str| texts.t(key);
            html! {
                <table class="aglis-table" data-testid="settings-ending-list">
                    <thead><tr>
                        <th>{ t("rules-ending") }</th><th class="aglis-right">{ t("rules-ending-tickets") }</th>
                        <th>{ t("common-status") }</th><th><span class="aglis-unseen">{ t("common-edit") }</span></th>
                    </tr></thead>
                    <tbody>{ for endings.iter().map(|ending| {
                        let (own, other) = ending.word.both(texts.locale());
                        let code = ending.word.code.clone();
                        let (offered, look, icon) = if ending.active {
                            ("rules-offered", Look::Good, Icon::Done)
                        } else {
                            ("rules-not-offered", Look::Quiet, Icon::Stop)
                        };
                        let label = texts.t_with("rules-ending-edit", &[("name", &own)]);
                        let (asking, asked) = (asking.clone(), ending.clone());
                        let on_click = Callback::from(move |()| asking.set(Some(Some(asked.clone()))));
                        html! {
                            <tr key={code.clone()} data-testid="settings-ending-row" data-code={code.clone()} class={classes!((!ending.active).then_some("aglis-left"))}>
                                <td data-label={t("rules-ending")}><strong>{ own }</strong><span class="aglis-quiet">{ other }</span></td>
                                <td data-label={t("rules-ending-tickets")} class="aglis-right">{ texts.grouped(ending.tickets) }</td>
                                <td data-label={t("common-status")}><StatusLabel text_key={offered} {look} {icon} /></td>
                                <td class="aglis-cell-actions"><Button test_id={format!("settings-ending-{code}")} {label} kind={Kind::Plain} icon={Icon::Edit} icon_only=true {on_click} /></td>
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
        html! { <Button test_id="settings-new-ending" label={texts.t("rules-ending-new")} icon={Icon::Plus} online=true {on_click} /> }
    };
    html! {
        <>
            <Section title={texts.t("rules-endings")} actions={add}>
                <p class="aglis-quiet aglis-lead">{ texts.t("rules-endings-text") }</p>
                <RemoteView<Vec<KeptResolutionCode>> {remote} {view} shape={SkeletonShape::Rows} />
            </Section>
            if let Some(ending) = &*asking { <EndingForm ending={ending.clone()} {on_close} /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct EndingFormProps {
    ending: Option<KeptResolutionCode>,
    on_close: Callback<()>,
}

/// The dialog for a way to end.
#[component]
fn EndingForm(props: &EndingFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let code = props.ending.as_ref().map(|kept| kept.word.code.clone());
    let key = code.clone().unwrap_or_else(|| "new".to_owned());
    let start = props.ending.clone();
    let draft = use_draft(&format!("settings-ending-{key}"), move || {
        match start.clone() {
            Some(kept) => SaveResolutionCode {
                code: Some(kept.word.code),
                text_id: kept.word.text_id,
                text_en: kept.word.text_en,
                active: kept.active,
            },
            None => SaveResolutionCode {
                code: None,
                text_id: String::new(),
                text_en: String::new(),
                active: true,
            },
        }
    });
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveResolutionCode>();
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
    let title = match &props.ending {
        Some(kept) => texts.t_with(
            "rules-ending-edit",
            &[("name", &kept.word.text(texts.locale()))],
        ),
        None => texts.t("rules-ending-new"),
    };
    let on_active =
        draft.edit(|typed: &mut SaveResolutionCode, _: Event| typed.active = !typed.active);
    let actions = html! {
        <>
            <Button test_id="settings-ending-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="settings-ending-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="settings-ending-dialog" {title} on_close={props.on_close.clone()}>
            <Form test_id="settings-ending-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="settings-ending-id" label={texts.t("rules-ending-id")} value={typed.text_id.clone()} required=true focus=true problems={problems("text_id")}
                    on_change={draft.edit(|typed: &mut SaveResolutionCode, text| typed.text_id = text)} />
                <Field id="settings-ending-en" label={texts.t("rules-ending-en")} value={typed.text_en.clone()} required=true problems={problems("text_en")}
                    on_change={draft.edit(|typed: &mut SaveResolutionCode, text| typed.text_en = text)} />
                <label class="aglis-check">
                    <input type="checkbox" checked={typed.active} onchange={on_active} data-testid="settings-ending-active" />{ texts.t("rules-offer") }
                </label>
            </Form>
        </Dialog>
    }
}
