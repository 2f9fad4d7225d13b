//! Days without working hours: those ahead, and those that have passed behind a line.

use model::{
    format::{parse_day, show_day},
    ids::HolidayId,
    problem::Problems,
    sla::rules::{KeptCalendar, KeptHoliday, RemoveHoliday, SaveHoliday},
};
use yew::prelude::*;

use super::week::{day_name, weekday_of};
use crate::{
    hooks::{
        use_call, use_checked_call, use_draft, use_fault_toast, use_session, use_text, use_toasts,
    },
    stores::toasts::{ToastAction, Tone},
    widgets::{Button, Choice, Dialog, FaultNote, Field, FieldKind, Form, Icon, Kind, Section},
};

/// Properties of [`Holidays`].
#[derive(Properties, PartialEq)]
pub struct HolidaysProps {
    /// By day.
    pub holidays: Vec<KeptHoliday>,
    /// That may have days of their own.
    pub calendars: Vec<KeptCalendar>,
}

/// The list; a holiday that was removed by mistake comes back with one click.
#[component]
pub fn Holidays(props: &HolidaysProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let today = use_session().zone().day(chrono::Utc::now());
    // The holiday whose form is open; `Some(None)` is a new one.
    let asking = use_state_eq(|| None::<Option<KeptHoliday>>);
    let remove = use_call::<RemoveHoliday>();
    let back = use_call::<SaveHoliday>();
    use_fault_toast(back.fault.clone());
    let on_edit = {
        let asking = asking.setter();
        Callback::from(move |holiday: KeptHoliday| asking.set(Some(Some(holiday))))
    };
    let on_remove = {
        let (remove, texts) = (remove.clone(), texts.clone());
        Callback::from(move |holiday: KeptHoliday| {
            let (toasts, texts, back) = (toasts.clone(), texts.clone(), back.clone());
            remove.run_then(RemoveHoliday { id: holiday.id }, move |()| {
                let said = texts.t_with("rules-holiday-removed", &[("name", &holiday.name)]);
                let again = SaveHoliday {
                    id: None,
                    calendar: holiday.calendar,
                    day: holiday.day,
                    name: holiday.name.clone(),
                };
                let action = ToastAction {
                    label: texts.t("common-undo"),
                    is_undo: true,
                    run: {
                        let back = back.clone();
                        Callback::from(move |()| back.run(again.clone()))
                    },
                };
                toasts.show(Tone::Info, said, Some(action));
            });
        })
    };
    let row = |holiday: &KeptHoliday| {
        let whose = holiday
            .calendar
            .and_then(|id| props.calendars.iter().find(|calendar| calendar.id == id))
            .map(|calendar| AttrValue::from(calendar.name.clone()));
        html! { <HolidayRow key={holiday.id.0} holiday={holiday.clone()} {whose} on_edit={on_edit.clone()} on_remove={on_remove.clone()} /> }
    };
    let (past, ahead): (Vec<_>, Vec<_>) = props
        .holidays
        .iter()
        .partition(|holiday| holiday.day < today);
    let on_close = {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(None))
    };
    let add = {
        let asking = asking.setter();
        let on_click = Callback::from(move |()| asking.set(Some(None)));
        html! { <Button test_id="settings-new-holiday" label={texts.t("rules-holiday-new")} icon={Icon::Plus} online=true {on_click} /> }
    };
    html! {
        <>
            <Section title={texts.t("rules-holidays")} actions={add}>
                <p class="aglis-quiet aglis-lead">{ texts.t("rules-holidays-text") }</p>
                if ahead.is_empty() { <p>{ texts.t("rules-holidays-none") }</p> }
                <ul class="aglis-entries aglis-settings-list" data-testid="settings-holiday-list">{ for ahead.into_iter().map(row) }</ul>
                if !past.is_empty() {
                    <details data-testid="settings-holiday-past">
                        <summary>{ texts.t_with("rules-holidays-past", &[("count", &past.len())]) }</summary>
                        <ul class="aglis-entries aglis-settings-list">{ for past.into_iter().rev().map(row) }</ul>
                    </details>
                }
                <FaultNote fault={remove.fault.clone()} />
            </Section>
            if let Some(holiday) = &*asking { <HolidayForm holiday={holiday.clone()} calendars={props.calendars.clone()} {on_close} /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct HolidayRowProps {
    holiday: KeptHoliday,
    whose: Option<AttrValue>,
    on_edit: Callback<KeptHoliday>,
    on_remove: Callback<KeptHoliday>,
}

#[component]
fn HolidayRow(props: &HolidayRowProps) -> Html {
    let (texts, holiday) = (use_text(), &props.holiday);
    let emit = |to: &Callback<KeptHoliday>| {
        let (to, holiday) = (to.clone(), holiday.clone());
        Callback::from(move |()| to.emit(holiday.clone()))
    };
    let name = &holiday.name;
    let day = format!(
        "{}, {}",
        day_name(&texts, weekday_of(holiday.day)),
        show_day(holiday.day, texts.locale())
    );
    html! {
        <li data-testid="settings-holiday-row" data-id={holiday.id.to_string()}>
            <span class="aglis-figures">{ day }</span>
            <strong>{ name }</strong>
            if let Some(whose) = &props.whose { <span class="aglis-quiet">{ whose }</span> }
            <span class="aglis-spacer" />
            <Button test_id={format!("settings-holiday-{}", holiday.id)} label={texts.t_with("rules-holiday-edit", &[("name", name)])}
                kind={Kind::Plain} icon={Icon::Edit} icon_only=true on_click={emit(&props.on_edit)} />
            <Button test_id={format!("settings-holiday-remove-{}", holiday.id)} label={texts.t_with("rules-holiday-remove", &[("name", name)])}
                kind={Kind::Plain} icon={Icon::Remove} icon_only=true online=true on_click={emit(&props.on_remove)} />
        </li>
    }
}

#[derive(Clone, PartialEq)]
struct Typed {
    day: String,
    name: String,
    calendar: String,
}

impl Typed {
    fn of(holiday: Option<&KeptHoliday>) -> Self {
        Self {
            day: holiday
                .map(|holiday| holiday.day.to_string())
                .unwrap_or_default(),
            name: holiday
                .map(|holiday| holiday.name.clone())
                .unwrap_or_default(),
            calendar: holiday
                .and_then(|holiday| holiday.calendar)
                .map(|id| id.to_string())
                .unwrap_or_default(),
        }
    }

    fn check(&self, id: Option<HolidayId>) -> Result<SaveHoliday, Problems> {
        let mut problems = Problems::none();
        let day = problems.check("day", parse_day(&self.day));
        let request = SaveHoliday {
            id,
            calendar: self.calendar.parse().ok(),
            day: day.unwrap_or_default(),
            name: self.name.clone(),
        };
        if let Err(more) = request.check() {
            for (field, found) in more.into_fields() {
                found
                    .into_iter()
                    .for_each(|problem| problems.add(&field, problem));
            }
        }
        problems.into_result().map(|()| request)
    }
}

#[derive(Properties, PartialEq)]
struct HolidayFormProps {
    holiday: Option<KeptHoliday>,
    calendars: Vec<KeptCalendar>,
    on_close: Callback<()>,
}

/// The dialog.
#[component]
fn HolidayForm(props: &HolidayFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let id = props.holiday.as_ref().map(|holiday| holiday.id);
    let key = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let start = props.holiday.clone();
    let draft = use_draft(&format!("settings-holiday-{key}"), move || {
        Typed::of(start.as_ref())
    });
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveHoliday>();
    let fault = save.fault.clone();
    let problems = |field: &str| save.problems(field);
    let on_submit = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        let (on_close, typed) = (props.on_close.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let on_close = on_close.clone();
            save.run_checked(typed.check(id), move |_: HolidayId| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let title = match &props.holiday {
        Some(holiday) => texts.t_with("rules-holiday-edit", &[("name", &holiday.name)]),
        None => texts.t("rules-holiday-new"),
    };
    let mut calendars = vec![Choice::new("", texts.t("rules-holiday-all"))];
    calendars.extend(
        props
            .calendars
            .iter()
            .map(|calendar| Choice::new(calendar.id.to_string(), calendar.name.clone())),
    );
    let actions = html! {
        <>
            <Button test_id="settings-holiday-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
            <Button test_id="settings-holiday-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="settings-holiday-dialog" {title} on_close={props.on_close.clone()}>
            <Form test_id="settings-holiday-form" {on_submit} {actions} fault={fault.clone()}>
                <Field id="settings-holiday-day" kind={FieldKind::Date} label={texts.t("rules-holiday-day")} value={typed.day.clone()} required=true focus=true
                    problems={problems("day")} on_change={draft.edit(|typed: &mut Typed, text| typed.day = text)} />
                <Field id="settings-holiday-name" label={texts.t("rules-holiday-name")} value={typed.name.clone()} required=true
                    problems={problems("name")} on_change={draft.edit(|typed: &mut Typed, text| typed.name = text)} />
                <Field id="settings-holiday-for" kind={FieldKind::Select} label={texts.t("rules-holiday-for")} choices={calendars} value={typed.calendar.clone()} required=true
                    problems={problems("calendar")} on_change={draft.edit(|typed: &mut Typed, text| typed.calendar = text)} />
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;

    #[test]
    fn a_holiday_needs_a_day_and_a_name() {
        let problems = Typed::of(None).check(None).unwrap_err();
        assert_eq!(problems.field("day").len(), 1);
        assert_eq!(problems.field("name").len(), 1);
        let request = Typed {
            day: "2026-08-17".to_owned(),
            name: "Hari Kemerdekaan".to_owned(),
            calendar: "7".to_owned(),
        }
        .check(None)
        .unwrap();
        assert_eq!(request.calendar.map(|id| id.0), Some(7));
    }
}
