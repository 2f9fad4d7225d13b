//! The form of a category, with the checklist that its tickets get.

use std::rc::Rc;

use model::{
    fault::Fault,
    states::{Priority, TicketType},
    tickets::choices::{Category, CategoryItem, KeptCategory, SaveTicketCategory, Worded},
};
use yew::prelude::*;

use crate::{
    hooks::{Draft, use_checked_call, use_draft, use_text, use_toasts},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Icon, Kind},
};

/// Properties of [`CategoryForm`].
#[derive(Properties, PartialEq)]
pub struct CategoryFormProps {
    /// Which; none for a new one.
    pub kept: Option<KeptCategory>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

fn typed_of(kept: Option<&KeptCategory>) -> SaveTicketCategory {
    match kept {
        Some(kept) => SaveTicketCategory {
            category: kept.category.clone(),
            active: kept.active,
            items: kept.items.clone(),
        },
        None => SaveTicketCategory {
            category: Category {
                // The core makes one from the words.
                word: Worded {
                    code: String::new(),
                    text_id: String::new(),
                    text_en: String::new(),
                },
                kind: None,
                priority: Priority::Normal,
            },
            active: true,
            items: Vec::new(),
        },
    }
}

/// The dialog.
#[component]
pub fn CategoryForm(props: &CategoryFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let key = props
        .kept
        .as_ref()
        .map_or_else(|| "new".to_owned(), |kept| kept.category.word.code.clone());
    let start = props.kept.clone();
    let draft = use_draft(&format!("settings-category-{key}"), move || {
        typed_of(start.as_ref())
    });
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveTicketCategory>();
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
    let title = match &props.kept {
        Some(kept) => texts.t_with(
            "rules-category-edit",
            &[("name", &kept.category.word.text(texts.locale()))],
        ),
        None => texts.t("rules-category-new"),
    };
    let kinds = std::iter::once(Choice::new("", texts.t("rules-category-any")))
        .chain(
            TicketType::ALL
                .iter()
                .map(|kind| Choice::new(kind.name(), texts.t(&kind.text_key()))),
        )
        .collect::<Vec<_>>();
    let priorities = Priority::ALL
        .iter()
        .map(|priority| Choice::new(priority.name(), texts.t(&priority.text_key())))
        .collect::<Vec<_>>();
    let on_active =
        draft.edit(|typed: &mut SaveTicketCategory, _: Event| typed.active = !typed.active);
    let add = draft.edit(|typed: &mut SaveTicketCategory, ()| {
        typed.items.push(CategoryItem {
            text_id: String::new(),
            text_en: String::new(),
            required: true,
        });
    });
    let actions = html! {
        <>
            <Button test_id="settings-category-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="settings-category-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="settings-category-dialog" {title} wide=true on_close={props.on_close.clone()}>
            <Form test_id="settings-category-form" {on_submit} {actions} fault={fault.clone()}>
                <div class="aglis-two">
                    <Field id="settings-category-id" label={texts.t("rules-category-id")} value={typed.category.word.text_id.clone()} required=true problems={problems("text_id")}
                        on_change={draft.edit(|typed: &mut SaveTicketCategory, text| typed.category.word.text_id = text)} />
                    <Field id="settings-category-en" label={texts.t("rules-category-en")} value={typed.category.word.text_en.clone()} required=true problems={problems("text_en")}
                        on_change={draft.edit(|typed: &mut SaveTicketCategory, text| typed.category.word.text_en = text)} />
                    <Field id="settings-category-kind" kind={FieldKind::Select} label={texts.t("rules-category-kind")} choices={kinds} required=true
                        value={typed.category.kind.map_or("", TicketType::name)}
                        on_change={draft.edit(|typed: &mut SaveTicketCategory, text: String| typed.category.kind = TicketType::from_name(&text))} />
                    <Field id="settings-category-priority" kind={FieldKind::Select} label={texts.t("rules-category-priority")} choices={priorities} required=true
                        value={typed.category.priority.name()}
                        on_change={draft.edit(|typed: &mut SaveTicketCategory, text: String| typed.category.priority = Priority::from_name(&text).unwrap_or(typed.category.priority))} />
                </div>
                <label class="aglis-check">
                    <input type="checkbox" checked={typed.active} onchange={on_active} data-testid="settings-category-active" />{ texts.t("rules-offer") }
                </label>
                <p class="aglis-quiet">{ texts.t("rules-checklist-text") }</p>
                { for typed.items.iter().enumerate().map(|(at, item)| html! {
                    <Line key={at} {at} item={item.clone()} draft={draft.clone()} fault={fault.clone()} />
                }) }
                <div><Button test_id="settings-category-add" label={texts.t("rules-checklist-add")} icon={Icon::Plus} on_click={add} /></div>
            </Form>
        </Dialog>
    }
}

#[derive(Properties)]
struct LineProps {
    at: usize,
    item: CategoryItem,
    draft: Draft<SaveTicketCategory>,
    fault: Option<Rc<Fault>>,
}

impl PartialEq for LineProps {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && self.item == other.item && self.fault == other.fault
    }
}

/// A line of the checklist.
#[component]
fn Line(props: &LineProps) -> Html {
    let texts = use_text();
    let (at, item, draft) = (props.at, &props.item, &props.draft);
    let problems = |field: &str| {
        props.fault.as_ref().map_or_else(Vec::new, |fault| {
            fault.field(&format!("items.{at}.{field}")).to_vec()
        })
    };
    let change = |set: fn(&mut CategoryItem, String)| {
        draft.edit(move |typed: &mut SaveTicketCategory, text: String| {
            if let Some(item) = typed.items.get_mut(at) {
                set(item, text);
            }
        })
    };
    let on_required = draft.edit(move |typed: &mut SaveTicketCategory, _: Event| {
        if let Some(item) = typed.items.get_mut(at) {
            item.required = !item.required;
        }
    });
    let on_up = draft.edit(move |typed: &mut SaveTicketCategory, ()| {
        if (1..typed.items.len()).contains(&at) {
            typed.items.swap(at - 1, at);
        }
    });
    let on_remove = draft.edit(move |typed: &mut SaveTicketCategory, ()| {
        if at < typed.items.len() {
            typed.items.remove(at);
        }
    });
    let number = at + 1;
    let with_number = |key: &str| texts.t_with(key, &[("number", &number)]);
    html! {
        <fieldset class="aglis-account" data-testid="settings-category-item">
            <legend>{ with_number("rules-checklist-line") }</legend>
            <Field id={format!("settings-category-item-id-{at}")} label={texts.t("rules-checklist-id")} value={item.text_id.clone()} required=true
                problems={problems("text_id")} on_change={change(|item, text| item.text_id = text)} />
            <Field id={format!("settings-category-item-en-{at}")} label={texts.t("rules-checklist-en")} value={item.text_en.clone()} required=true
                problems={problems("text_en")} on_change={change(|item, text| item.text_en = text)} />
            <label class="aglis-check">
                <input type="checkbox" checked={item.required} onchange={on_required} data-testid={format!("settings-category-required-{at}")} />{ texts.t("rules-checklist-required") }
            </label>
            <div class="aglis-form-actions">
                if at > 0 {
                    <Button test_id={format!("settings-category-up-{at}")} label={with_number("rules-checklist-up")} kind={Kind::Plain} icon={Icon::SortUp} icon_only=true on_click={on_up} />
                }
                <Button test_id={format!("settings-category-remove-{at}")} label={with_number("rules-checklist-remove")} kind={Kind::Plain} icon={Icon::Remove} icon_only=true on_click={on_remove} />
            </div>
        </fieldset>
    }
}
