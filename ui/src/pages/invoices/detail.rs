//! One invoice: lines, tax, payments, the paper.

use std::rc::Rc;

use model::{
    billing::{InvoiceDetail, ShowInvoice},
    desk::{SaveInvoicePdfs, SavedFiles},
    format::show_month,
    ids::InvoiceId,
    money::Rupiah,
    states::InvoiceStatus,
};
use yew::prelude::*;

use super::{pay::Pay, send::Send, withdraw::Withdraw};
use crate::{
    collection::PromiseButton,
    hooks::{use_call, use_remote, use_text, use_toasts},
    route::{Area, Route},
    widgets::{
        Button, Day, Fact, Facts, FaultNote, History, MessageLog, Money, PageHeader, RemoteView,
        Section, SkeletonShape, StatusLabel, StatusLabelProps, When,
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
    let remote = use_remote(ShowInvoice {
        id: InvoiceId(props.id),
    });
    let again = remote.again.clone();
    let view = Callback::from(move |invoice: Rc<InvoiceDetail>| {
        let t = |key: &str| texts.t(key);
        let (customer, code, name) = &invoice.customer;
        let mut facts = vec![
            Fact::new(
                t("common-customer"),
                html! { <a href={Route::record(Area::Customers, customer.0).hash()}>{ format!("{name} · {code}") }</a> },
            ),
            Fact::text(
                t("common-package"),
                invoice
                    .service
                    .as_ref()
                    .map_or("", |(_, package)| package.as_str()),
            ),
            Fact::text(
                t("invoices-period"),
                &show_month(invoice.period, texts.locale()),
            ),
            Fact::new(
                t("invoices-issued"),
                html! { <Day day={invoice.issued_on} /> },
            ),
            Fact::new(t("invoices-due"), html! { <Day day={invoice.due_on} /> }),
        ];
        if let Some(reason) = &invoice.void_reason {
            facts.push(Fact::text(t("invoices-void-reason"), reason));
        }
        // What was taken off and has no words of its own.
        let named: Rupiah = invoice.discounts.iter().map(|(_, amount)| *amount).sum();
        let unnamed = invoice.discount - named;
        let sum = |label: AttrValue, amount: Rupiah, test_id: &'static str| {
            html! {
                <tr><th colspan="3" scope="row">{ label }</th><td class="aglis-right" data-testid={test_id}><Money {amount} /></td></tr>
            }
        };
        html! {
            <article data-testid="invoices-record">
                <PageHeader title={t("common-invoice")} number={invoice.number.clone()} copy_id="invoices-copy" badge={html! { <StatusLabel ..StatusLabelProps::from(invoice.status) /> }}
                    actions={html! { <><Pay invoice={invoice.clone()} /><SavePdf id={invoice.id} /><Send id={invoice.id} is_payable={invoice.status.is_payable()} />{ promise(&invoice) }<Withdraw invoice={invoice.clone()} again={again.clone()} /></> }} />
                <Section title={t("common-details")}><Facts {facts} /></Section>
                <Section title={t("invoices-lines")}>
                    <table class="aglis-sums">
                        <thead><tr><th>{ t("invoices-description") }</th><th class="aglis-right">{ t("invoices-quantity") }</th><th class="aglis-right">{ t("invoices-price") }</th><th class="aglis-right">{ t("invoices-amount") }</th></tr></thead>
                        <tbody>{ for invoice.lines.iter().map(|line| html! {
                            <tr><td>{ &line.description }</td><td class="aglis-right">{ line.quantity }</td><td class="aglis-right"><Money amount={line.unit_price} /></td><td class="aglis-right"><Money amount={line.amount} /></td></tr>
                        }) }</tbody>
                        <tfoot>
                            { sum(t("invoices-subtotal"), invoice.subtotal, "invoices-subtotal") }
                            { for invoice.discounts.iter().map(|(why, amount)| sum(why.clone().into(), -*amount, "invoices-discount")) }
                            if unnamed > Rupiah::ZERO { { sum(t("invoices-discount"), -unnamed, "invoices-discount") } }
                            if invoice.ppn > Rupiah::ZERO {
                                { sum(texts.t_with(if invoice.tax_included { "invoices-ppn-included" } else { "invoices-ppn" }, &[("rate", &invoice.tax_rate)]), invoice.ppn, "invoices-ppn") }
                            }
                            { sum(t("invoices-total"), invoice.total, "invoices-total") }
                            { sum(t("invoices-paid"), invoice.paid, "invoices-paid") }
                            if invoice.status != InvoiceStatus::Void {
                                { sum(t("invoices-balance"), invoice.total - invoice.paid, "invoices-balance") }
                            }
                        </tfoot>
                    </table>
                </Section>
                if !invoice.payments.is_empty() {
                    <Section title={t("invoices-payments")}>
                        <table class="aglis-table" data-testid="invoices-payments">
                            <thead><tr>
                                <th>{ t("common-number") }</th><th>{ t("invoices-received") }</th><th>{ t("invoices-method") }</th>
                                <th>{ t("common-status") }</th><th class="aglis-right">{ t("invoices-amount") }</th>
                            </tr></thead>
                            <tbody>{ for invoice.payments.iter().map(|payment| html! {
                                <tr key={payment.id.0} data-testid="invoices-payment">
                                    <td class="aglis-number" data-label={t("common-number")}>{ &payment.number }</td>
                                    <td data-label={t("invoices-received")}><When at={payment.received_at} /></td>
                                    <td data-label={t("invoices-method")}>
                                        <span>{ t(&payment.method.text_key()) }</span>
                                        if let Some(reference) = &payment.reference { <span class="aglis-quiet aglis-below">{ reference }</span> }
                                    </td>
                                    <td data-label={t("common-status")}><StatusLabel ..StatusLabelProps::from(payment.status) /></td>
                                    <td class="aglis-right" data-label={t("invoices-amount")}><Money amount={payment.amount} /></td>
                                </tr>
                            }) }</tbody>
                        </table>
                    </Section>
                }
                <MessageLog column="invoice_id" id={invoice.id.0} />
                <Section title={t("common-history")}><History entries={invoice.timeline.clone()} /></Section>
            </article>
        }
    });
    html! { <RemoteView<InvoiceDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}

/// Where it is to be paid: that the customer promised to.
fn promise(invoice: &InvoiceDetail) -> Html {
    if !invoice.status.is_payable() {
        return Html::default();
    }
    let (customer, _, name) = &invoice.customer;
    html! { <PromiseButton customer={*customer} name={name.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct SavePdfProps {
    id: InvoiceId,
}

/// Saves the paper into the folder of the preferences.
#[component]
fn SavePdf(props: &SavePdfProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let save = use_call::<SaveInvoicePdfs>();
    let on_click = {
        let (save, texts, id) = (save.clone(), texts.clone(), props.id);
        Callback::from(move |()| {
            let (toasts, texts) = (toasts.clone(), texts.clone());
            save.run_then(
                SaveInvoicePdfs { invoices: vec![id] },
                Callback::from(move |saved: SavedFiles| {
                    toasts.good(texts.t_with(
                        "invoices-saved",
                        &[("file", &saved.files.join(", ")), ("folder", &saved.folder)],
                    ));
                }),
            );
        })
    };
    html! {
        <>
            <Button test_id="invoices-pdf" label={texts.t("invoices-pdf")} busy={save.busy} online=true {on_click} />
            <FaultNote fault={save.fault.clone()} />
        </>
    }
}
