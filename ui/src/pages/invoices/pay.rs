//! Recording money for an invoice.

use std::rc::Rc;

use model::{
    access::Role,
    billing::{InvoiceDetail, Paid, RecordPayment},
    money::Rupiah,
    problem::Problem,
    states::PaymentMethod,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_session, use_text, use_toasts},
    widgets::{Button, Choice, Dialog, FaultNote, Field, FieldKind, Kind},
};

/// Properties of [`Pay`].
#[derive(Properties)]
pub struct PayProps {
    /// As it is shown.
    pub invoice: Rc<InvoiceDetail>,
    /// Reads it again.
    pub again: Callback<()>,
}

impl PartialEq for PayProps {
    fn eq(&self, other: &Self) -> bool {
        self.invoice == other.invoice
    }
}

/// The button and its form; nothing for an invoice that takes no money.
#[component]
pub fn Pay(props: &PayProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let record = use_call::<RecordPayment>();
    let open = use_state(|| false);
    let amount = use_state(String::new);
    let method = use_state(|| PaymentMethod::BankTransfer);
    let today = session.zone().day(chrono::Utc::now());
    let day = use_state(|| today.to_string());
    let reference = use_state(String::new);
    let wrong = use_state(Vec::<Problem>::new);
    if !props.invoice.status.is_payable() || !session.is_any(&[Role::Admin, Role::Office]) {
        return html! {};
    }
    let balance = props.invoice.total - props.invoice.paid;
    let show = {
        let (open, amount) = (open.clone(), amount.clone());
        Callback::from(move |()| {
            amount.set(balance.plain());
            open.set(true);
        })
    };
    let on_click = {
        let (record, open, amount, method, day, reference, wrong) = (
            record.clone(),
            open.clone(),
            amount.clone(),
            method.clone(),
            day.clone(),
            reference.clone(),
            wrong.clone(),
        );
        let (again, texts, invoice) = (props.again.clone(), texts.clone(), props.invoice.id);
        Callback::from(move |()| {
            let parsed = match Rupiah::parse(&amount) {
                Ok(parsed) => parsed,
                Err(problem) => return wrong.set(vec![problem]),
            };
            wrong.set(Vec::new());
            let Ok(received_on) = model::format::parse_day(&day) else {
                return;
            };
            let (open, again, toasts, texts) =
                (open.clone(), again.clone(), toasts.clone(), texts.clone());
            let request = RecordPayment {
                invoice,
                amount: parsed,
                method: *method,
                received_on,
                reference: (*reference).clone(),
            };
            record.run_then(
                request,
                Callback::from(move |paid: Paid| {
                    open.set(false);
                    toasts.good(texts.t_with(
                        "invoices-recorded",
                        &[("number", &paid.number), ("balance", &paid.balance)],
                    ));
                    again.emit(());
                }),
            );
        })
    };
    let set = |state: &UseStateHandle<String>| {
        let state = state.clone();
        Callback::from(move |text| state.set(text))
    };
    let on_method = {
        let method = method.clone();
        Callback::from(move |name: String| {
            method.set(PaymentMethod::from_name(&name).unwrap_or(PaymentMethod::Cash))
        })
    };
    let methods: Vec<_> = PaymentMethod::ALL
        .iter()
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .collect();
    let amount_problems = if wrong.is_empty() {
        record.problems("amount")
    } else {
        (*wrong).clone()
    };
    html! {
        <>
            <Button test_id="invoices-pay" label={texts.t("invoices-pay")} kind={Kind::Primary} online=true on_click={show} />
            if *open {
                <Dialog test_id="invoices-pay-dialog" title={texts.t("invoices-pay")} on_close={{ let open = open.clone(); Callback::from(move |()| open.set(false)) }} actions={html! {
                    <Button test_id="invoices-pay-confirm" label={texts.t("invoices-pay")} kind={Kind::Primary} busy={record.busy} online=true {on_click} />
                }}>
                    <Field id="invoices-pay-amount" kind={FieldKind::Money} label={texts.t("invoices-amount")} value={(*amount).clone()} required=true problems={amount_problems}
                        hint={texts.t_with("invoices-pay-hint", &[("balance", &balance)])} on_change={set(&amount)} />
                    <Field id="invoices-pay-method" kind={FieldKind::Select} label={texts.t("invoices-method")} value={method.name()} choices={methods} on_change={on_method} />
                    <Field id="invoices-pay-day" kind={FieldKind::Date} label={texts.t("invoices-received")} value={(*day).clone()} problems={record.problems("received_on")} on_change={set(&day)} />
                    <Field id="invoices-pay-reference" label={texts.t("invoices-reference")} value={(*reference).clone()} problems={record.problems("reference")} on_change={set(&reference)} />
                    <FaultNote fault={record.fault.clone()} />
                </Dialog>
            }
        </>
    }
}
