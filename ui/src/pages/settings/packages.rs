//! Packages: what is on sale, what it costs today and from when on something else.

use std::rc::Rc;

use model::{
    format::show_day,
    packages::{CatalogueEntry, ListCatalogue},
};
use yew::prelude::*;

use super::package_form::PackageForm;
use crate::{
    hooks::{use_remote, use_session, use_text},
    widgets::{
        Button, EmptyState, Icon, Kind, Look, Money, RemoteView, Section, SkeletonShape,
        StatusLabel,
    },
};

/// The tab.
#[component]
pub fn PackagesTab() -> Html {
    let texts = use_text();
    let today = use_session().zone().day(chrono::Utc::now());
    let remote = use_remote(ListCatalogue {});
    // The package whose form is open; `Some(None)` is a new one.
    let asking = use_state_eq(|| None::<Option<CatalogueEntry>>);
    let ask = {
        let asking = asking.setter();
        Callback::from(move |what: Option<Option<CatalogueEntry>>| asking.set(what))
    };
    let view = {
        let (texts, ask) = (texts.clone(), ask.clone());
        Callback::from(move |packages: Rc<Vec<CatalogueEntry>>| {
            let t = |key: &str| texts.t(key);
            if packages.is_empty() {
                return html! { <EmptyState title={t("settings-packages-empty")} text={t("settings-packages-text")} icon={Icon::Online} /> };
            }
            let mut packages = packages.to_vec();
            packages.sort_by_key(|package| (!package.on_sale, package.down_mbps));
            html! {
                <table class="aglis-table" data-testid="settings-package-list">
                    <thead><tr>
                        <th>{ t("common-name") }</th><th class="aglis-right">{ t("settings-speed") }</th><th class="aglis-right">{ t("settings-price-today") }</th>
                        <th class="aglis-right">{ t("settings-set-up-fee") }</th><th class="aglis-right">{ t("settings-in-use") }</th><th>{ t("common-status") }</th>
                        <th><span class="aglis-unseen">{ t("common-edit") }</span></th>
                    </tr></thead>
                    <tbody>{ for packages.iter().map(|package| {
                        let (label, look, icon) = if package.on_sale {
                            ("settings-on-sale", Look::Good, Icon::Done)
                        } else {
                            ("settings-off-sale", Look::Quiet, Icon::Stop)
                        };
                        let (ask, asked) = (ask.clone(), package.clone());
                        let on_click = Callback::from(move |()| ask.emit(Some(Some(asked.clone()))));
                        html! {
                            <tr key={package.id.0} data-testid="settings-package-row" data-code={package.code.clone()} class={classes!((!package.on_sale).then_some("aglis-left"))}>
                                <td data-label={t("common-name")}><strong>{ &package.name }</strong><span class="aglis-quiet">{ &package.code }</span></td>
                                <td data-label={t("settings-speed")} class="aglis-right">{ format!("{} / {} Mbps", package.down_mbps, package.up_mbps) }</td>
                                <td data-label={t("settings-price-today")} class="aglis-right">
                                    if let Some(price) = package.price_on(today) { <Money amount={price.monthly_price} /> } else { <span class="aglis-none">{ "–" }</span> }
                                    if let Some(next) = package.price_after(today) {
                                        <span class="aglis-quiet">{ texts.t_with("settings-price-next", &[("price", &next.monthly_price), ("day", &show_day(next.valid_from, texts.locale()))]) }</span>
                                    }
                                </td>
                                <td data-label={t("settings-set-up-fee")} class="aglis-right"><Money amount={package.set_up_fee} /></td>
                                <td data-label={t("settings-in-use")} class="aglis-right">{ texts.grouped(package.services) }</td>
                                <td data-label={t("common-status")}><StatusLabel text_key={label} {look} {icon} /></td>
                                <td class="aglis-cell-actions"><Button test_id={format!("settings-package-{}", package.code)} label={texts.t_with("settings-package-edit", &[("name", &package.name)])}
                                    kind={Kind::Plain} icon={Icon::Edit} icon_only=true {on_click} /></td>
                            </tr>
                        }
                    }) }</tbody>
                </table>
            }
        })
    };
    let on_close = {
        let ask = ask.clone();
        Callback::from(move |()| ask.emit(None))
    };
    let add = {
        let on_click = Callback::from(move |()| ask.emit(Some(None)));
        html! { <Button test_id="settings-new-package" label={texts.t("settings-new-package")} kind={Kind::Primary} icon={Icon::Plus} online=true {on_click} /> }
    };
    html! {
        <>
            <Section title={texts.t("settings-packages")} actions={add}>
                <RemoteView<Vec<CatalogueEntry>> {remote} {view} shape={SkeletonShape::Rows} />
            </Section>
            if let Some(package) = &*asking { <PackageForm package={package.clone()} {on_close} /> }
        </>
    }
}
