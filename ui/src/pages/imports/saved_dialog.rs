//! Name and sharing of a mapping that is kept.

use model::imports::mappings::{ChangeMapping, MappingForm, SaveMapping, SavedMapping};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_text},
    widgets::{Keep, KeepDialog},
};

/// Properties of [`MappingDialog`].
#[derive(Properties, PartialEq)]
pub struct MappingDialogProps {
    /// As it begins.
    pub keep: Keep,
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
    let (save, change) = (use_call::<SaveMapping>(), use_call::<ChangeMapping>());
    let on_keep = {
        let (save, change) = (save.clone(), change.clone());
        let (form, saved) = (props.form.clone(), props.saved.clone());
        let (on_close, on_saved) = (props.on_close.clone(), props.on_saved.clone());
        Callback::from(move |keep: Keep| {
            let mut mapping = MappingForm {
                name: keep.name,
                shared: keep.shared,
                ..form.clone()
            };
            let (on_close, on_saved) = (on_close.clone(), on_saved.clone());
            match (keep.id, &saved) {
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
    let (title, fault, problems) = if props.keep.id.is_some() {
        (
            "imports-mapping-rename-title",
            change.fault.clone(),
            change.problems("name"),
        )
    } else {
        (
            "imports-mapping-new",
            save.fault.clone(),
            save.problems("name"),
        )
    };
    html! {
        <KeepDialog prefix="imports-mapping" title={texts.t(title)} keep={props.keep.clone()} share={texts.t("imports-mapping-shared")}
            busy={save.busy || change.busy} {fault} {problems} {on_keep} on_close={props.on_close.clone()} />
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
