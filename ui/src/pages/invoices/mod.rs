//! Invoices.

use yew::prelude::*;

use crate::{
    hooks::use_text,
    widgets::{EmptyState, PageHeader},
};

/// The page of this area.
#[component]
pub fn InvoicesPage() -> Html {
    let texts = use_text();
    html! {
        <div class="aglis-page">
            <PageHeader title={texts.t("invoices-title")} />
            <EmptyState title={texts.t("shell-coming-empty")} />
        </div>
    }
}
