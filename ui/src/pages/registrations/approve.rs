//! Approving: the day of the month on which the new service is billed.

use model::registrations::{ApproveRegistration, Approved};
use yew::prelude::*;

use super::next_step::StepProps;
use crate::{
    hooks::{use_call, use_text, use_toasts},
    widgets::{Button, Dialog, FaultNote, Field, FieldKind, Kind},
};

/// The dialog.
#[component]
pub fn Approve(props: &StepProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let approve = use_call::<ApproveRegistration>();
    let day = use_state(|| "1".to_owned());
    let on_click = {
        let (approve, texts, day) = (approve.clone(), texts.clone(), day.clone());
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
            <Button test_id="registrations-approve-confirm" label={texts.t("registrations-approve")} kind={Kind::Primary} busy={approve.busy} online=true {on_click} />
        }}>
            <p>{ texts.t("registrations-approve-text") }</p>
            <Field id="registrations-billing-day" kind={FieldKind::Number} label={texts.t("registrations-billing-day")} value={(*day).clone()} required=true
                hint={texts.t("registrations-billing-day-hint")} problems={approve.problems("billing_day")} {on_change} />
            <FaultNote fault={approve.fault.clone()} />
        </Dialog>
    }
}
