//! Giving a ticket to a technician, and to those who help.

use model::{
    access::{ListColleagues, Role},
    ids::StaffId,
    tickets::{AssignTicket, TicketDetail},
};
use yew::prelude::*;

use super::next_step::StepProps;
use crate::{
    hooks::{use_call, use_draft, use_remote, use_text, use_toasts},
    widgets::{Button, Checks, Choice, Dialog, FaultNote, Field, FieldKind, Kind},
};

#[derive(Clone, Default, PartialEq)]
struct Team {
    lead: String,
    helpers: Vec<String>,
}

impl Team {
    fn of(ticket: &TicketDetail) -> Self {
        Self {
            lead: ticket
                .lead
                .as_ref()
                .map_or_else(String::new, |(id, _)| id.to_string()),
            helpers: ticket
                .helpers
                .iter()
                .map(|(id, _)| id.to_string())
                .collect(),
        }
    }
}

/// Chooses the lead and the helpers.
#[component]
pub fn Assign(props: &StepProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let colleagues = use_remote(ListColleagues {
        role: Some(Role::Technician),
        also_left: false,
    });
    let assign = use_call::<AssignTicket>();
    let start = props.ticket.clone();
    let draft = use_draft(&format!("tickets-team-{}", props.ticket.id), move || {
        Team::of(&start)
    });
    let team = draft.value().clone();
    let everybody: Vec<Choice> = colleagues.data().map_or_else(Vec::new, |all| {
        all.iter()
            .map(|one| {
                let load = [
                    ("name", &one.name as &dyn std::fmt::Display),
                    ("count", &one.open_tickets),
                ];
                Choice::new(one.id.to_string(), texts.t_with("tickets-load", &load))
            })
            .collect()
    });
    let others: Vec<Choice> = everybody
        .iter()
        .filter(|one| one.value != team.lead.as_str())
        .cloned()
        .collect();
    let choices: Vec<Choice> = std::iter::once(Choice::new("", texts.t("common-choose")))
        .chain(everybody)
        .collect();
    let chosen = team.lead.parse::<StaffId>().ok();
    let on_click = {
        let (assign, draft, texts) = (assign.clone(), draft.clone(), texts.clone());
        let (again, on_close) = (props.again.clone(), props.on_close.clone());
        let (id, version) = (props.ticket.id, props.ticket.version);
        let helpers: Vec<StaffId> = team
            .helpers
            .iter()
            .filter_map(|helper| helper.parse().ok())
            .filter(|helper| Some(*helper) != chosen)
            .collect();
        Callback::from(move |()| {
            let Some(lead) = chosen else { return };
            let (draft, again, on_close) = (draft.clone(), again.clone(), on_close.clone());
            let (toasts, texts) = (toasts.clone(), texts.clone());
            assign.run_then(
                AssignTicket {
                    id,
                    version,
                    lead,
                    helpers: helpers.clone(),
                },
                Callback::from(move |()| {
                    draft.clear();
                    toasts.good(texts.t("tickets-assigned"));
                    on_close.emit(());
                    again.emit(());
                }),
            );
        })
    };
    html! {
        <Dialog test_id="tickets-assign-dialog" title={texts.t("tickets-assign")} on_close={props.on_close.clone()} actions={html! {
            <>
                <Button test_id="tickets-assign-confirm" label={texts.t("tickets-assign")} kind={Kind::Primary} busy={assign.busy} disabled={chosen.is_none()} online=true {on_click} />
                <Button test_id="tickets-assign-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
            </>
        }}>
            <Field id="tickets-lead" kind={FieldKind::Select} label={texts.t("tickets-lead")} value={team.lead.clone()} {choices} required=true
                on_change={draft.edit(|team: &mut Team, id| team.lead = id)} />
            if chosen.is_some() && !others.is_empty() {
                <Checks id="tickets-helper" label={texts.t("tickets-helpers")} choices={others} chosen={team.helpers.clone()}
                    on_change={draft.edit(|team: &mut Team, helpers| team.helpers = helpers)} />
            }
            <FaultNote fault={assign.fault.clone()} />
        </Dialog>
    }
}
