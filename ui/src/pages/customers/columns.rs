//! The columns of the list.

use model::{customers::CustomerRow, states::CustomerStatus};
use yew::prelude::*;

use crate::{
    stores::texts::Texts,
    widgets::{
        Choice, Column, Filtering, Kept, Money, PhoneNumber, StatusLabel, StatusLabelProps, When,
    },
};

/// All columns, in order.
pub fn columns(texts: &Texts) -> Vec<Column<CustomerRow>> {
    let states = CustomerStatus::ALL
        .iter()
        .map(|state| Choice::new(state.name(), texts.t(&state.text_key())))
        .collect();
    vec![
        Column::new(
            "code",
            |row: &CustomerRow| html! { <span class="aglis-number">{ &row.code }</span> },
        )
        .title_key("customers-code")
        .width(120),
        Column::new("name", |row: &CustomerRow| html! { &row.name })
            .title_key("common-name")
            .width(200)
            .filter(Filtering::Contains),
        Column::new(
            "status",
            |row: &CustomerRow| html! { <StatusLabel ..StatusLabelProps::from(row.status) /> },
        )
        .title_key("common-status")
        .filter(Filtering::Choices(states)),
        Column::new(
            "phone",
            |row: &CustomerRow| html! { <PhoneNumber e164={row.phone.clone()} /> },
        )
        .title_key("common-phone")
        .width(150),
        Column::new(
            "other_phone",
            |row: &CustomerRow| html! { <PhoneNumber e164={row.other_phone.clone()} /> },
        )
        .title_key("common-other-phone")
        .width(150)
        .hidden(),
        Column::new(
            "package",
            |row: &CustomerRow| html! { row.package.clone().unwrap_or_default() },
        )
        .title_key("common-package")
        .width(160)
        .filter(Filtering::Kept(Kept::Packages))
        .or_none("customers-no-service"),
        Column::new(
            "outstanding",
            |row: &CustomerRow| html! { <Money amount={row.outstanding} /> },
        )
        .title_key("customers-outstanding")
        .right()
        .filter(Filtering::Numbers),
        Column::new(
            "kecamatan",
            |row: &CustomerRow| html! { row.kecamatan.clone().unwrap_or_default() },
        )
        .title_key("common-kecamatan")
        .filter(Filtering::Kept(Kept::Words {
            list: "services",
            column: "kecamatan",
        })),
        Column::new("zone", |row: &CustomerRow| html! { &row.zone })
            .title_key("common-zone")
            .filter(Filtering::Kept(Kept::Zones)),
        Column::new("tags", |row: &CustomerRow| html! { row.tags.join(", ") })
            .title_key("customers-tags")
            .unsorted()
            .filter(Filtering::Kept(Kept::Tags))
            .or_none("customers-no-tag")
            .hidden(),
        Column::new(
            "created_at",
            |row: &CustomerRow| html! { <When at={row.created_at} /> },
        )
        .title_key("common-created")
        .width(160)
        .filter(Filtering::Days),
    ]
}
