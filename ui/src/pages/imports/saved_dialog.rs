//! Name and sharing of a mapping that is kept.

use model::imports::mappings::{ChangeMapping, MappingForm, SaveMapping, SavedMapping};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_text},
    widgets::{Button, Dialog, Field, Form, Kind},
};

/// What is entered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MappingDraft {
    /// Which mapping; none for a new one.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Whether colleagues see it.
    pub shared: bool,
}

impl MappingDraft {
    /// The name of a mapping, to be changed.
    pub fn of(saved: &SavedMapping) -> Self {
        Self {
            id: Some(saved.id),
            name: saved.name.clone(),
            shared: saved.shared,
        }
    }
}

/// Properties of [`MappingDialog`].
#[derive(Properties, PartialEq)]
pub struct MappingDialogProps {
    /// As it begins.
    pub draft: MappingDraft,
    /// What is on the page now, for a new mapping.
    pub form: MappingForm,
    /// The mapping as it was saved, whose name changes.
    pub saved: Option<SavedMapping>,
    /// Closed.
    pub on_close: Callback<()>,
    /// A new one is kept.
    pub on_saved: Callback<SavedMapping>,
}

/// The dialog.
#[component]
pub fn MappingDialog(props: &MappingDialogProps) -> Html {
    let texts = use_text();
    let draft = use_state_eq(|| props.draft.clone());
    let (save, change) = (use_call::<SaveMapping>(), use_call::<ChangeMapping>());
    let on_name = {
        let draft = draft.clone();
        Callback::from(move |name: String| {
            draft.set(MappingDraft {
                name,
                ..(*draft).clone()
            });
        })
    };
    let onchange = {
        let draft = draft.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                draft.set(MappingDraft {
                    shared: input.checked(),
                    ..(*draft).clone()
                });
            }
        })
    };
    let on_submit = {
        let (save, change, draft) = (save.clone(), change.clone(), draft.clone());
        let (form, saved) = (props.form.clone(), props.saved.clone());
        let (on_close, on_saved) = (props.on_close.clone(), props.on_saved.clone());
        Callback::from(move |()| {
            let mut mapping = MappingForm {
                name: draft.name.clone(),
                shared: draft.shared,
                ..form.clone()
            };
            let (on_close, on_saved) = (on_close.clone(), on_saved.clone());
            match (draft.id, &saved) {
                (Some(id), Some(saved)) => {
                    // A new name does not take over what happens to be on the page.
                    mapping.mapping.clone_from(&saved.mapping);
                    mapping.options = saved.options.clone();
                    change.run_then(
                        ChangeMapping { id, mapping },
                        Callback::from(move |()| on_close.emit(())),
                    );
                }
                _ => save.run_then(
                    SaveMapping {
                        mapping: mapping.clone(),
                    },
                    Callback::from(move |id: i64| {
                        on_saved.emit(kept(id, mapping.clone()));
                        on_close.emit(());
                    }),
                ),
            }
        })
    };
    let (fault, problems) = if draft.id.is_some() {
        (change.fault.clone(), change.problems("name"))
    } else {
        (save.fault.clone(), save.problems("name"))
    };
    let actions = html! {
        <>
            <Button test_id="imports-mapping-keep" label={texts.t("common-save")} kind={Kind::Primary} busy={save.busy || change.busy} online=true submit=true />
            <Button test_id="imports-mapping-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    let title = texts.t(if draft.id.is_some() {
        "imports-mapping-rename"
    } else {
        "imports-mapping-save"
    });
    html! {
        <Dialog test_id="imports-mapping-dialog" {title} on_close={props.on_close.clone()}>
            <Form test_id="imports-mapping-form" {on_submit} {fault} {actions}>
                <Field id="imports-mapping-name" label={texts.t("common-name")} value={draft.name.clone()} on_change={on_name} {problems} focus=true required=true />
                <div class="aglis-checks">
                    <label><input type="checkbox" checked={draft.shared} {onchange} data-testid="imports-mapping-shared" />{ texts.t("imports-mapping-shared") }</label>
                </div>
            </Form>
        </Dialog>
    }
}

/// A new mapping as the list will tell it.
fn kept(id: i64, form: MappingForm) -> SavedMapping {
    SavedMapping {
        id,
        name: form.name,
        owner: String::new(),
        mine: true,
        shared: form.shared,
        mapping: form.mapping,
        options: form.options,
    }
}
