//! The columns of the list.

use model::{
    ids::StaffId,
    states::{TicketStatus, TicketType},
    tickets::TicketRow,
};
use yew::prelude::*;

use super::sla::Sla;
use crate::{
    stores::texts::Texts,
    widgets::{Choice, Column, Filtering, StatusLabel, StatusLabelProps, When},
};

/// All columns, in order. `me` names the filter for one's own tickets.
pub fn columns(texts: &Texts, me: StaffId) -> Vec<Column<TicketRow>> {
    let states = TicketStatus::ALL
        .iter()
        .map(|state| Choice::new(state.name(), texts.t(&state.text_key())))
        .collect();
    let kinds = TicketType::ALL
        .iter()
        .map(|kind| Choice::new(kind.name(), texts.t(&kind.text_key())))
        .collect();
    let mine = vec![Choice::new(me.to_string(), texts.t("tickets-me"))];
    let words = texts.clone();
    vec![
        Column::new("number", |row: &TicketRow| html! { <span class="aglis-number">{ &row.number }</span> }).title_key("common-number").width(160),
        Column::new("kind", move |row: &TicketRow| html! { words.t(&row.kind.text_key()) }).title_key("tickets-kind").filter(Filtering::Choices(kinds)),
        Column::new("status", |row: &TicketRow| html! { <StatusLabel ..StatusLabelProps::from(row.status) /> })
            .title_key("common-status")
            .filter(Filtering::Choices(states)),
        Column::new("priority", |row: &TicketRow| html! { <StatusLabel ..StatusLabelProps::from(row.priority) /> }).title_key("tickets-priority").width(120),
        // Work at a place has no customer: where he would stand, the place does.
        Column::new("customer", |row: &TicketRow| match &row.odp {
            Some(odp) if row.customer.is_empty() => html! { <span class="aglis-quiet">{ odp }</span> },
            _ => html! { &row.customer },
        })
            .title_key("common-customer")
            .width(200)
            .filter(Filtering::Contains),
        Column::new("odp", |row: &TicketRow| html! { row.odp.clone().unwrap_or_default() }).title_key("services-odp").filter(Filtering::Contains).hidden(),
        Column::new("lead", |row: &TicketRow| html! { row.lead.clone().unwrap_or_else(|| "–".to_owned()) }).title_key("tickets-lead").filter(Filtering::Contains),
        Column::new("lead_id", |row: &TicketRow| html! { row.lead.clone().unwrap_or_else(|| "–".to_owned()) })
            .title_key("tickets-handled-by")
            .filters_only()
            .filter(Filtering::Choices(mine)),
        Column::new("due_at", |row: &TicketRow| html! { <Sla status={row.status} due_at={row.due_at} warning_at={row.warning_at} stopped={row.stopped} breached={row.breached} /> })
            .title_key("tickets-due")
            .width(195)
            .filter(Filtering::Days),
        Column::new("zone", |row: &TicketRow| html! { &row.zone }).title_key("common-zone").filter(Filtering::Contains),
        Column::new("created_at", |row: &TicketRow| html! { <When at={row.created_at} /> }).title_key("common-created").width(160).filter(Filtering::Days),
    ]
}
