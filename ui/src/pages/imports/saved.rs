//! Mappings that are kept under a name: a menu above the columns.

use std::rc::Rc;

use model::{
    access::Role,
    imports::{
        ImportKind, Mapping,
        mappings::{
            ChangeMapping, DeleteMapping, ListMappings, MappingForm, ReadingOptions, SaveMapping,
            SavedMapping, is_same,
        },
    },
};
use yew::prelude::*;

use super::saved_dialog::MappingDialog;
use crate::{
    hooks::{Caller, use_call, use_fault_toast, use_remote, use_session, use_text, use_toasts},
    stores::toasts::{ToastAction, Tone},
    widgets::{Confirm, Icon, Keep, Menu, MenuItem},
};

/// Properties of [`SavedMappings`].
#[derive(Properties, PartialEq)]
pub struct SavedMappingsProps {
    /// What the file holds.
    pub kind: ImportKind,
    /// As it is on the page.
    pub mapping: Mapping,
    /// As they are on the page.
    pub options: ReadingOptions,
    /// The mapping that was chosen last.
    pub chosen: Option<i64>,
    /// Another one was chosen or kept; none when it is gone.
    pub on_choose: Callback<Option<SavedMapping>>,
}

/// The menu, with a dot when the page no longer says what the chosen mapping does.
#[component]
pub fn SavedMappings(props: &SavedMappingsProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let remote = use_remote(ListMappings { kind: props.kind });
    let draft = use_state_eq(|| None::<Keep>);
    let is_admin = use_session().is_any(&[Role::Admin]);
    let leaving = use_state_eq(|| None::<SavedMapping>);
    let (change, delete, save) = (
        use_call::<ChangeMapping>(),
        use_call::<DeleteMapping>(),
        use_call::<SaveMapping>(),
    );
    use_fault_toast(change.fault.clone());
    use_fault_toast(delete.fault.clone());
    use_fault_toast(save.fault.clone());
    let all: Rc<Vec<SavedMapping>> = remote.data().cloned().unwrap_or_default();
    let now = props
        .chosen
        .and_then(|id| all.iter().find(|one| one.id == id).cloned());
    let is_changed = now
        .as_ref()
        .is_some_and(|one| !is_same(&one.mapping, &props.mapping) || one.options != props.options);
    let form = MappingForm {
        kind: props.kind,
        name: String::new(),
        shared: false,
        mapping: props.mapping.clone(),
        options: props.options.clone(),
    };
    let item = |what: &str, label: AttrValue, run: Callback<()>| {
        MenuItem::new(format!("imports-mapping-{what}"), label, run)
    };

    let mut items: Vec<MenuItem> = all
        .iter()
        .map(|one| {
            let (on_choose, chosen) = (props.on_choose.clone(), one.clone());
            let label = if one.mine {
                one.name.clone()
            } else {
                format!("{} · {}", one.name, one.owner)
            };
            let run = Callback::from(move |()| on_choose.emit(Some(chosen.clone())));
            let item = item(&one.id.to_string(), label.into(), run);
            if props.chosen == Some(one.id) {
                item.icon(Icon::Check)
            } else {
                item
            }
        })
        .collect();
    {
        let draft = draft.setter();
        let run = Callback::from(move |()| draft.set(Some(Keep::default())));
        items.push(item("save", texts.t("imports-mapping-save"), run).icon(Icon::Plus));
    }
    if let Some(one) = now.as_ref().filter(|one| one.mine) {
        let (change, id) = (change.clone(), one.id);
        let mapping = MappingForm {
            name: one.name.clone(),
            shared: one.shared,
            ..form.clone()
        };
        let (saved, said) = (toasts.clone(), texts.t("common-saved"));
        let run = Callback::from(move |()| {
            let (saved, said) = (saved.clone(), said.clone());
            change.run_then(
                ChangeMapping {
                    id,
                    mapping: mapping.clone(),
                },
                Callback::from(move |()| saved.good(said.clone())),
            );
        });
        items.push(item("update", texts.t("imports-mapping-update"), run).disabled(!is_changed));
        let (draft, begun) = (
            draft.setter(),
            Keep {
                id: Some(one.id),
                name: one.name.clone(),
                shared: one.shared,
            },
        );
        let run = Callback::from(move |()| draft.set(Some(begun.clone())));
        items.push(item("rename", texts.t("imports-mapping-rename"), run).icon(Icon::Edit));
        let said = texts.t_with("imports-mapping-deleted", &[("name", &one.name)]);
        let (toasts, label) = (toasts.clone(), texts.t("views-undo"));
        let tell = Callback::from(move |run: Callback<()>| {
            let label = label.clone();
            toasts.show(
                Tone::Info,
                said.clone(),
                Some(ToastAction::undo(label, run)),
            );
        });
        let form = MappingForm {
            mapping: one.mapping.clone(),
            options: one.options.clone(),
            name: one.name.clone(),
            shared: one.shared,
            ..form.clone()
        };
        let run = undoable(one.id, form, &delete, &save, &props.on_choose, tell);
        items.push(item("delete", texts.t("imports-mapping-delete"), run).danger());
    }
    // What a colleague shares could not be brought back as his.
    if let Some(one) = now
        .as_ref()
        .filter(|one| is_admin && !one.mine && one.shared)
    {
        let (leaving, one) = (leaving.setter(), one.clone());
        let run = Callback::from(move |()| leaving.set(Some(one.clone())));
        items.push(item("delete", texts.t("imports-mapping-delete"), run).danger());
    }
    let label = now.as_ref().map_or_else(
        || texts.t("imports-mapping-title"),
        |one| one.name.clone().into(),
    );
    let close = {
        let draft = draft.setter();
        Callback::from(move |()| draft.set(None))
    };
    let stay = {
        let leaving = leaving.setter();
        Callback::from(move |()| leaving.set(None))
    };
    let confirm = leaving.as_ref().map(|one| {
        let text = texts.t_with(
            "imports-mapping-foreign",
            &[("name", &one.name), ("owner", &one.owner)],
        );
        let said = texts.t_with("imports-mapping-deleted", &[("name", &one.name)]);
        let (delete, id, stay) = (delete.clone(), one.id, stay.clone());
        let (on_choose, toasts) = (props.on_choose.clone(), toasts.clone());
        let on_confirm = Callback::from(move |_| {
            stay.emit(());
            let (on_choose, toasts, said) = (on_choose.clone(), toasts.clone(), said.clone());
            let gone = Callback::from(move |()| {
                on_choose.emit(None);
                toasts.good(said.clone());
            });
            delete.run_then(DeleteMapping { id }, gone);
        });
        (text, on_confirm)
    });
    html! {
        <span class="aglis-views">
            <Menu test_id="imports-mapping-menu" {label} icon={Icon::View} {items} />
            if is_changed { <span class="aglis-dot" role="img" aria-label={texts.t("imports-mapping-changed")} title={texts.t("imports-mapping-changed")} data-testid="imports-mapping-changed" /> }
            if let Some((text, on_confirm)) = confirm {
                <Confirm test_id="imports-mapping-foreign" title={texts.t("imports-mapping-delete")} {text}
                    label={texts.t("imports-mapping-delete")} danger=true {on_confirm} on_close={stay} />
            }
            if let Some(draft) = &*draft {
                <MappingDialog keep={draft.clone()} {form} saved={draft.id.and_then(|id| all.iter().find(|one| one.id == id).cloned())}
                    on_close={close} on_saved={props.on_choose.reform(Some)} />
            }
        </span>
    }
}

/// Takes a mapping away, and tells how to bring it back. What it said stays on the page.
fn undoable(
    id: i64,
    form: MappingForm,
    delete: &Caller<DeleteMapping>,
    save: &Caller<SaveMapping>,
    on_choose: &Callback<Option<SavedMapping>>,
    tell: Callback<Callback<()>>,
) -> Callback<()> {
    let (delete, save, on_choose) = (delete.clone(), save.clone(), on_choose.clone());
    Callback::from(move |()| {
        let (save, on_choose, tell, form) =
            (save.clone(), on_choose.clone(), tell.clone(), form.clone());
        delete.run_then(
            DeleteMapping { id },
            Callback::from(move |()| {
                on_choose.emit(None);
                let (save, mapping) = (save.clone(), form.clone());
                tell.emit(Callback::from(move |()| {
                    save.run(SaveMapping {
                        mapping: mapping.clone(),
                    });
                }));
            }),
        );
    })
}
