//! The form of a promise.

use model::sla::rules::{
    CountedHours, KeptCalendar, RemoveSlaTarget, STANDARD, SaveSlaTarget, SlaTarget,
};
use yew::prelude::*;

use super::sla::{Line, level_name};
use crate::{
    hooks::{use_call, use_checked_call, use_draft, use_text, use_toasts},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Kind},
};

#[derive(Clone, PartialEq)]
struct Typed {
    hours: String,
    response: String,
    counted: String,
}

impl Typed {
    fn of(target: &SlaTarget) -> Self {
        Self {
            hours: target.hours.to_string(),
            response: target
                .response_minutes
                .map(|minutes| minutes.to_string())
                .unwrap_or_default(),
            counted: match target.counted {
                CountedHours::Usual => "usual".to_owned(),
                CountedHours::Every => "every".to_owned(),
                CountedHours::Of(id) => id.to_string(),
            },
        }
    }

    fn request(&self, of: &SlaTarget) -> SaveSlaTarget {
        // What is no number is out of every range, and the range says what is wanted.
        let number = |text: &str| text.trim().parse().unwrap_or(0);
        SaveSlaTarget {
            target: SlaTarget {
                hours: number(&self.hours),
                response_minutes: Some(self.response.as_str())
                    .filter(|text| !text.trim().is_empty())
                    .map(number),
                counted: match self.counted.as_str() {
                    "every" => CountedHours::Every,
                    id => id.parse().map_or(CountedHours::Usual, CountedHours::Of),
                },
                ..of.clone()
            },
        }
    }
}

/// Properties of [`TargetForm`].
#[derive(Properties, PartialEq)]
pub struct TargetFormProps {
    /// What holds now.
    pub line: Line,
    /// Whose hours may count.
    pub calendars: Vec<KeptCalendar>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn TargetForm(props: &TargetFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let target = props.line.target.clone();
    let key = format!(
        "settings-target-{}-{}",
        target.level,
        target.priority.name()
    );
    let start = target.clone();
    let draft = use_draft(&key, move || Typed::of(&start));
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveSlaTarget>();
    let remove = use_call::<RemoveSlaTarget>();
    let fault = save.fault.as_ref().or(remove.fault.as_ref()).cloned();
    let problems = |field: &str| {
        fault
            .as_ref()
            .map_or_else(Vec::new, |fault| fault.field(field).to_vec())
    };
    let done = {
        let (draft, on_close) = (draft.clone(), props.on_close.clone());
        Callback::from(move |said: AttrValue| {
            draft.clear();
            toasts.good(said);
            on_close.emit(());
        })
    };
    let on_submit = {
        let (save, texts, done) = (save.clone(), texts.clone(), done.clone());
        let request = typed.request(&target);
        Callback::from(move |()| {
            let (texts, done) = (texts.clone(), done.clone());
            save.run_checked(request.check().map(|_| request.clone()), move |()| {
                done.emit(texts.t("common-saved"))
            });
        })
    };
    let on_remove = {
        let (remove, texts) = (remove.clone(), texts.clone());
        let request = RemoveSlaTarget {
            priority: target.priority,
            level: target.level.clone(),
        };
        Callback::from(move |()| {
            let (texts, done) = (texts.clone(), done.clone());
            remove.run_then(request.clone(), move |()| {
                done.emit(texts.t("rules-target-removed"));
            });
        })
    };
    let mut hours = vec![
        Choice::new("usual", texts.t("rules-counted-usual")),
        Choice::new("every", texts.t("rules-counted-every")),
    ];
    hours.extend(
        props
            .calendars
            .iter()
            .filter(|calendar| calendar.active || target.counted == CountedHours::Of(calendar.id))
            .map(|calendar| Choice::new(calendar.id.to_string(), calendar.name.clone())),
    );
    let title = texts.t_with(
        "rules-target-edit",
        &[
            ("priority", &texts.t(&target.priority.text_key())),
            ("level", &level_name(&texts, &target.level)),
        ],
    );
    let actions = html! {
        <>
            <Button test_id="settings-target-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="settings-target-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
            if props.line.own && target.level != STANDARD {
                <span class="aglis-spacer" />
                <Button test_id="settings-target-remove" label={texts.t("rules-target-remove")} busy={remove.busy} online=true on_click={on_remove} />
            }
        </>
    };
    html! {
        <Dialog test_id="settings-target-dialog" {title} on_close={props.on_close.clone()}>
            <Form test_id="settings-target-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="settings-target-hours" kind={FieldKind::Number} label={texts.t("rules-target-hours")} value={typed.hours.clone()} required=true focus=true
                    problems={problems("hours")} on_change={draft.edit(|typed: &mut Typed, text| typed.hours = text)} />
                <Field id="settings-target-response" kind={FieldKind::Number} label={texts.t("rules-response-minutes")} hint={texts.t("rules-response-hint")}
                    value={typed.response.clone()} problems={problems("response_minutes")} on_change={draft.edit(|typed: &mut Typed, text| typed.response = text)} />
                <Field id="settings-target-counted" kind={FieldKind::Select} label={texts.t("rules-counted")} hint={texts.t("rules-counted-hint")} required=true
                    choices={hours} value={typed.counted.clone()} problems={problems("calendar")} on_change={draft.edit(|typed: &mut Typed, text| typed.counted = text)} />
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use model::{
        ids::CalendarId,
        sla::rules::{CountedHours, SlaTarget},
        states::Priority,
    };

    use super::Typed;

    #[test]
    fn what_is_shown_is_what_is_sent() {
        for (counted, response_minutes) in [
            (CountedHours::Usual, None),
            (CountedHours::Every, Some(30)),
            (CountedHours::Of(CalendarId(7)), Some(1)),
        ] {
            let target = SlaTarget {
                priority: Priority::Low,
                level: "gold".to_owned(),
                hours: 12,
                response_minutes,
                counted,
            };
            assert_eq!(Typed::of(&target).request(&target).target, target);
        }
    }

    #[test]
    fn words_are_no_hours() {
        let target = SlaTarget {
            priority: Priority::Low,
            level: "gold".to_owned(),
            hours: 12,
            response_minutes: None,
            counted: CountedHours::Usual,
        };
        let typed = Typed {
            hours: "sehari".to_owned(),
            response: "cepat".to_owned(),
            ..Typed::of(&target)
        };
        let problems = typed.request(&target).check().unwrap_err();
        assert_eq!(problems.field("hours").len(), 1);
        assert_eq!(problems.field("response_minutes").len(), 1);
    }
}
