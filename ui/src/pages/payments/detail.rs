//! One payment: how much, how, from whom, to which invoices.

use std::rc::Rc;

use model::{
    desk::SaveReceipts,
    format::show_month,
    ids::PaymentId,
    money::Rupiah,
    payments::{PaymentDetail, ShowPayment},
    states::{InvoiceStatus, PaymentStatus},
};
use yew::prelude::*;

use super::reverse::Reverse;
use crate::{
    hooks::{use_remote, use_text},
    money::SaveReceipt,
    route::{Area, Route},
    widgets::{
        Fact, Facts, Money, PageHeader, RemoteView, Section, SkeletonShape, StatusLabel,
        StatusLabelProps, StoryLink, When,
    },
};

/// Properties of [`Detail`].
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// Which.
    pub id: i64,
}

/// The record.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ShowPayment {
        id: PaymentId(props.id),
    });
    let again = remote.again.clone();
    let view = Callback::from(move |payment: Rc<PaymentDetail>| {
        let t = |key: &str| texts.t(key);
        let (customer, code, name) = &payment.customer;
        // What an invoice that was withdrawn was to get is free again, and what was taken back is nobody's.
        let allocated: Rupiah = payment
            .allocations
            .iter()
            .filter(|part| part.status != InvoiceStatus::Void)
            .map(|part| part.amount)
            .sum();
        let left = if payment.status == PaymentStatus::Verified {
            payment.amount - allocated
        } else {
            Rupiah::ZERO
        };
        let facts = vec![
            Fact::new(
                t("common-customer"),
                html! { <a href={Route::record(Area::Customers, customer.0).hash()}>{ format!("{name} · {code}") }</a> },
            ),
            Fact::new(
                t("invoices-amount"),
                html! { <Money amount={payment.amount} /> },
            ),
            Fact::text(t("invoices-method"), &t(&payment.method.text_key())),
            Fact::new(
                t("payments-received"),
                html! { <When at={payment.received_at} /> },
            ),
            Fact::text(
                t("invoices-reference"),
                payment.reference.as_deref().unwrap_or_default(),
            ),
            Fact::text(
                t("payments-recorded-by"),
                payment.recorded_by.as_deref().unwrap_or_default(),
            ),
            Fact::new(
                t("payments-recorded-at"),
                html! { <When at={payment.created_at} /> },
            ),
            Fact::text(
                t("common-reason"),
                payment.reason.as_deref().unwrap_or_default(),
            ),
        ];
        let is_receivable =
            payment.status == PaymentStatus::Verified || payment.reversed_at.is_some();
        let receipt = is_receivable.then(|| {
            let request = SaveReceipts {
                payments: vec![payment.id],
            };
            html! { <SaveReceipt test_id="payments-receipt" label={t("payments-receipt")} {request} /> }
        });
        html! {
            <article data-testid="payments-record">
                <PageHeader title={t("payments-payment")} number={payment.number.clone()} badge={html! { <StatusLabel ..StatusLabelProps::from(payment.status) /> }}
                    actions={html! { <>{ receipt }<Reverse payment={payment.clone()} again={again.clone()} /><StoryLink record="payments" id={payment.id.to_string()} /></> }} />
                <Section title={t("common-details")}><Facts {facts} /></Section>
                <Section title={t("payments-allocations")}>
                    <table class="aglis-sums" data-testid="payments-allocations">
                        <thead><tr><th>{ t("common-invoice") }</th><th>{ t("invoices-period") }</th><th>{ t("common-status") }</th><th class="aglis-right">{ t("invoices-amount") }</th></tr></thead>
                        <tbody>{ for payment.allocations.iter().map(|part| html! {
                            <tr>
                                <td><a href={Route::record(Area::Invoices, part.invoice.0).hash()}>{ &part.number }</a></td>
                                <td>{ show_month(part.period, texts.locale()) }</td>
                                <td><StatusLabel ..StatusLabelProps::from(part.status) /></td>
                                <td class="aglis-right"><Money amount={part.amount} /></td>
                            </tr>
                        }) }</tbody>
                        <tfoot><tr>
                            <th colspan="3" scope="row">{ t("payments-left") }</th>
                            <td class="aglis-right" data-testid="payments-left"><Money amount={left} /></td>
                        </tr></tfoot>
                    </table>
                </Section>
            </article>
        }
    });
    html! { <RemoteView<PaymentDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}
