//! Looking after the texts that are written often, where they are inserted.

use std::rc::Rc;

use model::{
    ids::CannedTextId,
    tickets::conversation::{CannedText, ListCannedTexts, SaveCannedText},
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_call, use_draft, use_fault_toast, use_remote, use_text, use_toasts},
    stores::toasts::{ToastAction, Tone},
    widgets::{
        Button, Dialog, FaultNote, Field, FieldKind, Form, Icon, Kind, RemoteView, SkeletonShape,
    },
};

/// Properties of [`CannedTexts`].
#[derive(Properties, PartialEq)]
pub struct CannedTextsProps {
    /// Done.
    pub on_close: Callback<()>,
}

/// The dialog: the list, or the form of one of them.
#[component]
pub fn CannedTexts(props: &CannedTextsProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let remote = use_remote(ListCannedTexts { removed: false });
    let gone = use_remote(ListCannedTexts { removed: true });
    let again = {
        let (remote, gone) = (remote.again.clone(), gone.again.clone());
        Callback::from(move |()| {
            remote.emit(());
            gone.emit(());
        })
    };
    // The text whose form is open; `Some(None)` is a new one.
    let writing = use_state_eq(|| None::<Option<CannedText>>);
    let remove = use_call::<SaveCannedText>();
    let back = use_call::<SaveCannedText>();
    use_fault_toast(back.fault.clone());
    let on_restore = {
        let (back, again) = (back.clone(), again.clone());
        Callback::from(move |text: CannedText| {
            let again = again.clone();
            back.run_then(keep(&text, true), move |_: CannedTextId| again.emit(()));
        })
    };
    let on_remove = {
        let (remove, texts, again) = (remove.clone(), texts.clone(), again.clone());
        Callback::from(move |text: CannedText| {
            let (toasts, texts, back, again) =
                (toasts.clone(), texts.clone(), back.clone(), again.clone());
            remove.run_then(keep(&text, false), move |_: CannedTextId| {
                let said = texts.t_with("rules-text-removed", &[("name", &text.title)]);
                let (back, text) = (back.clone(), text.clone());
                let again_after = again.clone();
                let action = ToastAction {
                    label: texts.t("common-undo"),
                    is_undo: true,
                    run: Callback::from(move |()| {
                        let again = again_after.clone();
                        back.run_then(keep(&text, true), move |_: CannedTextId| again.emit(()));
                    }),
                };
                toasts.show(Tone::Info, said, Some(action));
                again.emit(());
            });
        })
    };
    let view = {
        let (texts, writing) = (texts.clone(), writing.setter());
        Callback::from(move |all: Rc<Vec<CannedText>>| {
            if all.is_empty() {
                return html! { <p>{ texts.t("rules-texts-none") }</p> };
            }
            html! {
                <ul class="aglis-entries" data-testid="tickets-canned-list">{ for all.iter().map(|text| {
                    let (writing, on_remove) = (writing.clone(), on_remove.clone());
                    let (asked, removed) = (text.clone(), text.clone());
                    let on_edit = Callback::from(move |()| writing.set(Some(Some(asked.clone()))));
                    let on_remove = Callback::from(move |()| on_remove.emit(removed.clone()));
                    html! {
                        <li key={text.id.0} data-testid="tickets-canned-row" data-id={text.id.to_string()}>
                            <span>{ &text.title }</span><span class="aglis-spacer" />
                            <Button test_id={format!("tickets-canned-edit-{}", text.id)} label={texts.t_with("rules-text-edit", &[("name", &text.title)])}
                                kind={Kind::Plain} icon={Icon::Edit} icon_only=true on_click={on_edit} />
                            <Button test_id={format!("tickets-canned-remove-{}", text.id)} label={texts.t_with("rules-text-remove", &[("name", &text.title)])}
                                kind={Kind::Plain} icon={Icon::Remove} icon_only=true online=true on_click={on_remove} />
                        </li>
                    }
                }) }</ul>
            }
        })
    };
    let back_to_list = {
        let writing = writing.setter();
        Callback::from(move |()| {
            writing.set(None);
            again.emit(());
        })
    };
    let on_new = {
        let writing = writing.setter();
        Callback::from(move |()| writing.set(Some(None)))
    };
    html! {
        <Dialog test_id="tickets-canned-dialog" title={texts.t("rules-texts")} wide=true on_close={props.on_close.clone()}>
            if let Some(text) = &*writing {
                <TextForm text={text.clone()} on_done={back_to_list} />
            } else {
                <p class="aglis-quiet">{ texts.t("rules-texts-text") }</p>
                <RemoteView<Vec<CannedText>> {remote} {view} shape={SkeletonShape::Rows} />
                { removed(&texts, gone.data().map_or(&[], |gone| gone.as_slice()), &on_restore) }
                <FaultNote fault={remove.fault.clone()} />
                <div class="aglis-form-actions">
                    <Button test_id="tickets-canned-new" label={texts.t("rules-text-new")} kind={Kind::Primary} icon={Icon::Plus} online=true on_click={on_new} />
                </div>
            }
        </Dialog>
    }
}

/// What was removed, each with a way back.
fn removed(texts: &Texts, gone: &[CannedText], on_restore: &Callback<CannedText>) -> Html {
    if gone.is_empty() {
        return Html::default();
    }
    html! {
        <details data-testid="tickets-canned-removed">
            <summary>{ texts.t_with("rules-texts-gone", &[("count", &gone.len())]) }</summary>
            <ul class="aglis-entries">{ for gone.iter().map(|text| {
                let (on_restore, back) = (on_restore.clone(), text.clone());
                html! {
                    <li key={text.id.0}>
                        <span>{ &text.title }</span><span class="aglis-spacer" />
                        <Button test_id={format!("tickets-canned-restore-{}", text.id)} label={texts.t("rules-text-restore")} kind={Kind::Plain}
                            online=true on_click={move |()| on_restore.emit(back.clone())} />
                    </li>
                }
            }) }</ul>
        </details>
    }
}

fn keep(text: &CannedText, active: bool) -> SaveCannedText {
    SaveCannedText {
        id: Some(text.id),
        title: text.title.clone(),
        body: text.body.clone(),
        active,
    }
}

#[derive(Properties, PartialEq)]
struct TextFormProps {
    text: Option<CannedText>,
    on_done: Callback<()>,
}

/// The form of a text.
#[component]
fn TextForm(props: &TextFormProps) -> Html {
    let texts = use_text();
    let key = props
        .text
        .as_ref()
        .map_or_else(|| "new".to_owned(), |text| text.id.to_string());
    let start = props.text.clone();
    let draft = use_draft(&format!("tickets-canned-{key}"), move || match &start {
        Some(text) => keep(text, true),
        None => SaveCannedText {
            id: None,
            title: String::new(),
            body: String::new(),
            active: true,
        },
    });
    let typed = draft.value().clone();
    let save = use_call::<SaveCannedText>();
    let on_submit = {
        let (save, draft, on_done) = (save.clone(), draft.clone(), props.on_done.clone());
        let request = typed.clone();
        Callback::from(move |()| {
            let (draft, on_done) = (draft.clone(), on_done.clone());
            save.run_then(request.clone(), move |_: CannedTextId| {
                draft.clear();
                on_done.emit(());
            });
        })
    };
    let actions = html! {
        <>
            <Button test_id="tickets-canned-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="tickets-canned-back" label={texts.t("rules-text-back")} on_click={props.on_done.clone()} />
        </>
    };
    html! {
        <Form test_id="tickets-canned-form" {on_submit} {actions} fault={save.fault.clone()}>
            <Field id="tickets-canned-title" label={texts.t("rules-text-title")} value={typed.title.clone()} required=true focus=true problems={save.problems("title")}
                on_change={draft.edit(|typed: &mut SaveCannedText, text| typed.title = text)} />
            <Field id="tickets-canned-body" kind={FieldKind::Long} label={texts.t("rules-text-body")} hint={texts.t("work-format-hint")} value={typed.body.clone()}
                required=true problems={save.problems("body")} on_change={draft.edit(|typed: &mut SaveCannedText, text| typed.body = text)} />
            <p class="aglis-quiet">{ texts.t("rules-texts-text") }</p>
        </Form>
    }
}
