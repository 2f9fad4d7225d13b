//! The entries of an action: those of the single one, and who is told.

use std::rc::Rc;

use model::{
    access::{ListColleagues, Role},
    bulk::BulkAction,
    customers::{ListTags, TAGS_MAX},
    fault::Fault,
    packages::ListPackages,
    problem::Problem,
    states::{Priority, Slot, TicketStatus},
    tickets::choices::ShowTicketChoices,
};
use yew::prelude::*;

use super::typed::{Typed, asks_reason};
use crate::{
    hooks::{Texts, use_remote_if, use_session, use_text},
    widgets::{Button, Checks, Choice, Field, FieldKind},
};

/// Tags in use that are offered below the field.
const PICKS: usize = 8;

/// Properties of [`Fields`].
#[derive(Properties, PartialEq, Clone)]
pub struct FieldsProps {
    pub action: BulkAction,
    pub typed: Typed,
    pub on_change: Callback<Typed>,
    /// Why the last attempt failed.
    pub fault: Option<Rc<Fault>>,
}

impl FieldsProps {
    fn problems(&self, field: &str) -> Vec<Problem> {
        (self.fault.as_ref()).map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    }

    fn edit<V: 'static>(&self, change: impl Fn(&mut Typed, V) + 'static) -> Callback<V> {
        let (typed, on_change) = (self.typed.clone(), self.on_change.clone());
        Callback::from(move |value: V| {
            let mut next = typed.clone();
            change(&mut next, value);
            on_change.emit(next);
        })
    }

    fn reason(&self, texts: &Texts, required: bool) -> Html {
        html! {
            <Field id="bulk-reason" kind={FieldKind::Long} label={texts.t("common-reason")} {required} max=500 value={self.typed.reason.clone()}
                problems={self.problems("reason")} on_change={self.edit(|typed, text| typed.reason = text)} />
        }
    }
}

/// Nothing chosen, then these.
fn offer(texts: &Texts, choices: impl IntoIterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", texts.t("common-choose")))
        .chain(choices)
        .collect()
}

/// The entries.
#[component]
pub fn Fields(props: &FieldsProps) -> Html {
    let texts = use_text();
    let entries = match props.action {
        BulkAction::TicketAssign => html! { <Team ..props.clone() /> },
        BulkAction::RegistrationAssign => html! { <Visit ..props.clone() /> },
        BulkAction::RegistrationSchedule => html! { <Visit ..props.clone() /> },
        BulkAction::TicketStatus => html! { <Step ..props.clone() /> },
        BulkAction::TicketPriority => {
            let choices = (Priority::ALL.iter().rev())
                .map(|one| Choice::new(one.name(), texts.t(&one.text_key())));
            html! {
                <Field id="bulk-priority" kind={FieldKind::Select} label={texts.t("tickets-priority")} required=true choices={offer(&texts, choices)}
                    value={props.typed.priority.clone()} problems={props.problems("priority")} on_change={props.edit(|typed, word| typed.priority = word)} />
            }
        }
        BulkAction::TicketNote => html! {
            <Field id="bulk-note" kind={FieldKind::Long} label={texts.t("common-note")} hint={texts.t("bulk-note-hint")} required=true max=2000
                value={props.typed.note.clone()} problems={props.problems("note")} on_change={props.edit(|typed, text| typed.note = text)} />
        },
        BulkAction::RegistrationReject | BulkAction::InvoiceVoid => props.reason(&texts, true),
        BulkAction::RegistrationApprove => html! {
            <>
                <p>{ texts.t("bulk-approve-text") }</p>
                <Field id="bulk-billing-day" kind={FieldKind::Number} label={texts.t("registrations-billing-day")} hint={texts.t("registrations-billing-day-hint")}
                    required=true value={props.typed.billing_day.clone()} problems={props.problems("billing_day")}
                    on_change={props.edit(|typed, text| typed.billing_day = text)} />
            </>
        },
        BulkAction::CustomerPackage => html! { <Plan ..props.clone() /> },
        BulkAction::CustomerDelete => {
            html! { <><p>{ texts.t("customers-delete-text") }</p>{ props.reason(&texts, true) }</> }
        }
        BulkAction::CustomerTag | BulkAction::CustomerUntag => html! { <Tags ..props.clone() /> },
        BulkAction::TicketMessage
        | BulkAction::RegistrationMessage
        | BulkAction::CustomerMessage => html! {
            <Field id="bulk-message" kind={FieldKind::Long} label={texts.t("bulk-message")} hint={texts.t("bulk-message-hint")} required=true max=4096
                value={props.typed.message.clone()} problems={props.problems("message")} on_change={props.edit(|typed, text| typed.message = text)} />
        },
        BulkAction::RegistrationVerify => html! { <p>{ texts.t("bulk-verify-text") }</p> },
        BulkAction::InvoiceRemind | BulkAction::CustomerRestore => Html::default(),
    };
    let channels: Vec<Choice> = (props.action.channels().iter())
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .collect();
    html! {
        <>
            { entries }
            if !channels.is_empty() {
                <Field id="bulk-notify" kind={FieldKind::Select} label={texts.t("bulk-notify")} required=true choices={channels}
                    value={props.typed.notify(props.action).name()} problems={props.problems("notify")} on_change={props.edit(|typed, word| typed.notify = word)} />
            }
        </>
    }
}

/// Technicians with what they have to do.
#[hook]
fn use_technicians(texts: &Texts) -> Vec<Choice> {
    let colleagues = use_remote_if(Some(ListColleagues {
        role: Some(Role::Technician),
        also_left: false,
    }));
    colleagues.data().map_or_else(Vec::new, |all| {
        all.iter()
            .map(|one| {
                let load = [
                    ("name", &one.name as &dyn std::fmt::Display),
                    ("count", &one.open_tickets),
                ];
                Choice::new(one.id.to_string(), texts.t_with("tickets-load", &load))
            })
            .collect()
    })
}

/// Who leads and who helps.
#[component]
fn Team(props: &FieldsProps) -> Html {
    let texts = use_text();
    let everybody = use_technicians(&texts);
    let others: Vec<Choice> = (everybody.iter())
        .filter(|one| one.value != props.typed.lead.as_str())
        .cloned()
        .collect();
    html! {
        <>
            <Field id="bulk-lead" kind={FieldKind::Select} label={texts.t("tickets-lead")} required=true choices={offer(&texts, everybody)}
                value={props.typed.lead.clone()} problems={props.problems("lead")} on_change={props.edit(|typed, id| typed.lead = id)} />
            if !props.typed.lead.is_empty() && !others.is_empty() {
                <Checks id="bulk-helper" label={texts.t("tickets-helpers")} choices={others} chosen={props.typed.helpers.clone()}
                    problems={props.problems("helpers")} on_change={props.edit(|typed, helpers| typed.helpers = helpers)} />
            }
        </>
    }
}

/// Where to, and why.
#[component]
fn Step(props: &FieldsProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let status = TicketStatus::from_name(&props.typed.status);
    let is_hold = status == Some(TicketStatus::OnHold);
    let known = use_remote_if(is_hold.then_some(ShowTicketChoices {}));
    let mut steps = vec![
        TicketStatus::Open,
        TicketStatus::InProgress,
        TicketStatus::Closed,
        TicketStatus::Cancelled,
    ];
    // Work is put on hold by whoever leads it or works on it.
    if session.is_any(&[Role::Admin, Role::Supervisor]) {
        steps.insert(2, TicketStatus::OnHold);
    }
    let steps = (steps.iter()).map(|one| Choice::new(one.name(), texts.t(&one.text_key())));
    let reasons = (known.data()).map_or_else(Vec::new, |known| {
        (known.hold_reasons.iter())
            .map(|one| {
                let text = one.word.text(texts.locale()).to_owned();
                Choice::new(one.word.code.clone(), text)
            })
            .collect()
    });
    html! {
        <>
            <Field id="bulk-status" kind={FieldKind::Select} label={texts.t("bulk-status")} hint={texts.t("bulk-status-hint")} required=true
                choices={offer(&texts, steps)} value={props.typed.status.clone()} problems={props.problems("status")}
                on_change={props.edit(|typed, word| typed.status = word)} />
            if is_hold {
                <Field id="bulk-reason-code" kind={FieldKind::Select} label={texts.t("work-hold-why")} choices={offer(&texts, reasons)} required=true
                    value={props.typed.reason_code.clone()} problems={props.problems("reason_code")} on_change={props.edit(|typed, code| typed.reason_code = code)} />
            }
            if asks_reason(status) { { props.reason(&texts, status != Some(TicketStatus::InProgress)) } }
        </>
    }
}

/// Which package, and from when on.
#[component]
fn Plan(props: &FieldsProps) -> Html {
    let texts = use_text();
    let packages = use_remote_if(Some(ListPackages {}));
    let mut on_sale = packages.data().map_or_else(Vec::new, |all| all.to_vec());
    on_sale.sort_by_key(|one| (one.down_mbps, one.monthly_price));
    let choices = (on_sale.iter()).map(|one| {
        Choice::new(
            one.id.to_string(),
            format!("{} · {}", one.name, one.monthly_price),
        )
    });
    html! {
        <>
            <p>{ texts.t("bulk-package-text") }</p>
            <div class="aglis-two">
                <Field id="bulk-package" kind={FieldKind::Select} label={texts.t("common-package")} required=true choices={offer(&texts, choices)}
                    value={props.typed.package.clone()} problems={props.problems("package")} on_change={props.edit(|typed, id| typed.package = id)} />
                <Field id="bulk-day" kind={FieldKind::Date} label={texts.t("services-from")} hint={texts.t("services-from-hint")} required=true
                    value={props.typed.day.clone()} problems={props.problems("day")} on_change={props.edit(|typed, text| typed.day = text)} />
            </div>
        </>
    }
}

/// Who goes, and when where that is planned, too.
#[component]
fn Visit(props: &FieldsProps) -> Html {
    let texts = use_text();
    let everybody = use_technicians(&texts);
    let slots = (Slot::ALL.iter()).map(|one| Choice::new(one.name(), texts.t(&one.text_key())));
    html! {
        <>
            if props.action == BulkAction::RegistrationSchedule {
                <div class="aglis-two">
                    <Field id="bulk-day" kind={FieldKind::Date} label={texts.t("registrations-survey-day")} required=true value={props.typed.day.clone()}
                        problems={props.problems("day")} on_change={props.edit(|typed, text| typed.day = text)} />
                    <Field id="bulk-slot" kind={FieldKind::Select} label={texts.t("registrations-survey-slot")} required=true choices={offer(&texts, slots)}
                        value={props.typed.slot.clone()} problems={props.problems("slot")} on_change={props.edit(|typed, word| typed.slot = word)} />
                </div>
            }
            <Field id="bulk-technician" kind={FieldKind::Select} label={texts.t("tickets-lead")} required=true choices={offer(&texts, everybody)}
                value={props.typed.technician.clone()} problems={props.problems("technician")} on_change={props.edit(|typed, id| typed.technician = id)} />
        </>
    }
}

/// Tags, with those in use to choose from.
#[component]
fn Tags(props: &FieldsProps) -> Html {
    let texts = use_text();
    let known = use_remote_if(Some(ListTags {}));
    let has = props.typed.data(props.action).tags;
    let picks: Vec<String> = known.data().map_or_else(Vec::new, |known| {
        (known.iter())
            .map(|one| one.tag.clone())
            .filter(|tag| {
                !has.iter()
                    .any(|one| one.to_lowercase() == tag.to_lowercase())
            })
            .take(PICKS)
            .collect()
    });
    let add = props.edit(move |typed, tag: String| {
        let mut tags = has.clone();
        tags.push(tag);
        typed.tags = tags.join(", ");
    });
    html! {
        <>
            <Field id="bulk-tags" label={texts.t("customers-tags")} hint={texts.t_with("bulk-tags-hint", &[("max", &TAGS_MAX)])} required=true max=600
                value={props.typed.tags.clone()} problems={props.problems("tags")} on_change={props.edit(|typed, text| typed.tags = text)} />
            if !picks.is_empty() {
                <div class="aglis-row" role="group" aria-label={texts.t("bulk-tags-known")}>
                    { for picks.into_iter().map(|tag| {
                        let (add, one, label) = (add.clone(), tag.clone(), tag.clone());
                        html! {
                            <Button key={tag.clone()} test_id="bulk-tag-pick" class="aglis-chip-button" {label} on_click={move |()| add.emit(one.clone())} />
                        }
                    }) }
                </div>
            }
        </>
    }
}
