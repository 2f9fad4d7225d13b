//! Name and sharing of a saved view.

use model::views::{ChangeView, SaveView, View, ViewForm};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    dialog::Dialog,
    field::Field,
    form::Form,
};
use crate::hooks::{use_call, use_text};

/// What is entered.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ViewDraft {
    /// Which view; none for a new one.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Whether everybody sees it.
    pub shared: bool,
}

/// Properties of [`ViewDialog`].
#[derive(Properties, PartialEq)]
pub(super) struct ViewDialogProps {
    pub list: &'static str,
    pub draft: ViewDraft,
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
    let draft = use_state_eq(|| props.draft.clone());
    let (save, change) = (use_call::<SaveView>(), use_call::<ChangeView>());
    let on_name = {
        let draft = draft.clone();
        Callback::from(move |name: String| {
            draft.set(ViewDraft {
                name,
                ..(*draft).clone()
            });
        })
    };
    let onchange = {
        let draft = draft.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                draft.set(ViewDraft {
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
            let mut view = ViewForm {
                name: draft.name.clone(),
                shared: draft.shared,
                ..form.clone()
            };
            let (on_close, on_saved) = (on_close.clone(), on_saved.clone());
            match (draft.id, &saved) {
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
    let list = props.list;
    let (fault, problems) = if draft.id.is_some() {
        (change.fault.clone(), change.problems("name"))
    } else {
        (save.fault.clone(), save.problems("name"))
    };
    let actions = html! {
        <>
            <Button test_id={format!("{list}-view-keep")} label={texts.t("common-save")} kind={Kind::Primary} busy={save.busy || change.busy} online=true submit=true />
            <Button test_id={format!("{list}-view-cancel")} label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    let title = texts.t(if draft.id.is_some() {
        "views-rename"
    } else {
        "views-save"
    });
    html! {
        <Dialog test_id={format!("{list}-view-dialog")} {title} on_close={props.on_close.clone()}>
            <Form test_id={format!("{list}-view-form")} {on_submit} {fault} {actions}>
                <Field id={format!("{list}-view-name")} label={texts.t("common-name")} value={draft.name.clone()} on_change={on_name} {problems} focus=true required=true />
                if props.may_share {
                    <div class="aglis-checks">
                        <label><input type="checkbox" checked={draft.shared} {onchange} data-testid={format!("{list}-view-shared")} />{ texts.t("views-shared") }</label>
                    </div>
                }
            </Form>
        </Dialog>
    }
}
