//! The step that comes next for a ticket: assign, start, hold, finish with photos, close.

use std::rc::Rc;

use model::{
    access::{ListColleagues, Role},
    ids::StaffId,
    states::TicketStatus,
    tickets::{AssignTicket, CompleteTicket, MoveTicket, TicketDetail},
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_remote, use_session, use_text, use_toasts},
    widgets::{
        Button, Choice, Confirm, Dialog, FaultNote, Field, FieldKind, FileDrop, Kind, Uploaded,
    },
};

/// Properties of [`NextStep`].
#[derive(Properties)]
pub struct NextStepProps {
    /// As it is shown.
    pub ticket: Rc<TicketDetail>,
    /// Reads it again.
    pub again: Callback<()>,
}

impl PartialEq for NextStepProps {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Asking {
    Nothing,
    Lead,
    Finish,
    Hold,
    Cancel,
}

/// The buttons; none for who may not take a step.
#[component]
pub fn NextStep(props: &NextStepProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let asking = use_state_eq(|| Asking::Nothing);
    let moving = use_call::<MoveTicket>();
    let (id, version, status) = (props.ticket.id, props.ticket.version, props.ticket.status);
    let leads = session.is_any(&[Role::Admin, Role::Supervisor, Role::Office]);
    let works = session.is_any(&[Role::Admin, Role::Supervisor])
        || props
            .ticket
            .lead
            .as_ref()
            .is_some_and(|(lead, _)| *lead == session.me.id);
    let step = |to: TicketStatus| {
        let (moving, asking, again) = (moving.clone(), asking.clone(), props.again.clone());
        Callback::from(move |reason: String| {
            let (asking, again) = (asking.clone(), again.clone());
            moving.run_then(
                MoveTicket {
                    id,
                    version,
                    to,
                    reason,
                },
                Callback::from(move |()| {
                    asking.set(Asking::Nothing);
                    again.emit(());
                }),
            );
        })
    };
    let at_once = |to| {
        let step = step(to);
        Callback::from(move |()| step.emit(String::new()))
    };
    let ask = |what| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(what))
    };
    let on_close = ask(Asking::Nothing);
    html! {
        <>
            if leads && status == TicketStatus::Open {
                <Button test_id="tickets-assign" label={texts.t("tickets-assign")} kind={Kind::Primary} online=true on_click={ask(Asking::Lead)} />
            }
            if works && matches!(status, TicketStatus::Assigned | TicketStatus::OnHold) {
                <Button test_id="tickets-start" label={texts.t("tickets-start")} kind={Kind::Primary} busy={moving.busy} online=true on_click={at_once(TicketStatus::InProgress)} />
            }
            if works && status == TicketStatus::InProgress {
                <Button test_id="tickets-finish" label={texts.t("tickets-finish")} kind={Kind::Primary} online=true on_click={ask(Asking::Finish)} />
            }
            if leads && status == TicketStatus::Completed {
                <Button test_id="tickets-close" label={texts.t("tickets-close")} kind={Kind::Primary} busy={moving.busy} online=true on_click={at_once(TicketStatus::Closed)} />
            }
            if works && matches!(status, TicketStatus::Assigned | TicketStatus::InProgress) {
                <Button test_id="tickets-hold" label={texts.t("tickets-hold")} online=true on_click={ask(Asking::Hold)} />
            }
            if leads && matches!(status, TicketStatus::Assigned | TicketStatus::InProgress | TicketStatus::OnHold) {
                <Button test_id="tickets-reassign" label={texts.t("tickets-reassign")} online=true on_click={ask(Asking::Lead)} />
            }
            if leads && status.is_open() {
                <Button test_id="tickets-cancel" label={texts.t("tickets-cancel")} online=true on_click={ask(Asking::Cancel)} />
            }
            if *asking == Asking::Nothing { <FaultNote fault={moving.fault.clone()} /> }
            if *asking == Asking::Lead { <Assign ticket={props.ticket.clone()} again={props.again.clone()} on_close={on_close.clone()} /> }
            if *asking == Asking::Finish { <Finish ticket={props.ticket.clone()} again={props.again.clone()} on_close={on_close.clone()} /> }
            if *asking == Asking::Hold {
                <Confirm test_id="tickets-hold-dialog" title={texts.t("tickets-hold")} text={texts.t("tickets-hold-text")} label={texts.t("tickets-hold")}
                    with_reason=true busy={moving.busy} fault={moving.fault.clone()} on_confirm={step(TicketStatus::OnHold)} on_close={on_close.clone()} />
            }
            if *asking == Asking::Cancel {
                <Confirm test_id="tickets-cancel-dialog" title={texts.t("tickets-cancel")} text={texts.t("tickets-cancel-text")} label={texts.t("tickets-cancel")}
                    danger=true with_reason=true busy={moving.busy} fault={moving.fault.clone()} on_confirm={step(TicketStatus::Cancelled)} {on_close} />
            }
        </>
    }
}

#[derive(Properties)]
struct StepProps {
    ticket: Rc<TicketDetail>,
    again: Callback<()>,
    on_close: Callback<()>,
}

impl PartialEq for StepProps {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket
    }
}

/// Chooses the lead.
#[component]
fn Assign(props: &StepProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let colleagues = use_remote(ListColleagues {
        role: Some(Role::Technician),
    });
    let assign = use_call::<AssignTicket>();
    let lead = use_state(|| {
        props
            .ticket
            .lead
            .as_ref()
            .map(|(id, _)| id.to_string())
            .unwrap_or_default()
    });
    let choices = std::iter::once(Choice::new("", texts.t("common-choose")))
        .chain(colleagues.data().map_or_else(Vec::new, |all| {
            all.iter()
                .map(|one| {
                    Choice::new(
                        one.id.to_string(),
                        texts.t_with(
                            "tickets-load",
                            &[("name", &one.name), ("count", &one.open_tickets)],
                        ),
                    )
                })
                .collect()
        }))
        .collect::<Vec<_>>();
    let on_change = {
        let lead = lead.clone();
        Callback::from(move |id| lead.set(id))
    };
    let chosen = lead.parse::<StaffId>().ok();
    let on_click = {
        let (assign, props_again, on_close, texts) = (
            assign.clone(),
            props.again.clone(),
            props.on_close.clone(),
            texts.clone(),
        );
        let (id, version) = (props.ticket.id, props.ticket.version);
        let helpers: Vec<_> = props.ticket.helpers.iter().map(|(id, _)| *id).collect();
        Callback::from(move |()| {
            let Some(lead) = chosen else { return };
            let (again, on_close, toasts, texts) = (
                props_again.clone(),
                on_close.clone(),
                toasts.clone(),
                texts.clone(),
            );
            assign.run_then(
                AssignTicket {
                    id,
                    version,
                    lead,
                    helpers: helpers.clone(),
                },
                Callback::from(move |()| {
                    toasts.good(texts.t("tickets-assigned"));
                    on_close.emit(());
                    again.emit(());
                }),
            );
        })
    };
    html! {
        <Dialog test_id="tickets-assign-dialog" title={texts.t("tickets-assign")} on_close={props.on_close.clone()} actions={html! {
            <Button test_id="tickets-assign-confirm" label={texts.t("tickets-assign")} kind={Kind::Primary} busy={assign.busy} disabled={chosen.is_none()} online=true {on_click} />
        }}>
            <Field id="tickets-lead" kind={FieldKind::Select} label={texts.t("tickets-lead")} value={(*lead).clone()} {choices} {on_change} />
            <FaultNote fault={assign.fault.clone()} />
        </Dialog>
    }
}

/// Finishes with resolution and photos.
#[component]
fn Finish(props: &StepProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let complete = use_call::<CompleteTicket>();
    let resolution = use_state(String::new);
    let photos = use_state(Vec::<Uploaded>::new);
    let on_change = {
        let resolution = resolution.clone();
        Callback::from(move |text| resolution.set(text))
    };
    let on_uploaded = {
        let photos = photos.clone();
        Callback::from(move |file: Uploaded| {
            let mut all = (*photos).clone();
            all.push(file);
            photos.set(all);
        })
    };
    let on_click = {
        let (complete, props_again, on_close, texts) = (
            complete.clone(),
            props.again.clone(),
            props.on_close.clone(),
            texts.clone(),
        );
        let (id, version, resolution, photos) = (
            props.ticket.id,
            props.ticket.version,
            resolution.clone(),
            photos.clone(),
        );
        Callback::from(move |()| {
            let (again, on_close, toasts, texts) = (
                props_again.clone(),
                on_close.clone(),
                toasts.clone(),
                texts.clone(),
            );
            let request = CompleteTicket {
                id,
                version,
                resolution: (*resolution).clone(),
                evidence: photos.iter().map(|photo| photo.id).collect(),
            };
            complete.run_then(
                request,
                Callback::from(move |()| {
                    toasts.good(texts.t("tickets-finished"));
                    on_close.emit(());
                    again.emit(());
                }),
            );
        })
    };
    html! {
        <Dialog test_id="tickets-finish-dialog" title={texts.t("tickets-finish")} wide=true on_close={props.on_close.clone()} actions={html! {
            <Button test_id="tickets-finish-confirm" label={texts.t("tickets-finish")} kind={Kind::Primary} busy={complete.busy} online=true {on_click} />
        }}>
            <Field id="tickets-resolution" kind={FieldKind::Long} label={texts.t("tickets-resolution")} value={(*resolution).clone()} required=true
                problems={complete.problems("resolution")} {on_change} />
            <FileDrop test_id="tickets-photos" label={texts.t("tickets-photos")} accept="image/jpeg,image/png" {on_uploaded} />
            <ul class="aglis-files" data-testid="tickets-photos-list">{ for photos.iter().map(|photo| html! { <li>{ &photo.name }</li> }) }</ul>
            { for complete.problems("evidence").iter().map(|problem| html! { <p class="aglis-problem" role="alert">{ texts.problem(problem) }</p> }) }
            <FaultNote fault={complete.fault.clone()} />
        </Dialog>
    }
}
