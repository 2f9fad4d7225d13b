//! The columns of the list.

use model::{
    states::{Priority, SlaState, TicketStatus, TicketType},
    tickets::TicketRow,
};
use yew::prelude::*;

use super::sla::Sla;
use crate::{
    stores::texts::Texts,
    widgets::{Choice, Column, Filtering, Kept, StatusLabel, StatusLabelProps, When},
};

/// All columns, in order.
pub fn columns(texts: &Texts) -> Vec<Column<TicketRow>> {
    let states = TicketStatus::ALL
        .iter()
        .map(|state| Choice::new(state.name(), texts.t(&state.text_key())))
        .collect();
    let kinds = TicketType::ALL
        .iter()
        .map(|kind| Choice::new(kind.name(), texts.t(&kind.text_key())))
        .collect();
    let priorities = Priority::ALL
        .iter()
        .rev()
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .collect();
    let clocks = SlaState::ALL
        .iter()
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .collect();
    let locale = texts.locale();
    let words = texts.clone();
    vec![
        Column::new("number", |row: &TicketRow| html! { <span class="aglis-number">{ &row.number }</span> }).title_key("common-number").width(160),
        Column::new("kind", move |row: &TicketRow| html! { words.t(&row.kind.text_key()) }).title_key("tickets-kind").filter(Filtering::Choices(kinds)),
        Column::new("status", |row: &TicketRow| html! { <StatusLabel ..StatusLabelProps::from(row.status) /> })
            .title_key("common-status")
            .filter(Filtering::Choices(states)),
        Column::new("priority", |row: &TicketRow| html! { <StatusLabel ..StatusLabelProps::from(row.priority) /> }).title_key("tickets-priority").width(120).filter(Filtering::Choices(priorities)),
        Column::new("due_at", |row: &TicketRow| html! { <Sla status={row.status} due_at={row.due_at} warning_at={row.warning_at} stopped={row.stopped} breached={row.breached} /> })
            .title_key("tickets-due")
            .width(195)
            .filter(Filtering::Days),
        // Work at a place has no customer: where he would stand, the place does.
        Column::new("customer", |row: &TicketRow| match &row.odp {
            Some(odp) if row.customer.is_empty() => html! { <span class="aglis-quiet">{ odp }</span> },
            _ => html! { &row.customer },
        })
            .title_key("common-customer")
            .width(200)
            .filter(Filtering::Contains),
        Column::new("category", move |row: &TicketRow| html! { row.category.as_ref().map_or_else(|| "–".to_owned(), |one| one.text(locale).to_owned()) })
            .title_key("tickets-category")
            .width(180)
            .filter(Filtering::Kept(Kept::Categories))
            .or_none("tickets-no-category"),
        Column::new("odp", |row: &TicketRow| html! { row.odp.clone().unwrap_or_default() }).title_key("services-odp").filter(Filtering::Contains).hidden(),
        Column::new("lead", |row: &TicketRow| html! { row.lead.clone().unwrap_or_else(|| "–".to_owned()) }).title_key("tickets-lead"),
        Column::new("lead_id", |row: &TicketRow| html! { row.lead.clone().unwrap_or_else(|| "–".to_owned()) })
            .title_key("tickets-handled-by")
            .filters_only()
            .filter(Filtering::Kept(Kept::Leads))
            .or_none("tickets-nobody"),
        Column::new("sla", |row: &TicketRow| html! { if let Some(state) = row.sla { <StatusLabel ..StatusLabelProps::from(state) /> } })
            .title_key("tickets-sla")
            .filter(Filtering::Choices(clocks))
            .or_none("tickets-no-sla")
            .hidden(),
        Column::new("zone", |row: &TicketRow| html! { &row.zone }).title_key("common-zone").filter(Filtering::Kept(Kept::Zones)),
        Column::new("rating", |row: &TicketRow| html! { row.rating.map(|stars| format!("{stars}/5")).unwrap_or_default() })
            .title_key("tickets-rating")
            .width(90)
            .right()
            .filter(Filtering::Numbers)
            .hidden(),
        Column::new("customer_id", |_: &TicketRow| Html::default()).title_key("common-customer").filters_only().filter(Filtering::Customer),
        Column::new("created_at", |row: &TicketRow| html! { <When at={row.created_at} /> }).title_key("common-created").width(160).filter(Filtering::Days),
    ]
}
