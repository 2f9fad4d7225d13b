//! Imports.

use yew::prelude::*;

use crate::{
    hooks::use_text,
    widgets::{EmptyState, PageHeader},
};

/// The page of this area.
#[component]
pub fn ImportsPage() -> Html {
    let texts = use_text();
    html! {
        <div class="aglis-page">
            <PageHeader title={texts.t("imports-title")} />
            <EmptyState title={texts.t("shell-coming-empty")} />
        </div>
    }
}
