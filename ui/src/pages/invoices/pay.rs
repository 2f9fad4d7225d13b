//! Recording money for an invoice; what is typed survives a stray click, a locked screen and a page loaded anew.

use std::rc::Rc;

use model::{
    access::Role,
    billing::{InvoiceDetail, Paid, RecordPayment},
    format::parse_day,
    money::Rupiah,
    problem::Problem,
    states::PaymentMethod,
};
use serde::{Deserialize, Serialize};
use yew::prelude::*;

use crate::{
    hooks::{use_call_for, use_lasting_draft, use_session, use_text, use_toasts},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Kind},
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

/// What was typed; what was not touched follows the invoice and the calendar.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Typed {
    amount: Option<String>,
    method: PaymentMethod,
    day: Option<String>,
    reference: String,
}

impl Typed {
    fn blank() -> Self {
        Self {
            amount: None,
            method: PaymentMethod::BankTransfer,
            day: None,
            reference: String::new(),
        }
    }
}

/// The button and its form; nothing for an invoice that takes no money.
#[component]
pub fn Pay(props: &PayProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let invoice = props.invoice.id;
    let form = format!("pay-{invoice}");
    let draft = use_lasting_draft(&form, Typed::blank);
    let record = use_call_for::<RecordPayment>(&form);
    let open = use_state_eq(|| false);
    let tried = use_state_eq(|| false);
    if !props.invoice.status.is_payable() || !session.is_any(&[Role::Admin, Role::Office]) {
        return html! {};
    }
    let balance = props.invoice.total - props.invoice.paid;
    let typed = draft.value().clone();
    let amount = typed.amount.unwrap_or_else(|| balance.plain());
    let day = typed.day.unwrap_or_else(|| {
        let today = session.zone().day(chrono::Utc::now());
        today.to_string()
    });
    let (parsed, received_on) = (Rupiah::parse(&amount), parse_day(&day));
    // Nobody likes to be corrected while typing: the local check speaks after the first try.
    let local = |problem: Option<&Problem>, field: &str| match problem {
        Some(problem) if *tried => vec![problem.clone()],
        _ => record.problems(field),
    };
    let amount_problems = local(parsed.as_ref().err(), "amount");
    let day_problems = local(received_on.as_ref().err(), "received_on");
    let on_close = {
        let (open, record, tried) = (open.clone(), record.clone(), tried.clone());
        Callback::from(move |()| {
            record.clear();
            tried.set(false);
            open.set(false);
        })
    };
    let on_cancel = {
        let (draft, on_close) = (draft.clone(), on_close.clone());
        Callback::from(move |()| {
            draft.clear();
            on_close.emit(());
        })
    };
    let on_submit = {
        let (record, draft, on_close, tried) = (
            record.clone(),
            draft.clone(),
            on_close.clone(),
            tried.clone(),
        );
        let (again, texts) = (props.again.clone(), texts.clone());
        let (method, reference) = (typed.method, typed.reference.clone());
        Callback::from(move |()| {
            let (Ok(amount), Ok(received_on)) = (&parsed, &received_on) else {
                return tried.set(true);
            };
            let (draft, on_close, again) = (draft.clone(), on_close.clone(), again.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            let request = RecordPayment {
                invoice,
                amount: *amount,
                method,
                received_on: *received_on,
                reference: reference.clone(),
            };
            record.run_then(
                request,
                Callback::from(move |paid: Paid| {
                    draft.clear();
                    on_close.emit(());
                    toasts.good(texts.t_with(
                        "invoices-recorded",
                        &[("number", &paid.number), ("balance", &paid.balance)],
                    ));
                    again.emit(());
                }),
            );
        })
    };
    let on_click = {
        let open = open.clone();
        Callback::from(move |()| open.set(true))
    };
    let methods: Vec<_> = PaymentMethod::ALL
        .iter()
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .collect();
    let edit = |field, change: fn(&mut Typed, String)| record.corrects(field, draft.edit(change));
    let actions = html! {
        <>
            <Button test_id="invoices-pay-confirm" label={texts.t("invoices-pay")} kind={Kind::Primary} submit=true busy={record.busy} online=true />
            <Button test_id="invoices-pay-cancel" label={texts.t("common-cancel")} on_click={on_cancel} />
        </>
    };
    html! {
        <>
            <Button test_id="invoices-pay" label={texts.t("invoices-pay")} kind={Kind::Primary} online=true {on_click} />
            if *open {
                <Dialog test_id="invoices-pay-dialog" title={texts.t("invoices-pay")} {on_close}>
                    <Form test_id="invoices-pay-form" {on_submit} {actions} fault={record.fault.clone()}>
                        <Field id="invoices-pay-amount" kind={FieldKind::Money} label={texts.t("invoices-amount")} value={amount} required=true problems={amount_problems}
                            hint={texts.t_with("invoices-pay-hint", &[("balance", &balance)])} on_change={edit("amount", |typed, text| typed.amount = Some(text))} />
                        <Field id="invoices-pay-method" kind={FieldKind::Select} label={texts.t("invoices-method")} value={typed.method.name()} choices={methods} required=true
                            on_change={edit("method", |typed, name| typed.method = PaymentMethod::from_name(&name).unwrap_or(PaymentMethod::Cash))} />
                        <Field id="invoices-pay-day" kind={FieldKind::Date} label={texts.t("invoices-received")} value={day} required=true problems={day_problems}
                            on_change={edit("received_on", |typed, text| typed.day = Some(text))} />
                        <Field id="invoices-pay-reference" label={texts.t("invoices-reference")} value={typed.reference} problems={record.problems("reference")}
                            on_change={edit("reference", |typed, text| typed.reference = text)} />
                    </Form>
                </Dialog>
            }
        </>
    }
}
