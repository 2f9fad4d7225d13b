//! Name and sharing of a saved view.

use model::views::{ChangeView, SaveView, View, ViewForm};
use yew::prelude::*;

use super::keep_dialog::{Keep, KeepDialog};
use crate::hooks::{use_call, use_text};

/// Properties of [`ViewDialog`].
#[derive(Properties, PartialEq)]
pub(super) struct ViewDialogProps {
    pub list: &'static str,
    pub keep: Keep,
    pub may_share: bool,
    /// The list as it looks now, for a new view.
    pub form: ViewForm,
    /// The view as it was saved, whose name changes.
    pub saved: Option<View>,
    pub on_close: Callback<()>,
    pub on_saved: Callback<i64>,
}

/// The dialog.
#[component]
pub(super) fn ViewDialog(props: &ViewDialogProps) -> Html {
    let texts = use_text();
    let (save, change) = (use_call::<SaveView>(), use_call::<ChangeView>());
    let on_keep = {
        let (save, change) = (save.clone(), change.clone());
        let (form, saved) = (props.form.clone(), props.saved.clone());
        let (on_close, on_saved) = (props.on_close.clone(), props.on_saved.clone());
        Callback::from(move |keep: Keep| {
            let mut view = ViewForm {
                name: keep.name,
                shared: keep.shared,
                ..form.clone()
            };
            let (on_close, on_saved) = (on_close.clone(), on_saved.clone());
            match (keep.id, &saved) {
                (Some(id), Some(saved)) => {
                    // A new name does not take over how the list happens to look.
                    view.query = saved.query.clone();
                    view.columns.clone_from(&saved.columns);
                    change.run_then(
                        ChangeView { id, view },
                        Callback::from(move |()| on_close.emit(())),
                    );
                }
                _ => save.run_then(
                    SaveView { view },
                    Callback::from(move |id: i64| {
                        on_saved.emit(id);
                        on_close.emit(());
                    }),
                ),
            }
        })
    };
    let (title, fault, problems) = if props.keep.id.is_some() {
        (
            "views-rename-title",
            change.fault.clone(),
            change.problems("name"),
        )
    } else {
        ("views-new", save.fault.clone(), save.problems("name"))
    };
    html! {
        <KeepDialog prefix={format!("{}-view", props.list)} title={texts.t(title)} keep={props.keep.clone()} share={props.may_share.then(|| texts.t("views-shared"))}
            busy={save.busy || change.busy} {fault} {problems} {on_keep} on_close={props.on_close.clone()} />
    }
}
