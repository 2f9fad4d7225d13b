//! The visit before an approval: when, who goes, and what was found.

use std::rc::Rc;

use chrono::NaiveDate;
use model::{
    access::{Colleague, ListColleagues, Role},
    fault::Fault,
    ids::{StaffId, ZoneId},
    problem::{Problem, Problems},
    registrations::{CompleteSurvey, RegistrationDetail, ScheduleSurvey},
    states::Slot,
    valid,
};
use yew::prelude::*;

use super::next_step::StepProps;
use crate::{
    hooks::{use_call, use_draft, use_remote, use_session, use_text, use_toasts},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Kind},
};

/// Longest result of a survey, in characters.
const NOTE_MAX: usize = 500;

#[derive(Clone, Default, PartialEq)]
struct Plan {
    day: String,
    slot: String,
    technician: String,
}

impl Plan {
    /// The visit as it is planned already, or as the applicant wants it.
    fn of(record: &RegistrationDetail) -> Self {
        Self {
            day: record
                .preferred_date
                .map_or_else(String::new, |day| day.to_string()),
            slot: record.preferred_slot.map_or("", Slot::name).to_owned(),
            technician: record
                .technician
                .as_ref()
                .map_or_else(String::new, |(id, _)| id.to_string()),
        }
    }

    fn check(
        &self,
        record: &RegistrationDetail,
        today: NaiveDate,
    ) -> Result<ScheduleSurvey, Problems> {
        let mut problems = Problems::none();
        let day = problems.check("day", model::format::parse_day(&self.day));
        if day.is_some_and(|day| day < today) {
            problems.add("day", Problem::new("DATE_PAST"));
        }
        let missing = || Problem::new("CHOICE_REQUIRED");
        let slot = problems.check("slot", Slot::from_name(&self.slot).ok_or_else(missing));
        let technician = problems.check(
            "technician",
            self.technician.parse::<StaffId>().map_err(|_| missing()),
        );
        match (day, slot, technician) {
            (Some(day), Some(slot), Some(technician)) if problems.is_empty() => {
                Ok(ScheduleSurvey {
                    id: record.id,
                    version: record.version,
                    day,
                    slot,
                    technician,
                })
            }
            _ => Err(problems),
        }
    }
}

/// Technicians of the zone first, those with less to do first.
fn nearest_first(mut all: Vec<Colleague>, zone: ZoneId) -> Vec<Colleague> {
    all.sort_by_key(|one| (!one.zones.contains(&zone), one.open_tickets));
    all
}

/// Plans the visit, or moves it to another day.
#[component]
pub fn PlanSurvey(props: &StepProps) -> Html {
    let (texts, toasts, session) = (use_text(), use_toasts(), use_session());
    let record = props.record.clone();
    let start = record.clone();
    let draft = use_draft(&format!("registrations-survey-{}", record.id), move || {
        Plan::of(&start)
    });
    let plan = draft.value().clone();
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let schedule = use_call::<ScheduleSurvey>();
    let colleagues = use_remote(ListColleagues {
        role: Some(Role::Technician),
        also_left: false,
    });
    let fault = own.as_ref().or(schedule.fault.as_ref()).cloned();
    let problems = |field: &str| {
        fault
            .as_ref()
            .map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    };
    let on_submit = {
        let (schedule, own, draft, texts) =
            (schedule.clone(), own.setter(), draft.clone(), texts.clone());
        let (again, on_close) = (props.again.clone(), props.on_close.clone());
        let today = session.zone().day(chrono::Utc::now());
        let (plan, record) = (plan.clone(), record.clone());
        Callback::from(move |()| match plan.check(&record, today) {
            Ok(request) => {
                own.set(None);
                let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
                let (again, on_close) = (again.clone(), on_close.clone());
                schedule.run_then(request, move |()| {
                    draft.clear();
                    toasts.good(texts.t("registrations-survey-planned"));
                    on_close.emit(());
                    again.emit(());
                });
            }
            Err(problems) => own.set(Some(Rc::new(Fault::invalid(problems)))),
        })
    };
    let choose = || std::iter::once(Choice::new("", texts.t("common-choose")));
    let slots: Vec<_> = choose()
        .chain(
            Slot::ALL
                .iter()
                .map(|slot| Choice::new(slot.name(), texts.t(&slot.text_key()))),
        )
        .collect();
    let technicians: Vec<_> = choose()
        .chain(
            colleagues
                .data()
                .map_or_else(Vec::new, |all| {
                    nearest_first((**all).clone(), record.zone_id)
                })
                .into_iter()
                .map(|one| {
                    let load = texts.t_with(
                        "tickets-load",
                        &[("name", &one.name), ("count", &one.open_tickets)],
                    );
                    Choice::new(one.id.to_string(), load)
                }),
        )
        .collect();
    let actions = html! {
        <>
            <Button test_id="registrations-survey-confirm" label={texts.t("registrations-survey-plan")} kind={Kind::Primary} submit=true busy={schedule.busy} online=true />
            <Button test_id="registrations-survey-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="registrations-survey-dialog" title={texts.t("registrations-survey-plan")} on_close={props.on_close.clone()}>
            <Form test_id="registrations-survey-form" {on_submit} {actions} fault={fault.clone()}>
                <div class="aglis-two">
                    <Field id="registrations-survey-day" kind={FieldKind::Date} label={texts.t("registrations-survey-day")} value={plan.day.clone()} required=true
                        problems={problems("day")} on_change={draft.edit(|plan: &mut Plan, text| plan.day = text)} />
                    <Field id="registrations-survey-slot" kind={FieldKind::Select} label={texts.t("registrations-survey-slot")} value={plan.slot.clone()} required=true
                        choices={slots} problems={problems("slot")} on_change={draft.edit(|plan: &mut Plan, text| plan.slot = text)} />
                </div>
                <Field id="registrations-survey-technician" kind={FieldKind::Select} label={texts.t("tickets-lead")} value={plan.technician.clone()} required=true
                    choices={technicians} problems={problems("technician")} on_change={draft.edit(|plan: &mut Plan, text| plan.technician = text)} />
            </Form>
        </Dialog>
    }
}

/// Notes that the visit took place and what was found.
#[component]
pub fn CompleteSurveyDialog(props: &StepProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let (id, version) = (props.record.id, props.record.version);
    let draft = use_draft(&format!("registrations-survey-note-{id}"), String::new);
    let note = draft.value().clone();
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let complete = use_call::<CompleteSurvey>();
    let fault = own.as_ref().or(complete.fault.as_ref()).cloned();
    let problems = fault
        .as_ref()
        .map_or_else(Vec::new, |fault| fault.field("note").to_vec());
    let on_submit = {
        let (complete, own, draft, texts, note) = (
            complete.clone(),
            own.setter(),
            draft.clone(),
            texts.clone(),
            note.clone(),
        );
        let (again, on_close) = (props.again.clone(), props.on_close.clone());
        Callback::from(move |()| match valid::required(&note, NOTE_MAX) {
            Ok(note) => {
                own.set(None);
                let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
                let (again, on_close) = (again.clone(), on_close.clone());
                complete.run_then(CompleteSurvey { id, version, note }, move |()| {
                    draft.clear();
                    toasts.good(texts.t("registrations-survey-noted"));
                    on_close.emit(());
                    again.emit(());
                });
            }
            Err(problem) => own.set(Some(Rc::new(Fault::invalid(Problems::one(
                "note", problem,
            ))))),
        })
    };
    let actions = html! {
        <>
            <Button test_id="registrations-survey-done-confirm" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={complete.busy} online=true />
            <Button test_id="registrations-survey-done-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="registrations-survey-done-dialog" title={texts.t("registrations-survey-done")} on_close={props.on_close.clone()}>
            <Form test_id="registrations-survey-done-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="registrations-survey-note" kind={FieldKind::Long} label={texts.t("registrations-survey-note")} hint={texts.t("registrations-survey-note-hint")}
                    value={note} required=true {problems} on_change={draft.edit(|note: &mut String, text| *note = text)} />
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use model::{
        access::{Colleague, Role},
        ids::{StaffId, ZoneId},
    };

    use super::nearest_first;

    #[test]
    fn technicians_of_the_zone_with_the_least_to_do_come_first() {
        let one = |id, zone, open_tickets| Colleague {
            id: StaffId(id),
            name: String::new(),
            role: Role::Technician,
            phone: None,
            zones: vec![ZoneId(zone)],
            open_tickets,
        };
        let sorted = nearest_first(vec![one(1, 2, 0), one(2, 1, 5), one(3, 1, 2)], ZoneId(1));
        let ids: Vec<_> = sorted.iter().map(|one| one.id.0).collect();
        assert_eq!(ids, [3, 2, 1]);
    }
}
