//! The columns of the list.

use model::{access::Role, staff::MemberRow};
use yew::prelude::*;

use crate::{
    stores::texts::Texts,
    widgets::{Choice, Column, Filtering, PhoneNumber, StatusLabel, or_dash},
};

/// All columns, in order.
pub fn columns(texts: &Texts) -> Vec<Column<MemberRow>> {
    let roles = Role::ALL
        .iter()
        .map(|role| Choice::new(role.name(), texts.t(&format!("role-{}", role.name()))))
        .collect();
    let states = ["active", "left"]
        .into_iter()
        .map(|state| Choice::new(state, texts.t(&format!("member-state-{state}"))))
        .collect();
    let words = texts.clone();
    vec![
        Column::new("name", |row: &MemberRow| html! { &row.name })
            .title_key("common-name")
            .width(200)
            .filter(Filtering::Contains),
        Column::new(
            "role",
            move |row: &MemberRow| html! { words.t(&format!("role-{}", row.role.name())) },
        )
        .title_key("staff-role")
        .filter(Filtering::Choices(roles)),
        Column::new(
            "phone",
            |row: &MemberRow| html! { <PhoneNumber e164={row.phone.clone()} /> },
        )
        .title_key("common-phone")
        .width(150),
        Column::new("zones", |row: &MemberRow| or_dash(&row.zones))
            .title_key("staff-zones")
            .width(200)
            .filter(Filtering::Contains),
        Column::new("username", |row: &MemberRow| html! { &row.username })
            .title_key("staff-username")
            .filter(Filtering::Contains),
        Column::new(
            "state",
            |row: &MemberRow| html! { <StatusLabel ..super::state(row.active) /> },
        )
        .title_key("common-status")
        .filter(Filtering::Choices(states)),
    ]
}
