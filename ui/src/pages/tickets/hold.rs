//! Putting a ticket on hold: why, in a word that says whether the clock waits, and in one's own words.

use std::rc::Rc;

use model::{
    fault::Fault,
    problem::{Problem, Problems},
    text::Locale,
    tickets::choices::{HoldTicket, ShowTicketChoices},
    valid,
};
use yew::prelude::*;

use super::next_step::StepProps;
use crate::{
    hooks::{use_call, use_remote, use_text},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Kind},
};

/// The dialog.
#[component]
pub fn Hold(props: &StepProps) -> Html {
    let texts = use_text();
    let choices = use_remote(ShowTicketChoices {});
    let (code, reason) = (use_state_eq(String::new), use_state_eq(String::new));
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let hold = use_call::<HoldTicket>();
    let reasons = choices
        .data()
        .map(|choices| choices.hold_reasons.clone())
        .unwrap_or_default();
    let stops = reasons
        .iter()
        .find(|one| one.word.code == *code)
        .map(|one| one.stops_clock);
    let offered = std::iter::once(Choice::new("", texts.t("common-choose")))
        .chain(reasons.iter().map(|one| {
            let text = match texts.locale() {
                Locale::Id => &one.word.text_id,
                Locale::En => &one.word.text_en,
            };
            Choice::new(one.word.code.clone(), text.clone())
        }))
        .collect::<Vec<_>>();
    let fault = own.as_ref().or(hold.fault.as_ref()).cloned();
    let problems = |field: &str| {
        fault
            .as_ref()
            .map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    };
    let set = |state: &UseStateHandle<String>| {
        let state = state.clone();
        Callback::from(move |text: String| state.set(text))
    };
    let on_submit = {
        let (hold, own) = (hold.clone(), own.setter());
        let (id, version) = (props.ticket.id, props.ticket.version);
        let (code, reason) = ((*code).clone(), (*reason).clone());
        let (again, on_close) = (props.again.clone(), props.on_close.clone());
        Callback::from(move |()| {
            let mut problems = Problems::none();
            if code.is_empty() {
                problems.add("reason_code", Problem::new("CHOICE_REQUIRED"));
            }
            let checked = problems.check("reason", valid::reason(&reason));
            let (Some(reason), true) = (checked, problems.is_empty()) else {
                own.set(Some(Rc::new(Fault::invalid(problems))));
                return;
            };
            own.set(None);
            let (again, on_close) = (again.clone(), on_close.clone());
            let request = HoldTicket {
                id,
                version,
                reason_code: code.clone(),
                reason,
            };
            hold.run_then(request, move |()| {
                on_close.emit(());
                again.emit(());
            });
        })
    };
    let hint = stops.map(|stops| {
        texts.t(if stops {
            "tickets-hold-text"
        } else {
            "work-hold-runs"
        })
    });
    let actions = html! {
        <>
            <Button test_id="tickets-hold-dialog-confirm" label={texts.t("tickets-hold")} kind={Kind::Primary} submit=true busy={hold.busy} online=true />
            <Button test_id="tickets-hold-dialog-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="tickets-hold-dialog" title={texts.t("tickets-hold")} on_close={props.on_close.clone()}>
            <Form test_id="tickets-hold-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="tickets-hold-code" kind={FieldKind::Select} label={texts.t("work-hold-why")} required=true choices={offered} value={(*code).clone()}
                    {hint} problems={problems("reason_code")} on_change={set(&code)} />
                <Field id="tickets-hold-dialog-reason" kind={FieldKind::Long} label={texts.t("common-reason")} required=true value={(*reason).clone()} max=500
                    problems={problems("reason")} on_change={set(&reason)} />
            </Form>
        </Dialog>
    }
}
