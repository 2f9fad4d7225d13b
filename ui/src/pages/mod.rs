//! The pages, one folder an area. No page imports another.

pub mod audit;
pub mod bulk;
pub mod customers;
pub mod desk;
pub mod home;
pub mod imports;
pub mod invoices;
pub mod isolir;
pub mod messages;
pub mod odps;
pub mod payments;
pub mod registrations;
pub mod services;
pub mod settings;
pub mod staff;
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
        Area::Services => html! { <services::ServicesPage /> },
        Area::Odps => html! { <odps::OdpsPage /> },
        Area::Payments => html! { <payments::PaymentsPage /> },
        Area::Messages => html! { <messages::MessagesPage /> },
        Area::Staff => html! { <staff::StaffPage /> },
        Area::Audit => html! { <audit::AuditPage /> },
        Area::Invoices => html! { <invoices::InvoicesPage /> },
        Area::Isolir => html! { <isolir::IsolirPage /> },
        Area::Imports => html! { <imports::ImportsPage /> },
        Area::Bulk => html! { <bulk::BulkPage /> },
        Area::Settings => html! { <settings::SettingsPage /> },
    }
}
