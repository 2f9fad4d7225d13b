//! What a new workspace waits for, until its first registration or customer is there.

use model::{
    customers::ListCustomers,
    list::ListQuery,
    packages::{ListPackages, ListZones},
    queue::ListGateways,
    registrations::ListRegistrations,
    settings::ShowCompany,
    staff::ListMembers,
};
use yew::prelude::*;

use crate::{
    hooks::{Remote, use_remote, use_remote_if, use_text},
    route::{Area, At, Route},
    widgets::{Icon, Picture, Section},
};

/// The first few, uncounted: whether anybody is there.
fn first(limit: u32) -> ListQuery {
    ListQuery {
        limit,
        ..ListQuery::default()
    }
}

/// The steps, where nobody is in the database yet. For admins, who keep what the steps lead to.
#[component]
pub fn FirstSteps() -> Html {
    // A workspace with somebody in it is never new again, so nothing is asked any more.
    let is_used = use_state_eq(|| false);
    let customers = use_remote_if((!*is_used).then(|| ListCustomers { query: first(1) }));
    let registrations = use_remote_if((!*is_used).then(|| ListRegistrations { query: first(1) }));
    let customers = is_there(&customers, |page| !page.rows.is_empty());
    let registrations = is_there(&registrations, |page| !page.rows.is_empty());
    {
        let is_used = is_used.setter();
        let found = customers == Some(true) || registrations == Some(true);
        use_effect_with(found, move |found| {
            if *found {
                is_used.set(true);
            }
        });
    }
    let is_new = !*is_used && customers == Some(false) && registrations == Some(false);
    if is_new {
        html! { <Steps /> }
    } else {
        Html::default()
    }
}

/// Whether something is there; `None` as long as nobody knows.
fn is_there<T: 'static>(remote: &Remote<T>, found: impl Fn(&T) -> bool) -> Option<bool> {
    remote.data().map(|data| found(data))
}

#[component]
fn Steps() -> Html {
    let texts = use_text();
    let company = use_remote(ShowCompany {});
    let zones = use_remote(ListZones {});
    let packages = use_remote(ListPackages {});
    let members = use_remote(ListMembers { query: first(2) });
    let gateways = use_remote(ListGateways {});
    let settings = |part: &str| Route::to(Area::Settings, At::Part(part.to_owned()));
    let steps = [
        (
            "company",
            settings("company"),
            is_there(&company, |company| {
                !company.address.trim().is_empty()
                    && (!company.bank_accounts.is_empty() || !company.qris.is_empty())
            }),
        ),
        (
            "zones",
            settings("zones"),
            is_there(&zones, |zones| !zones.is_empty()),
        ),
        (
            "packages",
            settings("packages"),
            is_there(&packages, |packages| !packages.is_empty()),
        ),
        (
            "staff",
            settings("staff"),
            is_there(&members, |page| page.rows.len() > 1),
        ),
        (
            "whatsapp",
            settings("whatsapp"),
            is_there(&gateways, |ways| !ways.is_empty()),
        ),
        ("customers", Route::list(Area::Imports), Some(false)),
        (
            "registration",
            Route::to(Area::Registrations, At::New),
            Some(false),
        ),
    ];
    let lines = steps.into_iter().map(|(step, route, done)| {
        let is_done = done == Some(true);
        let label = texts.t(if is_done { "home-step-done" } else { "home-step-open" });
        html! {
            <li class={classes!(is_done.then_some("aglis-step-done"))} data-testid={format!("home-step-{step}")}>
                <Picture icon={if is_done { Icon::Done } else { Icon::Right }} />
                <div>
                    <a href={route.hash()}>{ texts.t(&format!("home-step-{step}")) }</a>
                    <span class="aglis-unseen">{ label }</span>
                    <p>{ texts.t(&format!("home-step-{step}-hint")) }</p>
                </div>
            </li>
        }
    });
    html! {
        <Section title={texts.t("home-steps")}>
            <p class="aglis-steps-hint">{ texts.t("home-steps-hint") }</p>
            <ol class="aglis-steps" data-testid="home-steps">{ for lines }</ol>
        </Section>
    }
}
