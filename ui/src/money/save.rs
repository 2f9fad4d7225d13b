//! Saving a paper about money into the folder of the preferences.

use model::{
    call::Call,
    desk::{SaveReceipts, SaveStatement, SavedFiles},
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_text, use_toasts},
    widgets::{Button, FaultNote},
};

/// Properties of [`SavePaper`].
#[derive(Properties, PartialEq)]
pub struct SavePaperProps<C: Call<Reply = SavedFiles>> {
    /// `<area>-<thing>`.
    pub test_id: AttrValue,
    /// What the button says.
    pub label: AttrValue,
    /// What is saved.
    pub request: C,
}

/// The button, and why it failed.
#[component]
pub fn SavePaper<C: Call<Reply = SavedFiles>>(props: &SavePaperProps<C>) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let save = use_call::<C>();
    let on_click = {
        let (save, texts, request) = (save.clone(), texts.clone(), props.request.clone());
        Callback::from(move |()| {
            let (toasts, texts) = (toasts.clone(), texts.clone());
            save.run_then(
                request.clone(),
                Callback::from(move |saved: SavedFiles| {
                    toasts.good(texts.t_with(
                        "invoices-saved",
                        &[("file", &saved.files.join(", ")), ("folder", &saved.folder)],
                    ));
                }),
            );
        })
    };
    html! {
        <>
            <Button test_id={props.test_id.clone()} label={props.label.clone()} busy={save.busy} online=true {on_click} />
            <FaultNote fault={save.fault.clone()} />
        </>
    }
}

/// Saves the receipt of a payment.
pub type SaveReceipt = SavePaper<SaveReceipts>;
/// Saves the statement of an account.
pub type SaveAccount = SavePaper<SaveStatement>;
