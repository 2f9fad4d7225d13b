//! The form of a calendar: a line of hours for each day of the week.

use model::{
    ids::CalendarId,
    problem::Problems,
    sla::{
        hours,
        rules::{KeptCalendar, SaveCalendar},
    },
};
use yew::prelude::*;

use super::week::day_name;
use crate::{
    hooks::{use_checked_call, use_draft, use_text, use_toasts},
    widgets::{Button, Dialog, Field, Form, Kind},
};

#[derive(Clone, PartialEq)]
struct Typed {
    name: String,
    is_default: bool,
    active: bool,
    /// From Monday on.
    days: [String; 7],
}

impl Typed {
    fn of(calendar: Option<&KeptCalendar>) -> Self {
        match calendar {
            None => Self {
                name: String::new(),
                is_default: false,
                active: true,
                days: Default::default(),
            },
            Some(calendar) => Self {
                name: calendar.name.clone(),
                is_default: calendar.is_default,
                active: calendar.active,
                days: [1, 2, 3, 4, 5, 6, 7].map(|weekday| hours::show(&calendar.slots, weekday)),
            },
        }
    }

    fn check(&self, id: Option<CalendarId>) -> Result<SaveCalendar, Problems> {
        let mut problems = Problems::none();
        let mut slots = Vec::new();
        for (weekday, text) in (1..).zip(&self.days) {
            if let Some(of_day) =
                problems.check(&format!("slots.{weekday}"), hours::parse(weekday, text))
            {
                slots.extend(of_day);
            }
        }
        let readable = problems.is_empty();
        let request = SaveCalendar {
            id,
            name: self.name.clone(),
            is_default: self.is_default,
            active: self.active,
            slots,
        };
        if let Err(more) = request.check() {
            for (field, found) in more.into_fields() {
                // Hours that cannot be read are hours all the same.
                if field != "slots" || readable {
                    found
                        .into_iter()
                        .for_each(|problem| problems.add(&field, problem));
                }
            }
        }
        problems.into_result().map(|()| request)
    }
}

/// Properties of [`CalendarForm`].
#[derive(Properties, PartialEq)]
pub struct CalendarFormProps {
    /// Which; none for a new one.
    pub calendar: Option<KeptCalendar>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn CalendarForm(props: &CalendarFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let id = props.calendar.as_ref().map(|calendar| calendar.id);
    let key = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let start = props.calendar.clone();
    let draft = use_draft(&format!("settings-calendar-{key}"), move || {
        Typed::of(start.as_ref())
    });
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveCalendar>();
    let fault = save.fault.clone();
    let problems = |field: &str| save.problems(field);
    let on_submit = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        let (on_close, typed) = (props.on_close.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let on_close = on_close.clone();
            save.run_checked(typed.check(id), move |_: CalendarId| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let title = match &props.calendar {
        Some(calendar) => texts.t_with("rules-calendar-edit", &[("name", &calendar.name)]),
        None => texts.t("rules-calendar-new"),
    };
    let is_default = props
        .calendar
        .as_ref()
        .is_some_and(|calendar| calendar.is_default);
    let is_used = props
        .calendar
        .as_ref()
        .is_some_and(|calendar| calendar.targets > 0);
    let on_default = draft.edit(|typed: &mut Typed, _: Event| typed.is_default = !typed.is_default);
    let on_active = draft.edit(|typed: &mut Typed, _: Event| typed.active = !typed.active);
    let on_copy = draft.edit(|typed: &mut Typed, ()| {
        let monday = typed.days[0].clone();
        typed.days[1..5].fill(monday);
    });
    let whole_week = problems("slots");
    let actions = html! {
        <>
            <Button test_id="settings-calendar-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="settings-calendar-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="settings-calendar-dialog" {title} wide=true on_close={props.on_close.clone()}>
            <Form test_id="settings-calendar-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="settings-calendar-name" label={texts.t("rules-calendar-name")} value={typed.name.clone()} required=true focus={id.is_none()}
                    problems={problems("name")} on_change={draft.edit(|typed: &mut Typed, text| typed.name = text)} />
                <p class="aglis-quiet">{ texts.t("rules-hours-hint") }</p>
                <div class="aglis-two">{ for (1..=7u8).map(|weekday| {
                    let at = usize::from(weekday) - 1;
                    let mut wrong = problems(&format!("slots.{weekday}"));
                    if weekday == 1 {
                        // A week without any hours is said where the first of them go.
                        wrong.extend(whole_week.iter().cloned());
                    }
                    html! {
                        <Field key={weekday} id={format!("settings-calendar-day-{weekday}")} unmarked=true label={day_name(&texts, weekday)} placeholder={texts.t("rules-day-off")}
                            value={typed.days[at].clone()} problems={wrong} on_change={draft.edit(move |typed: &mut Typed, text| typed.days[at] = text)} />
                    }
                }) }</div>
                <div><Button test_id="settings-calendar-copy" label={texts.t("rules-copy-monday")} on_click={on_copy} /></div>
                if is_default {
                    <p class="aglis-quiet">{ texts.t("rules-calendar-default-is") }</p>
                } else {
                    <label class="aglis-check">
                        <input type="checkbox" checked={typed.is_default} onchange={on_default} data-testid="settings-calendar-default" />{ texts.t("rules-calendar-default-check") }
                    </label>
                    if is_used {
                        <p class="aglis-quiet">{ texts.t("rules-calendar-used") }</p>
                    } else {
                        <label class="aglis-check">
                            <input type="checkbox" checked={typed.active} onchange={on_active} data-testid="settings-calendar-active" />{ texts.t("rules-offer") }
                        </label>
                    }
                }
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;

    fn typed(days: [&str; 7]) -> Typed {
        Typed {
            name: "Tim kota".to_owned(),
            days: days.map(str::to_owned),
            ..Typed::of(None)
        }
    }

    #[test]
    fn each_day_says_what_is_wrong_with_its_own_hours() {
        let problems = typed(["8-17", "pagi", "8-12, 11-17", "", "", "", ""])
            .check(None)
            .unwrap_err();
        assert!(problems.field("slots.1").is_empty());
        assert_eq!(problems.field("slots.2")[0].code, "HOURS_FORMAT");
        assert_eq!(problems.field("slots.3")[0].code, "HOURS_OVERLAP");
        let empty = typed([""; 7]).check(None).unwrap_err();
        assert_eq!(empty.field("slots")[0].code, "HOURS_REQUIRED");
        let unread = typed(["pagi", "", "", "", "", "", ""])
            .check(None)
            .unwrap_err();
        assert!(unread.field("slots").is_empty());
    }

    #[test]
    fn a_week_is_sent_as_it_was_typed() {
        let request = typed(["8-12, 13-17", "", "", "", "", "", "0-24"])
            .check(None)
            .unwrap();
        let said: Vec<_> = request
            .slots
            .iter()
            .map(|slot| (slot.weekday, slot.opens, slot.closes))
            .collect();
        assert_eq!(said, [(1, 480, 720), (1, 780, 1_020), (7, 0, 1_440)]);
    }
}
