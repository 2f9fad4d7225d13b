//! What tickets are about: categories with their usual kind, priority and checklist; and how they end.

use std::rc::Rc;

use model::tickets::choices::{KeptCategory, ListTicketCategories};
use yew::prelude::*;

use super::{category_form::CategoryForm, endings::Endings};
use crate::{
    hooks::{use_remote, use_text},
    widgets::{
        Button, Icon, Kind, Look, RemoteView, Section, SkeletonShape, StatusLabel, StatusLabelProps,
    },
};

/// The tab.
#[component]
pub fn CategoriesTab() -> Html {
    let texts = use_text();
    let remote = use_remote(ListTicketCategories {});
    // The category whose form is open; `Some(None)` is a new one.
    let asking = use_state_eq(|| None::<Option<KeptCategory>>);
    let view = {
        let (texts, asking) = (texts.clone(), asking.setter());
        Callback::from(move |all: Rc<Vec<KeptCategory>>| {
            let t = |key: &str| texts.t(key);
            html! {
                <table class="aglis-table" data-testid="settings-category-list">
                    <thead><tr>
                        <th>{ t("common-name") }</th><th>{ t("tickets-kind") }</th><th>{ t("rules-priority") }</th><th class="aglis-right">{ t("rules-checklist") }</th>
                        <th class="aglis-right">{ t("settings-open-tickets") }</th><th>{ t("common-status") }</th>
                        <th><span class="aglis-unseen">{ t("common-edit") }</span></th>
                    </tr></thead>
                    <tbody>{ for all.iter().map(|kept| {
                        let word = &kept.category.word;
                        let name = word.text(texts.locale()).to_owned();
                        let (offered, look, icon) = if kept.active {
                            ("rules-offered", Look::Good, Icon::Done)
                        } else {
                            ("rules-not-offered", Look::Quiet, Icon::Stop)
                        };
                        let label = texts.t_with("rules-category-edit", &[("name", &name)]);
                        let (asking, asked) = (asking.clone(), kept.clone());
                        let on_click = Callback::from(move |()| asking.set(Some(Some(asked.clone()))));
                        html! {
                            <tr key={word.code.clone()} data-testid="settings-category-row" data-code={word.code.clone()} class={classes!((!kept.active).then_some("aglis-left"))}>
                                <td data-label={t("common-name")}><strong>{ name }</strong></td>
                                <td data-label={t("tickets-kind")}>
                                    if let Some(kind) = kept.category.kind { { t(&kind.text_key()) } } else { <span class="aglis-quiet">{ t("rules-category-any") }</span> }
                                </td>
                                <td data-label={t("rules-priority")}><StatusLabel ..StatusLabelProps::from(kept.category.priority) /></td>
                                <td data-label={t("rules-checklist")} class="aglis-right">{ kept.items.len() }</td>
                                <td data-label={t("settings-open-tickets")} class="aglis-right">{ texts.grouped(kept.open) }</td>
                                <td data-label={t("common-status")}><StatusLabel text_key={offered} {look} {icon} /></td>
                                <td class="aglis-cell-actions"><Button test_id={format!("settings-category-{}", word.code)} {label} kind={Kind::Plain} icon={Icon::Edit} icon_only=true {on_click} /></td>
                            </tr>
                        }
                    }) }</tbody>
                </table>
            }
        })
    };
    let on_close = {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(None))
    };
    let add = {
        let asking = asking.setter();
        let on_click = Callback::from(move |()| asking.set(Some(None)));
        html! { <Button test_id="settings-new-category" label={texts.t("rules-category-new")} kind={Kind::Primary} icon={Icon::Plus} online=true {on_click} /> }
    };
    html! {
        <>
            <Section title={texts.t("rules-categories")} actions={add}>
                <p class="aglis-quiet aglis-lead">{ texts.t("rules-categories-text") }</p>
                <RemoteView<Vec<KeptCategory>> {remote} {view} shape={SkeletonShape::Rows} />
            </Section>
            <Endings />
            if let Some(kept) = &*asking { <CategoryForm kept={kept.clone()} {on_close} /> }
        </>
    }
}
