//! The rules of collecting: when customers are reminded, and when their connections are blocked (isolir).

use std::rc::Rc;

use model::{
    collection::{CollectionRules, SaveCollectionRules, ShowCollectionRules},
    money::Rupiah,
    problem::{Problem, Problems},
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_remote, use_text, use_toasts},
    widgets::{
        Button, Checks, Choice, Field, FieldKind, Form, Kind, RemoteView, Section, SkeletonShape,
        day_name,
    },
};

/// The tab.
#[component]
pub fn CollectionTab() -> Html {
    let remote = use_remote(ShowCollectionRules {});
    let view = Callback::from(|rules: Rc<CollectionRules>| html! { <Rules {rules} /> });
    html! { <RemoteView<CollectionRules> {remote} {view} shape={SkeletonShape::Record} /> }
}

#[derive(Properties, PartialEq)]
struct RulesProps {
    rules: Rc<CollectionRules>,
}

/// What was typed.
#[derive(Clone, PartialEq)]
struct Typed {
    after_days: String,
    least: String,
    automatic: bool,
    hour: String,
    not_on: Vec<String>,
    on_holidays: bool,
    days: String,
    reminders: bool,
    reminder_hour: String,
}

impl Typed {
    fn of(rules: &CollectionRules) -> Self {
        let days: Vec<String> = rules.reminder_days.iter().map(i32::to_string).collect();
        Self {
            after_days: rules.isolir_after_days.to_string(),
            least: rules.isolir_least.plain(),
            automatic: rules.isolir_automatic,
            hour: rules.isolir_hour.to_string(),
            not_on: rules.isolir_not_on.iter().map(u8::to_string).collect(),
            on_holidays: rules.isolir_on_holidays,
            days: days.join(", "),
            reminders: rules.reminders_automatic,
            reminder_hour: rules.reminder_hour.to_string(),
        }
    }

    /// What is sent.
    ///
    /// # Errors
    /// Problems by field, see [`CollectionRules::check`].
    fn check(&self) -> Result<SaveCollectionRules, Problems> {
        let mut problems = Problems::none();
        let range = |max: i32| Problem::new("NUMBER_RANGE").with("min", 0).with("max", max);
        let after_days = problems.check(
            "isolir_after_days",
            self.after_days.trim().parse().map_err(|_| range(365)),
        );
        let least = problems.check("isolir_least", Rupiah::parse(&self.least));
        let hour = problems.check(
            "isolir_hour",
            self.hour.trim().parse().map_err(|_| range(23)),
        );
        let reminder_hour = problems.check(
            "reminder_hour",
            self.reminder_hour.trim().parse().map_err(|_| range(23)),
        );
        let days: Result<Vec<i32>, _> = self
            .days
            .split(|sign: char| sign == ',' || sign == ';' || sign.is_whitespace())
            .filter(|word| !word.is_empty())
            .map(|word| word.replace('\u{2212}', "-").parse())
            .collect();
        let days = problems.check(
            "reminder_days",
            days.map_err(|_| Problem::new("REMINDER_DAYS")),
        );
        let usual = CollectionRules::default();
        let rules = CollectionRules {
            // The usual ones are only for the checks of the others; they are not sent.
            isolir_after_days: after_days.unwrap_or(usual.isolir_after_days),
            isolir_least: least.unwrap_or(usual.isolir_least),
            isolir_automatic: self.automatic,
            isolir_hour: hour.unwrap_or(usual.isolir_hour),
            isolir_not_on: self
                .not_on
                .iter()
                .filter_map(|day| day.parse().ok())
                .collect(),
            isolir_on_holidays: self.on_holidays,
            reminder_days: days.unwrap_or(usual.reminder_days),
            reminders_automatic: self.reminders,
            reminder_hour: reminder_hour.unwrap_or(usual.reminder_hour),
        };
        if let Err(wrong) = rules.check() {
            for (field, found) in wrong.into_fields() {
                for problem in found {
                    problems.add(&field, problem);
                }
            }
        }
        problems
            .into_result()
            .map(|()| SaveCollectionRules { rules })
    }
}

/// The form. It is saved as a whole, so that nobody blocks by half a rule.
#[component]
fn Rules(props: &RulesProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let start = props.rules.clone();
    let draft = use_draft("settings-collection", move || Typed::of(&start));
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveCollectionRules>();
    let on_submit = {
        let (save, draft, texts) = (save.clone(), draft.clone(), texts.clone());
        let typed = typed.clone();
        Callback::from(move |()| {
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            save.run_checked(typed.check(), move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
            });
        })
    };
    let t = |key: &str| texts.t(key);
    let weekdays = (1..=7)
        .map(|day: u8| Choice::new(day.to_string(), day_name(&texts, day)))
        .collect::<Vec<_>>();
    let edit = |field: &'static str, change: fn(&mut Typed, String)| {
        save.corrects(field, draft.edit(change))
    };
    let on_days = save.corrects(
        "isolir_not_on",
        draft.edit(|typed: &mut Typed, days: Vec<String>| typed.not_on = days),
    );
    let switch = |turn: fn(&mut Typed)| draft.edit(move |typed: &mut Typed, _: Event| turn(typed));
    let actions = html! { <Button test_id="settings-collection-save" label={t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true /> };
    html! {
        <Form test_id="settings-collection" {on_submit} {actions} fault={save.fault.clone()}>
            <Section title={t("collection-reminders")}>
                <div class="aglis-form aglis-settings-list">
                    <label class="aglis-check">
                        <input type="checkbox" checked={typed.reminders} onchange={switch(|typed| typed.reminders = !typed.reminders)} data-testid="settings-collection-reminders" />{ t("collection-reminders-automatic") }
                    </label>
                    <Field id="settings-collection-days" label={t("collection-reminder-days")} hint={t("collection-reminder-days-hint")} value={typed.days.clone()} required=true
                        problems={save.problems("reminder_days")} on_change={edit("reminder_days", |typed, text| typed.days = text)} />
                    <Field id="settings-collection-reminder-hour" kind={FieldKind::Number} label={t("collection-hour")} value={typed.reminder_hour.clone()} required=true
                        problems={save.problems("reminder_hour")} on_change={edit("reminder_hour", |typed, text| typed.reminder_hour = text)} />
                    <p class="aglis-quiet">{ t("collection-reminders-text") }</p>
                </div>
            </Section>
            <Section title={t("isolir-title")}>
                <div class="aglis-form aglis-settings-list">
                    <label class="aglis-check">
                        <input type="checkbox" checked={typed.automatic} onchange={switch(|typed| typed.automatic = !typed.automatic)} data-testid="settings-collection-automatic" />{ t("collection-isolir-automatic") }
                    </label>
                    if typed.automatic && !props.rules.isolir_automatic { <p class="aglis-quiet" data-testid="settings-collection-begins">{ t("collection-isolir-begins") }</p> }
                    <Field id="settings-collection-after" kind={FieldKind::Number} label={t("collection-after-days")} hint={t("collection-after-days-hint")} value={typed.after_days.clone()} required=true
                        problems={save.problems("isolir_after_days")} on_change={edit("isolir_after_days", |typed, text| typed.after_days = text)} />
                    <Field id="settings-collection-least" kind={FieldKind::Money} label={t("collection-least")} hint={t("collection-least-hint")} value={typed.least.clone()} required=true
                        problems={save.problems("isolir_least")} on_change={edit("isolir_least", |typed, text| typed.least = text)} />
                    <Field id="settings-collection-hour" kind={FieldKind::Number} label={t("collection-isolir-hour")} hint={t("collection-isolir-hour-hint")} value={typed.hour.clone()} required=true
                        problems={save.problems("isolir_hour")} on_change={edit("isolir_hour", |typed, text| typed.hour = text)} />
                    <Checks id="settings-collection-not-on" label={t("collection-not-on")} choices={weekdays} chosen={typed.not_on.clone()} on_change={on_days}
                        problems={save.problems("isolir_not_on")} />
                    <label class="aglis-check">
                        <input type="checkbox" checked={typed.on_holidays} onchange={switch(|typed| typed.on_holidays = !typed.on_holidays)} data-testid="settings-collection-holidays" />{ t("collection-on-holidays") }
                    </label>
                </div>
            </Section>
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use model::collection::CollectionRules;

    use super::Typed;

    #[test]
    fn every_field_says_what_is_wrong_with_it_at_once() {
        let usual = Typed::of(&CollectionRules::default());
        assert_eq!(
            usual.check().map(|request| request.rules),
            Ok(CollectionRules::default())
        );
        let wrong = Typed {
            after_days: "seminggu".to_owned(),
            least: "-1".to_owned(),
            hour: "malam".to_owned(),
            not_on: (1..=7).map(|day| day.to_string()).collect(),
            days: "H-3".to_owned(),
            reminder_hour: "24".to_owned(),
            ..usual
        };
        let problems = wrong.check().unwrap_err();
        for field in [
            "isolir_after_days",
            "isolir_least",
            "isolir_hour",
            "isolir_not_on",
            "reminder_days",
            "reminder_hour",
        ] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
    }
}
