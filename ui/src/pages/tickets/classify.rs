//! What a ticket is about and how it was solved, for counting and for the checklist that comes with a category.

use model::tickets::choices::{ClassifyTicket, ShowTicketChoices, Worded};
use yew::prelude::*;

use super::next_step::StepProps;
use crate::{
    hooks::{use_call, use_remote, use_text},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Kind},
};

/// The dialog.
#[component]
pub fn Classify(props: &StepProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ShowTicketChoices {});
    let now = props
        .ticket
        .category
        .as_ref()
        .map(|category| category.code.clone())
        .unwrap_or_default();
    let category = use_state_eq(|| now.clone());
    let code = use_state_eq(|| props.ticket.resolution_code.clone().unwrap_or_default());
    let take_priority = use_state_eq(|| false);
    let classify = use_call::<ClassifyTicket>();
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
                one.kind.is_none_or(|kind| kind == props.ticket.kind) || one.word.code == now
            });
            let usual = choices
                .categories
                .iter()
                .find(|one| one.word.code == *category)
                .map(|one| one.priority);
            (
                offer(fitting.map(|one| &one.word).collect()),
                offer(choices.resolution_codes.iter().collect()),
                usual,
            )
        },
    );
    let set = |state: &UseStateHandle<String>| {
        let state = state.clone();
        Callback::from(move |text: String| state.set(text))
    };
    let on_priority = {
        let take_priority = take_priority.clone();
        Callback::from(move |_: Event| take_priority.set(!*take_priority))
    };
    let on_submit = {
        let classify = classify.clone();
        let (id, version) = (props.ticket.id, props.ticket.version);
        let chosen = (!category.is_empty()).then(|| (*category).clone());
        let code = (!code.is_empty()).then(|| (*code).clone());
        let take_priority = *take_priority;
        let (again, on_close) = (props.again.clone(), props.on_close.clone());
        Callback::from(move |()| {
            let (again, on_close) = (again.clone(), on_close.clone());
            let request = ClassifyTicket {
                id,
                version,
                category: chosen.clone(),
                take_priority,
                resolution_code: code.clone(),
            };
            classify.run_then(request, move |()| {
                on_close.emit(());
                again.emit(());
            });
        })
    };
    let actions = html! {
        <Button test_id="tickets-classify-confirm" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={classify.busy} online=true />
    };
    html! {
        <Dialog test_id="tickets-classify-dialog" title={texts.t("work-classify")} on_close={props.on_close.clone()}>
            <Form test_id="tickets-classify-form" {on_submit} {actions} fault={classify.fault.clone()}>
                <Field id="tickets-classify-category" kind={FieldKind::Select} label={texts.t("tickets-category")} choices={categories} value={(*category).clone()}
                    problems={classify.problems("category")} on_change={set(&category)} />
                if let Some(usual) = usual.filter(|usual| *usual != props.ticket.priority) {
                    <label class="aglis-checks">
                        <input type="checkbox" data-testid="tickets-take-priority" checked={*take_priority} onchange={on_priority} />
                        <span>{ texts.t_with("work-take-priority", &[("priority", &texts.t(&usual.text_key()))]) }</span>
                    </label>
                }
                <Field id="tickets-resolution-code" kind={FieldKind::Select} label={texts.t("work-resolution-code")} choices={codes} value={(*code).clone()}
                    problems={classify.problems("resolution_code")} on_change={set(&code)} />
            </Form>
        </Dialog>
    }
}
