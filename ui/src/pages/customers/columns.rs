//! The columns of the list.

use model::{
    customers::CustomerRow,
    list::{Filter, Op},
    states::CustomerStatus,
};
use yew::prelude::*;

use crate::{
    stores::texts::Texts,
    widgets::{
        Choice, Column, Filtering, Kept, Money, PhoneNumber, StatusLabel, StatusLabelProps, When,
    },
};

/// The column that asks for customers who were deleted, and its value.
const DELETED: (&str, &str) = ("deleted", "yes");

/// Whether the list shows customers who were deleted.
pub fn asks_deleted(filters: &[Filter]) -> bool {
    filters.iter().any(|filter| {
        filter.column == DELETED.0
            && filter.op == Op::Is
            && filter.values.iter().any(|value| value == DELETED.1)
    })
}

/// All columns, in order; with the one about deleted customers, or without.
pub fn columns(texts: &Texts, sees_deleted: bool) -> Vec<Column<CustomerRow>> {
    let states = CustomerStatus::ALL
        .iter()
        .map(|state| Choice::new(state.name(), texts.t(&state.text_key())))
        .collect();
    let mut columns = vec![
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
    ];
    if sees_deleted {
        let (key, value) = DELETED;
        let choice = Choice::new(value, texts.t("customer-deleted-yes"));
        columns.push(
            Column::new(
                key,
                |row: &CustomerRow| html! { <When at={row.deleted_at} /> },
            )
            .title_key("customers-deleted")
            .width(160)
            .unsorted()
            .filter(Filtering::Choices(vec![choice]))
            .hidden(),
        );
    }
    columns
}
