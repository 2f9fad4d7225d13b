//! The columns of the list.

use model::{billing::InvoiceRow, format::show_month, states::InvoiceStatus};
use yew::prelude::*;

use crate::{
    stores::texts::Texts,
    widgets::{Choice, Column, Day, Filtering, Money, StatusLabel, StatusLabelProps},
};

/// All columns, in order.
pub fn columns(texts: &Texts) -> Vec<Column<InvoiceRow>> {
    let states = InvoiceStatus::ALL
        .iter()
        .map(|state| Choice::new(state.name(), texts.t(&state.text_key())))
        .collect();
    let locale = texts.locale();
    vec![
        Column::new(
            "number",
            |row: &InvoiceRow| html! { <span class="aglis-number">{ &row.number }</span> },
        )
        .title_key("common-number")
        .width(160),
        Column::new("customer", |row: &InvoiceRow| html! { &row.customer })
            .title_key("common-customer")
            .width(200)
            .filter(Filtering::Contains),
        Column::new(
            "status",
            |row: &InvoiceRow| html! { <StatusLabel ..StatusLabelProps::from(row.status) /> },
        )
        .title_key("common-status")
        .filter(Filtering::Choices(states)),
        Column::new(
            "total",
            |row: &InvoiceRow| html! { <Money amount={row.total} /> },
        )
        .title_key("invoices-total")
        .right()
        .filter(Filtering::Numbers),
        Column::new(
            "balance",
            |row: &InvoiceRow| html! { <Money amount={row.total - row.paid} /> },
        )
        .title_key("invoices-balance")
        .right()
        .filter(Filtering::Numbers),
        Column::new(
            "period",
            move |row: &InvoiceRow| html! { show_month(row.period, locale) },
        )
        .title_key("invoices-period")
        .filter(Filtering::Days),
        Column::new(
            "due_on",
            |row: &InvoiceRow| html! { <Day day={row.due_on} /> },
        )
        .title_key("invoices-due")
        .filter(Filtering::Days),
        Column::new(
            "issued_on",
            |row: &InvoiceRow| html! { <Day day={row.issued_on} /> },
        )
        .title_key("invoices-issued")
        .filter(Filtering::Days),
        Column::new(
            "customer_code",
            |row: &InvoiceRow| html! { &row.customer_code },
        )
        .title_key("customers-code")
        .width(120)
        .hidden(),
        Column::new("customer_id", |_: &InvoiceRow| Html::default())
            .title_key("common-customer")
            .filters_only()
            .filter(Filtering::Customer),
    ]
}
