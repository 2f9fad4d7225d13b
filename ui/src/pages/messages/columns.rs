//! The columns of the list.

use model::{
    messages::MessageRow,
    states::{MessageClass, MessageStatus},
};
use yew::prelude::*;

use super::reason::why;
use crate::{
    stores::texts::Texts,
    widgets::{Choice, Column, Filtering, PhoneNumber, StatusLabel, StatusLabelProps, When},
};

/// All columns, in order.
pub fn columns(texts: &Texts) -> Vec<Column<MessageRow>> {
    let states = MessageStatus::ALL
        .iter()
        .map(|state| Choice::new(state.name(), texts.t(&state.text_key())))
        .collect();
    let classes = MessageClass::ALL
        .iter()
        .map(|class| Choice::new(class.name(), texts.t(&class.text_key())))
        .collect();
    let (words, reasons) = (texts.clone(), texts.clone());
    vec![
        Column::new(
            "recipient_name",
            |row: &MessageRow| html! { &row.recipient_name },
        )
        .title_key("messages-recipient-name")
        .width(180)
        .filter(Filtering::Contains),
        Column::new(
            "recipient",
            |row: &MessageRow| html! { <PhoneNumber e164={row.recipient.clone()} /> },
        )
        .title_key("messages-recipient")
        .width(150),
        Column::new("body", |row: &MessageRow| html! { &row.body })
            .title_key("messages-body")
            .width(260)
            .filter(Filtering::Contains),
        Column::new(
            "status",
            |row: &MessageRow| html! { <StatusLabel ..StatusLabelProps::from(row.status) /> },
        )
        .title_key("common-status")
        .filter(Filtering::Choices(states)),
        Column::new(
            "queued_at",
            |row: &MessageRow| html! { <When at={row.queued_at} /> },
        )
        .title_key("messages-queued")
        .width(160)
        .filter(Filtering::Days),
        Column::new(
            "class",
            move |row: &MessageRow| html! { words.t(&row.class.text_key()) },
        )
        .title_key("messages-class")
        .filter(Filtering::Choices(classes)),
        Column::new(
            "sent_at",
            |row: &MessageRow| html! { if let Some(at) = row.sent_at { <When {at} /> } },
        )
        .title_key("messages-sent")
        .width(160)
        .filter(Filtering::Days)
        .hidden(),
        Column::new(
            "reason",
            move |row: &MessageRow| html! { row.reason.as_deref().map(|reason| why(&reasons, reason)).unwrap_or_default() },
        )
        .title_key("common-reason")
        .filter(Filtering::Contains)
        .hidden(),
        Column::new(
            "id",
            |row: &MessageRow| html! { format!("#{}", row.id) },
        )
        .title_key("common-number")
        .width(110)
        .hidden(),
        Column::new("scheduled_at", |_: &MessageRow| Html::default())
            .title_key("messages-scheduled")
            .filter(Filtering::Days)
            .filters_only(),
        Column::new("customer_id", |_: &MessageRow| Html::default())
            .title_key("common-customer")
            .filters_only()
            .filter(Filtering::Customer),
    ]
}
