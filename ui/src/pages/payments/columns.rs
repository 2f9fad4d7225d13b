//! The columns of the list.

use model::{
    payments::PaymentRow,
    states::{PaymentMethod, PaymentStatus},
};
use yew::prelude::*;

use crate::{
    stores::texts::Texts,
    widgets::{Choice, Column, Filtering, Money, StatusLabel, StatusLabelProps, When},
};

/// All columns, in order.
pub fn columns(texts: &Texts) -> Vec<Column<PaymentRow>> {
    let states = PaymentStatus::ALL
        .iter()
        .map(|state| Choice::new(state.name(), texts.t(&state.text_key())))
        .collect();
    let methods = PaymentMethod::ALL
        .iter()
        .map(|method| Choice::new(method.name(), texts.t(&method.text_key())))
        .collect();
    let words = texts.clone();
    vec![
        Column::new(
            "number",
            |row: &PaymentRow| html! { <span class="aglis-number">{ &row.number }</span> },
        )
        .title_key("common-number")
        .width(160),
        Column::new("customer", |row: &PaymentRow| html! { &row.customer })
            .title_key("common-customer")
            .width(200)
            .filter(Filtering::Contains),
        Column::new(
            "amount",
            |row: &PaymentRow| html! { <Money amount={row.amount} /> },
        )
        .title_key("invoices-amount")
        .right()
        .filter(Filtering::Numbers),
        Column::new(
            "method",
            move |row: &PaymentRow| html! { words.t(&row.method.text_key()) },
        )
        .title_key("invoices-method")
        .filter(Filtering::Choices(methods)),
        Column::new(
            "status",
            |row: &PaymentRow| html! { <StatusLabel ..StatusLabelProps::from(row.status) /> },
        )
        .title_key("common-status")
        .filter(Filtering::Choices(states)),
        Column::new(
            "received_at",
            |row: &PaymentRow| html! { <When at={row.received_at} /> },
        )
        .title_key("payments-received")
        .width(160)
        .filter(Filtering::Days),
        Column::new(
            "reference",
            |row: &PaymentRow| html! { row.reference.clone().unwrap_or_default() },
        )
        .title_key("invoices-reference")
        .width(160)
        .filter(Filtering::Contains),
        Column::new(
            "recorded_by",
            |row: &PaymentRow| html! { row.recorded_by.clone().unwrap_or_default() },
        )
        .title_key("payments-recorded-by")
        .filter(Filtering::Contains),
        Column::new(
            "customer_code",
            |row: &PaymentRow| html! { &row.customer_code },
        )
        .title_key("customers-code")
        .width(120)
        .hidden(),
        Column::new("customer_id", |_: &PaymentRow| Html::default())
            .title_key("common-customer")
            .filters_only()
            .filter(Filtering::Customer),
    ]
}
