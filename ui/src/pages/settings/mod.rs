//! Settings: the company, its tax, how it collects, its staff, zones, packages, categories of tickets, promises, working hours, the ways of
//! messages and their texts.
//!
//! Admins keep all of it; office and supervisors read the texts that customers get.

mod billing;
mod calendar_form;
mod calendars;
mod categories;
mod category_form;
mod collection;
mod company;
mod company_accounts;
mod endings;
mod hold_reasons;
mod holidays;
mod logo;
mod new_password;
mod package_form;
mod packages;
mod password;
mod sla;
mod staff;
mod staff_new;
mod target_form;
mod tax;
mod tax_rate;
mod templates;
mod this_computer;
mod week;
mod whatsapp;
mod zones;

use model::access::Role;
use yew::prelude::*;

use crate::{
    hooks::{use_session, use_text},
    route::{Area, At, Route, go, use_route},
    widgets::{PageHeader, Tab, Tabs},
};

/// The page; a tab is a part of the address, so that links and the way back lead to it.
#[component]
pub fn SettingsPage() -> Html {
    let texts = use_text();
    let route = use_route();
    let keeps_all = use_session().is_any(&[Role::Admin]);
    let current = match &route.at {
        _ if !keeps_all => "templates",
        At::Part(part) => part.as_str(),
        At::List | At::New | At::Record { .. } => "company",
    };
    let tab = |key: &'static str, label: AttrValue| Tab {
        key,
        label,
        count: None,
    };
    let mut tabs = Vec::new();
    if keeps_all {
        tabs = vec![
            tab("company", texts.t("settings-company")),
            tab("tax", texts.t("settings-tax")),
            tab("billing", texts.t("settings-billing")),
            tab("collection", texts.t("settings-collection")),
            tab("staff", texts.t("settings-staff")),
            tab("zones", texts.t("settings-zones")),
            tab("packages", texts.t("settings-packages")),
            tab("categories", texts.t("rules-categories")),
            tab("sla", texts.t("rules-sla")),
            tab("hours", texts.t("rules-hours")),
            tab("whatsapp", texts.t("whatsapp-title")),
        ];
    }
    tabs.push(tab("templates", texts.t("templates-title")));
    let on_choose = Callback::from(|key: &'static str| {
        go(&Route::to(Area::Settings, At::Part(key.to_owned())));
    });
    let content = match current {
        "tax" => html! { <tax::TaxTab /> },
        "billing" => html! { <billing::BillingTab /> },
        "collection" => html! { <collection::CollectionTab /> },
        "staff" => html! { <staff::StaffTab /> },
        "zones" => html! { <zones::ZonesTab /> },
        "packages" => html! { <packages::PackagesTab /> },
        "categories" => html! { <categories::CategoriesTab /> },
        "sla" => html! { <sla::SlaTab /> },
        "hours" => html! { <calendars::CalendarsTab /> },
        "whatsapp" => html! { <whatsapp::WhatsappTab /> },
        "templates" => html! { <templates::TemplatesTab /> },
        _ => html! { <company::CompanyTab /> },
    };
    html! {
        <div class="aglis-page">
            <PageHeader title={texts.t("settings-title")} />
            <Tabs test_id="settings-tabs" {tabs} current={current.to_owned()} {on_choose} />
            <div class="aglis-tab">{ content }</div>
        </div>
    }
}
