//! Takes old messages away that never arrived.

use model::{
    problem::{Problem, Problems},
    queue::CleanMessages,
    states::MessageStatus,
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_text, use_toasts},
    widgets::{Button, Checks, Choice, Dialog, Field, FieldKind, Form, Kind},
};

#[derive(Clone, PartialEq)]
struct Typed {
    states: Vec<String>,
    days: String,
}

impl Typed {
    fn check(&self) -> Result<CleanMessages, Problems> {
        let request = CleanMessages {
            states: self
                .states
                .iter()
                .filter_map(|name| MessageStatus::from_name(name))
                .collect(),
            // What is no number is out of any range.
            days: self.days.trim().parse().unwrap_or(0),
        };
        request.check().map(|()| request)
    }
}

/// The button and its dialog.
#[component]
pub fn Clean() -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let open = use_state_eq(|| false);
    let typed = use_state_eq(|| Typed {
        states: CleanMessages::STATES
            .map(|one| one.name().to_owned())
            .to_vec(),
        days: "90".to_owned(),
    });
    let clean = use_checked_call::<CleanMessages>();
    let set_open = |to: bool| {
        let open = open.setter();
        Callback::from(move |()| open.set(to))
    };
    let on_submit = {
        let (clean, typed, open, texts) =
            (clean.clone(), typed.clone(), open.setter(), texts.clone());
        Callback::from(move |()| {
            let (open, texts, toasts) = (open.clone(), texts.clone(), toasts.clone());
            clean.run_checked(typed.check(), move |gone: i64| {
                open.set(false);
                toasts.good(texts.t_with("queue-cleaned", &[("count", &texts.grouped(gone))]));
            });
        })
    };
    let on_states = {
        let typed = typed.clone();
        Callback::from(move |states| {
            typed.set(Typed {
                states,
                ..(*typed).clone()
            })
        })
    };
    let on_days = {
        let typed = typed.clone();
        Callback::from(move |days| {
            typed.set(Typed {
                days,
                ..(*typed).clone()
            })
        })
    };
    let problems = |field: &str| -> Vec<Problem> { clean.problems(field) };
    let choices = CleanMessages::STATES
        .map(|one| Choice::new(one.name(), texts.t(&one.text_key())))
        .to_vec();
    let actions = html! {
        <>
            <Button test_id="queue-clean-confirm" label={texts.t("queue-clean")} kind={Kind::Danger} submit=true busy={clean.busy} online=true />
            <Button test_id="queue-clean-cancel" label={texts.t("common-cancel")} on_click={set_open(false)} />
        </>
    };
    html! {
        <>
            <Button test_id="queue-clean" label={texts.t("queue-clean")} online=true on_click={set_open(true)} />
            if *open {
                <Dialog test_id="queue-clean-dialog" title={texts.t("queue-clean")} on_close={set_open(false)}>
                    <p>{ texts.t("queue-clean-text") }</p>
                    <Form test_id="queue-clean-form" {on_submit} {actions} fault={clean.fault.clone()}>
                        <Checks id="queue-clean-state" label={texts.t("common-status")} {choices} chosen={typed.states.clone()} on_change={on_states} problems={problems("states")} required=true />
                        <Field id="queue-clean-days" kind={FieldKind::Number} label={texts.t("queue-clean-days")} value={typed.days.clone()} on_change={on_days} problems={problems("days")} required=true />
                    </Form>
                </Dialog>
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;

    #[test]
    fn what_is_no_number_of_days_is_told() {
        let typed = Typed {
            states: Vec::new(),
            days: "banyak".to_owned(),
        };
        let problems = typed.check().unwrap_err();
        assert!(!problems.field("days").is_empty() && !problems.field("states").is_empty());
    }
}
