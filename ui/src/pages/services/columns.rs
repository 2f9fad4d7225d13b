//! The columns of the list.

use model::{services::ServiceRow, states::ServiceStatus};
use yew::prelude::*;

use crate::{
    stores::texts::Texts,
    widgets::{Choice, Column, Day, Filtering, Kept, Money, StatusLabel, StatusLabelProps, When},
};

/// All columns, in order.
pub fn columns(texts: &Texts) -> Vec<Column<ServiceRow>> {
    let states = ServiceStatus::ALL
        .iter()
        .map(|state| Choice::new(state.name(), texts.t(&state.text_key())))
        .collect();
    vec![
        Column::new("customer", |row: &ServiceRow| html! { row.customer.clone().unwrap_or_default() }).title_key("common-customer").width(200).filter(Filtering::Contains),
        Column::new("status", |row: &ServiceRow| html! { <StatusLabel ..StatusLabelProps::from(row.status) /> }).title_key("common-status").width(170).filter(Filtering::Choices(states)),
        Column::new("package", |row: &ServiceRow| html! { &row.package }).title_key("common-package").width(160).filter(Filtering::Kept(Kept::Packages)),
        Column::new("monthly_price", |row: &ServiceRow| html! { <Money amount={row.monthly_price} /> }).title_key("services-price").right().filter(Filtering::Numbers),
        Column::new("street", |row: &ServiceRow| html! { &row.street }).title_key("common-address").width(200).filter(Filtering::Contains),
        Column::new("kecamatan", |row: &ServiceRow| html! { &row.kecamatan }).title_key("common-kecamatan").filter(Filtering::Kept(Kept::Words { list: "services", column: "kecamatan" })),
        Column::new("zone", |row: &ServiceRow| html! { &row.zone }).title_key("common-zone").filter(Filtering::Kept(Kept::Zones)),
        Column::new("odp", |row: &ServiceRow| html! { row.odp.clone().unwrap_or_default() }).title_key("services-odp").filter(Filtering::Kept(Kept::Words { list: "odps", column: "code" })).or_none("services-no-odp"),
        Column::new("odp_port", |row: &ServiceRow| html! { row.odp_port.map(|port| port.to_string()).unwrap_or_default() }).title_key("services-port").width(90).right().filter(Filtering::Numbers),
        Column::new("billing_day", |row: &ServiceRow| html! { row.billing_day }).title_key("services-billing-day").width(110).right().filter(Filtering::Numbers),
        Column::new("activated_on", |row: &ServiceRow| html! { <Day day={row.activated_on} /> }).title_key("services-activated").filter(Filtering::Days),
        Column::new("customer_code", |row: &ServiceRow| html! { row.customer_code.clone().unwrap_or_default() }).title_key("customers-code").width(120).hidden(),
        Column::new("created_at", |row: &ServiceRow| html! { <When at={row.created_at} /> }).title_key("common-created").width(160).filter(Filtering::Days).hidden(),
        Column::new("customer_id", |_: &ServiceRow| Html::default())
            .title_key("common-customer")
            .filters_only()
            .filter(Filtering::Customer),
    ]
}
