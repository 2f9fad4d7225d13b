//! Files that are kept with a customer himself; they stand in his story.

use model::{customers::FileCustomer, ids::CustomerId};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_text, use_toasts},
    widgets::{FaultNote, FileDrop, Uploaded},
};

/// Properties of [`Files`].
#[derive(Properties, PartialEq)]
pub struct FilesProps {
    /// Whose.
    pub id: CustomerId,
}

/// The place to drop them.
#[component]
pub fn Files(props: &FilesProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let keep = use_call::<FileCustomer>();
    let on_uploaded = {
        let (keep, texts, id) = (keep.clone(), texts.clone(), props.id);
        Callback::from(move |file: Uploaded| {
            let toasts = toasts.clone();
            let said = texts.t_with("customers-file-kept", &[("name", &file.name)]);
            // The story hears of it by itself.
            keep.run_then(FileCustomer { id, file: file.id }, move |()| {
                toasts.good(said.clone());
            });
        })
    };
    html! {
        <div class="aglis-form">
            <FileDrop test_id="customers-file" label={texts.t("customers-file-drop")} accept="image/jpeg,image/png,application/pdf" one=true {on_uploaded} />
            { for keep.problems("files").iter().map(|problem| html! { <p class="aglis-problem" role="alert" data-testid="customers-file-problem">{ texts.problem(problem) }</p> }) }
            <FaultNote fault={keep.fault.clone().filter(|fault| fault.field("files").is_empty())} />
        </div>
    }
}
