//! Approving: whose the new service is, and the day of the month on which it is billed.

use model::registrations::{ApproveRegistration, Approved, DuplicateHint};
use yew::prelude::*;

use super::next_step::StepProps;
use crate::{
    hooks::{use_call, use_text, use_toasts},
    widgets::{Button, CustomerPick, Dialog, FaultNote, Field, FieldKind, Kind, Pick},
};

/// The customer who is most probably the applicant: the one with his identity number, else with his phone.
fn probably(hints: &[DuplicateHint]) -> Option<&DuplicateHint> {
    ["nik", "phone"].into_iter().find_map(|by| {
        hints
            .iter()
            .find(|hint| hint.kind == "customer" && hint.by == by)
    })
}

/// The dialog.
#[component]
pub fn Approve(props: &StepProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let approve = use_call::<ApproveRegistration>();
    let day = use_state(|| "1".to_owned());
    let customer = use_state(|| {
        probably(&props.record.duplicates).map(|hint| Pick {
            value: hint.id.to_string().into(),
            label: format!("{} · {}", hint.name, hint.number).into(),
            detail: AttrValue::default(),
        })
    });
    let on_click = {
        let (approve, texts, day) = (approve.clone(), texts.clone(), day.clone());
        let customer = customer.clone();
        let (again, on_close) = (props.again.clone(), props.on_close.clone());
        let (id, version) = (props.record.id, props.record.version);
        Callback::from(move |()| {
            let (toasts, texts, again, on_close) = (
                toasts.clone(),
                texts.clone(),
                again.clone(),
                on_close.clone(),
            );
            approve.run_then(
                ApproveRegistration {
                    id,
                    version,
                    billing_day: day.parse().unwrap_or(0),
                    customer: customer.as_ref().and_then(|pick| pick.value.parse().ok()),
                },
                Callback::from(move |made: Approved| {
                    on_close.emit(());
                    let said = [
                        ("customer", &made.customer_code as &dyn std::fmt::Display),
                        ("ticket", &made.ticket_number),
                        ("invoice", &made.invoice_number),
                    ];
                    toasts.good(texts.t_with("registrations-approved", &said));
                    again.emit(());
                }),
            );
        })
    };
    let on_change = {
        let day = day.clone();
        Callback::from(move |text| day.set(text))
    };
    html! {
        <Dialog test_id="registrations-approve-dialog" title={texts.t("registrations-approve-title")} on_close={props.on_close.clone()} actions={html! {
            <>
                <Button test_id="registrations-approve-confirm" label={texts.t("registrations-approve")} kind={Kind::Primary} busy={approve.busy} online=true {on_click} />
                <Button test_id="registrations-approve-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
            </>
        }}>
            <p>{ texts.t(if customer.is_some() { "registrations-approve-known" } else { "registrations-approve-text" }) }</p>
            <CustomerPick id="registrations-customer" chosen={(*customer).clone()} hint={texts.t("registrations-approve-whose")} problems={approve.problems("customer")}
                on_choose={Callback::from({ let customer = customer.setter(); move |pick| customer.set(pick) })} />
            <Field id="registrations-billing-day" kind={FieldKind::Number} label={texts.t("registrations-billing-day")} value={(*day).clone()} required=true
                hint={texts.t("registrations-billing-day-hint")} problems={approve.problems("billing_day")} {on_change} />
            <FaultNote fault={approve.fault.clone()} />
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use model::registrations::DuplicateHint;

    use super::probably;

    #[test]
    fn an_identity_number_says_more_than_a_phone_and_an_application_is_nobody() {
        let hint = |by: &str, kind: &str, id| DuplicateHint {
            by: by.to_owned(),
            kind: kind.to_owned(),
            id,
            number: String::new(),
            name: String::new(),
        };
        let mut hints = vec![
            hint("phone", "registration", 1),
            hint("address", "customer", 2),
        ];
        assert_eq!(probably(&hints), None);
        hints.push(hint("phone", "customer", 3));
        assert_eq!(probably(&hints).map(|hint| hint.id), Some(3));
        hints.push(hint("nik", "customer", 4));
        assert_eq!(probably(&hints).map(|hint| hint.id), Some(4));
    }
}
