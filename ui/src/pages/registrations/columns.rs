//! The columns of the list.

use model::{registrations::RegistrationRow, states::RegistrationStatus};
use yew::prelude::*;

use crate::{
    stores::texts::Texts,
    widgets::{
        Choice, Column, Day, Filtering, Kept, PhoneNumber, StatusLabel, StatusLabelProps, When,
    },
};

/// All columns, in order.
pub fn columns(texts: &Texts) -> Vec<Column<RegistrationRow>> {
    let states = RegistrationStatus::ALL
        .iter()
        .map(|state| Choice::new(state.name(), texts.t(&state.text_key())))
        .collect();
    vec![
        Column::new(
            "number",
            |row: &RegistrationRow| html! { <span class="aglis-number">{ &row.number }</span> },
        )
        .title_key("common-number")
        .width(160),
        Column::new("name", |row: &RegistrationRow| html! { &row.name })
            .title_key("common-name")
            .width(200)
            .filter(Filtering::Contains),
        Column::new(
            "status",
            |row: &RegistrationRow| html! { <StatusLabel ..StatusLabelProps::from(row.status) /> },
        )
        .title_key("common-status")
        .width(160)
        .filter(Filtering::Choices(states)),
        Column::new(
            "status_since",
            |row: &RegistrationRow| html! { <When at={row.status_since} relative=true /> },
        )
        .title_key("registrations-since")
        .filter(Filtering::Days),
        Column::new(
            "phone",
            |row: &RegistrationRow| html! { <PhoneNumber e164={row.phone.clone()} /> },
        )
        .title_key("common-phone")
        .width(150),
        Column::new("package", |row: &RegistrationRow| html! { &row.package })
            .title_key("common-package")
            .width(160)
            .filter(Filtering::Kept(Kept::Packages)),
        Column::new(
            "kecamatan",
            |row: &RegistrationRow| html! { &row.kecamatan },
        )
        .title_key("common-kecamatan")
        .filter(Filtering::Kept(Kept::Words {
            list: "registrations",
            column: "kecamatan",
        })),
        Column::new("zone", |row: &RegistrationRow| html! { &row.zone })
            .title_key("common-zone")
            .filter(Filtering::Kept(Kept::Zones)),
        Column::new(
            "preferred_date",
            |row: &RegistrationRow| html! { <Day day={row.preferred_date} /> },
        )
        .title_key("registrations-preferred")
        .filter(Filtering::Days),
        Column::new(
            "created_at",
            |row: &RegistrationRow| html! { <When at={row.created_at} /> },
        )
        .title_key("common-created")
        .width(160)
        .filter(Filtering::Days),
    ]
}
