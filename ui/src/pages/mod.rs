//! The pages, one folder an area. No page imports another.

pub mod customers;
pub mod desk;
pub mod home;
pub mod imports;
pub mod invoices;
pub mod registrations;
pub mod settings;
pub mod tickets;

use yew::prelude::*;

use crate::route::{Area, Route};

/// The page of an address.
pub fn page(route: &Route) -> Html {
    match route.area {
        Area::Home => html! { <home::HomePage /> },
        Area::Registrations => html! { <registrations::RegistrationsPage /> },
        Area::Tickets => html! { <tickets::TicketsPage /> },
        Area::Customers => html! { <customers::CustomersPage /> },
        Area::Invoices => html! { <invoices::InvoicesPage /> },
        Area::Imports => html! { <imports::ImportsPage /> },
        Area::Settings => html! { <settings::SettingsPage /> },
    }
}
