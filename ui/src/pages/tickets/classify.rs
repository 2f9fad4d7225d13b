//! What a ticket is about, how urgent it is and how it was solved, for counting, for the clock and for the checklist that comes
//! with a category.

use model::{
    access::Role,
    states::Priority,
    tickets::{
        TicketDetail,
        choices::{ClassifyTicket, ShowTicketChoices, Worded},
    },
};
use yew::prelude::*;

use super::next_step::StepProps;
use crate::{
    hooks::{use_checked_call, use_draft, use_remote, use_session, use_text},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Kind},
};

/// What was touched; the rest stays as the ticket has it, whoever changes it meanwhile.
#[derive(Clone, Default, PartialEq)]
struct Touched {
    category: Option<String>,
    priority: Option<Priority>,
    description: Option<String>,
    code: Option<String>,
}

impl Touched {
    /// What is to be changed of this ticket.
    fn request(&self, ticket: &TicketDetail) -> ClassifyTicket {
        let category = ticket.category.as_ref().map(|one| &one.code);
        let chosen = |text: &Option<String>, now: Option<&String>| {
            text.clone()
                .filter(|text| !text.is_empty() && Some(text) != now)
        };
        ClassifyTicket {
            id: ticket.id,
            version: ticket.version,
            category: chosen(&self.category, category),
            priority: self.priority.filter(|one| *one != ticket.priority),
            description: self
                .description
                .clone()
                .filter(|text| *text != ticket.description),
            resolution_code: chosen(&self.code, ticket.resolution_code.as_ref()),
        }
    }
}

/// The dialog.
#[component]
pub fn Classify(props: &StepProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let ticket = &props.ticket;
    let remote = use_remote(ShowTicketChoices {});
    let draft = use_draft(&format!("tickets-classify-{}", ticket.id), Touched::default);
    let typed = draft.value();
    let classify = use_checked_call::<ClassifyTicket>();
    let now = ticket
        .category
        .as_ref()
        .map(|category| category.code.clone())
        .unwrap_or_default();
    let category = typed.category.clone().unwrap_or_else(|| now.clone());
    let priority = typed.priority.unwrap_or(ticket.priority);
    // A technician says how it was solved; what it is and how urgent is said to him.
    let may_sort = session.is_any(&[Role::Admin, Role::Office, Role::Supervisor]);
    let may_describe = session.is_any(&[Role::Admin, Role::Office]);
    let offer =
        |words: Vec<&Worded>| {
            std::iter::once(Choice::new("", texts.t("common-choose")))
                .chain(words.into_iter().map(|word| {
                    Choice::new(word.code.clone(), word.text(texts.locale()).to_owned())
                }))
                .collect::<Vec<_>>()
        };
    let (categories, codes, usual) = remote.data().map_or_else(
        || (Vec::new(), Vec::new(), None),
        |choices| {
            // A category that usually is other work is not offered for this one.
            let fitting = choices.categories.iter().filter(|one| {
                one.kind.is_none_or(|kind| kind == ticket.kind) || one.word.code == now
            });
            let usual = choices
                .categories
                .iter()
                .find(|one| one.word.code == category)
                .map(|one| one.priority);
            (
                offer(fitting.map(|one| &one.word).collect()),
                offer(choices.resolution_codes.iter().collect()),
                usual,
            )
        },
    );
    let priorities: Vec<Choice> = Priority::ALL
        .iter()
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .collect();
    let hint = usual.filter(|usual| *usual != priority).map(|usual| {
        texts.t_with(
            "work-usual-priority",
            &[("priority", &texts.t(&usual.text_key()))],
        )
    });
    let on_submit = {
        let (classify, draft) = (classify.clone(), draft.clone());
        let request = typed.request(ticket);
        let (again, on_close) = (props.again.clone(), props.on_close.clone());
        Callback::from(move |()| {
            let (draft, again, on_close) = (draft.clone(), again.clone(), on_close.clone());
            classify.run_checked(request.clone().check(), move |()| {
                draft.clear();
                on_close.emit(());
                again.emit(());
            });
        })
    };
    let actions = html! {
        <>
            <Button test_id="tickets-classify-confirm" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={classify.busy} online=true />
            <Button test_id="tickets-classify-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="tickets-classify-dialog" title={texts.t("work-classify")} on_close={props.on_close.clone()}>
            <Form test_id="tickets-classify-form" {on_submit} {actions} fault={classify.fault.clone()}>
                if may_sort {
                    <Field id="tickets-classify-category" kind={FieldKind::Select} label={texts.t("tickets-category")} choices={categories} value={category}
                        problems={classify.problems("category")} on_change={draft.edit(|typed: &mut Touched, text| typed.category = Some(text))} />
                    <Field id="tickets-classify-priority" kind={FieldKind::Select} label={texts.t("tickets-priority")} choices={priorities} value={priority.name()} required=true
                        {hint} problems={classify.problems("priority")} on_change={draft.edit(|typed: &mut Touched, text: String| typed.priority = Priority::from_name(&text))} />
                }
                if may_describe {
                    <Field id="tickets-classify-description" kind={FieldKind::Long} label={texts.t("tickets-description")} required=true
                        value={typed.description.clone().unwrap_or_else(|| ticket.description.clone())}
                        problems={classify.problems("description")} on_change={draft.edit(|typed: &mut Touched, text| typed.description = Some(text))} />
                }
                <Field id="tickets-resolution-code" kind={FieldKind::Select} label={texts.t("work-resolution-code")} choices={codes}
                    value={typed.code.clone().or_else(|| ticket.resolution_code.clone()).unwrap_or_default()}
                    problems={classify.problems("resolution_code")} on_change={draft.edit(|typed: &mut Touched, text| typed.code = Some(text))} />
            </Form>
        </Dialog>
    }
}
