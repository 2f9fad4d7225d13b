//! Writing down a payment with the proof that a customer sent.

use model::{
    format::parse_day,
    ids::CustomerId,
    money::Rupiah,
    payments::proofs::{ProofRecorded, RecordProof},
    problem::{Problem, Problems},
    states::PaymentMethod,
};
use serde::{Deserialize, Serialize};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call_for, use_lasting_draft, use_session, use_text, use_toasts},
    widgets::{
        Button, Choice, CustomerPick, Dialog, Field, FieldKind, FileDrop, Form, Kind, Pick,
        Uploaded,
    },
};

/// Where what is typed is kept.
const FORM: &str = "payments-proof-new";

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Typed {
    customer: Option<(CustomerId, String)>,
    amount: String,
    method: PaymentMethod,
    day: Option<String>,
    reference: String,
    file: Option<Uploaded>,
}

impl Typed {
    fn blank() -> Self {
        Self {
            customer: None,
            amount: String::new(),
            method: PaymentMethod::BankTransfer,
            day: None,
            reference: String::new(),
            file: None,
        }
    }

    fn request(&self, day: &str, today: chrono::NaiveDate) -> Result<RecordProof, Problems> {
        let mut problems = Problems::none();
        let needed = || Problem::new("CHOICE_REQUIRED");
        let customer = problems.check("customer", self.customer.as_ref().ok_or_else(needed));
        let amount = problems.check("amount", Rupiah::parse(&self.amount));
        let received_on = problems.check("received_on", parse_day(day));
        let file = problems.check("files", self.file.as_ref().ok_or_else(needed));
        let (Some((customer, _)), Some(amount), Some(received_on), Some(file)) =
            (customer, amount, received_on, file)
        else {
            return Err(problems);
        };
        let request = RecordProof {
            customer: *customer,
            amount,
            method: self.method,
            received_on,
            reference: self.reference.clone(),
            file: file.id,
        };
        request.check(today).map(|_| request)
    }
}

/// Properties of [`NewProof`].
#[derive(Properties, PartialEq)]
pub struct NewProofProps {
    /// Closed, written down or not.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn NewProof(props: &NewProofProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let draft = use_lasting_draft(FORM, Typed::blank);
    let record = use_checked_call_for::<RecordProof>(FORM);
    let typed = draft.value().clone();
    let today = session.zone().day(chrono::Utc::now());
    let day = typed.day.clone().unwrap_or_else(|| today.to_string());
    let on_cancel = {
        let (draft, record, on_close) = (draft.clone(), record.clone(), props.on_close.clone());
        Callback::from(move |()| {
            draft.clear();
            record.clear();
            on_close.emit(());
        })
    };
    let on_submit = {
        let (typed, record, draft, day) =
            (typed.clone(), record.clone(), draft.clone(), day.clone());
        let (on_close, texts) = (props.on_close.clone(), texts.clone());
        Callback::from(move |()| {
            let (draft, on_close) = (draft.clone(), on_close.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            record.run_checked(typed.request(&day, today), move |made: ProofRecorded| {
                draft.clear();
                on_close.emit(());
                toasts.good(texts.t_with("payments-proof-kept", &[("number", &made.number)]));
            });
        })
    };
    let chosen = typed.customer.as_ref().map(|(id, name)| Pick {
        value: id.to_string().into(),
        label: name.clone().into(),
        detail: AttrValue::default(),
    });
    let on_choose = record.corrects(
        "customer",
        draft.edit(|typed: &mut Typed, pick: Option<Pick>| {
            typed.customer =
                pick.and_then(|pick| Some((pick.value.parse().ok()?, pick.label.to_string())));
        }),
    );
    let on_uploaded = record.corrects(
        "files",
        draft.edit(|typed: &mut Typed, file: Uploaded| typed.file = Some(file)),
    );
    let on_remove = draft.edit(|typed: &mut Typed, _: Uploaded| typed.file = None);
    let edit = |field, change: fn(&mut Typed, String)| record.corrects(field, draft.edit(change));
    let methods: Vec<_> = PaymentMethod::ALL
        .iter()
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .collect();
    let actions = html! {
        <>
            <Button test_id="payments-proof-save" label={texts.t("payments-proof-save")} kind={Kind::Primary} submit=true busy={record.busy} online=true />
            <Button test_id="payments-proof-cancel" label={texts.t("common-cancel")} on_click={on_cancel} />
        </>
    };
    html! {
        <Dialog test_id="payments-proof-dialog" title={texts.t("payments-proof-new")} wide=true on_close={props.on_close.clone()}>
            <Form test_id="payments-proof-form" {on_submit} {actions} fault={record.fault.clone()}>
                <CustomerPick id="payments-proof-customer" {chosen} {on_choose} problems={record.problems("customer")} required=true focus=true />
                <div class="aglis-two">
                    <Field id="payments-proof-amount" kind={FieldKind::Money} label={texts.t("invoices-amount")} value={typed.amount} required=true problems={record.problems("amount")}
                        on_change={edit("amount", |typed, text| typed.amount = text)} />
                    <Field id="payments-proof-method" kind={FieldKind::Select} label={texts.t("invoices-method")} value={typed.method.name()} choices={methods} required=true
                        on_change={edit("method", |typed, name| typed.method = PaymentMethod::from_name(&name).unwrap_or(PaymentMethod::BankTransfer))} />
                    <Field id="payments-proof-day" kind={FieldKind::Date} label={texts.t("payments-proof-day")} value={day} required=true problems={record.problems("received_on")}
                        on_change={edit("received_on", |typed, text| typed.day = Some(text))} />
                    <Field id="payments-proof-reference" label={texts.t("invoices-reference")} value={typed.reference} problems={record.problems("reference")} max=200
                        on_change={edit("reference", |typed, text| typed.reference = text)} />
                </div>
                <FileDrop test_id="payments-proof-file" label={texts.t("payments-proof-drop")} accept="image/jpeg,image/png,application/pdf" one=true
                    files={typed.file.into_iter().collect::<Vec<_>>()} on_remove={Some(on_remove)} {on_uploaded} />
                { for record.problems("files").iter().map(|problem| html! { <p class="aglis-problem" role="alert">{ texts.problem(problem) }</p> }) }
            </Form>
        </Dialog>
    }
}
