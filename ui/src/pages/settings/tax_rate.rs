//! The form of a tax rate that begins on a day to come.

use chrono::{Days, NaiveDate};
use model::{
    format::parse_day,
    problem::Problems,
    tax::{AddTaxRate, Percent, TaxRate},
    text::Locale,
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_session, use_text, use_toasts},
    widgets::{Button, Dialog, Field, FieldKind, Form, Kind},
};

#[derive(Clone, PartialEq)]
struct Typed {
    valid_from: String,
    rate: String,
    part: String,
    whole: String,
}

impl Typed {
    /// Begins with what holds now: mostly one of the numbers changes.
    fn of(latest: Option<TaxRate>, today: NaiveDate, locale: Locale) -> Self {
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        let (part, whole) = latest.map_or((1, 1), |rate| rate.base);
        Self {
            valid_from: tomorrow.to_string(),
            rate: latest.map_or_else(String::new, |rate| rate.rate.show(locale)),
            part: part.to_string(),
            whole: whole.to_string(),
        }
    }

    fn check(&self, today: NaiveDate) -> Result<AddTaxRate, Problems> {
        let mut problems = Problems::none();
        let valid_from = problems.check("valid_from", parse_day(&self.valid_from));
        let rate = problems.check("rate", Percent::parse(&self.rate));
        // What is no number is no fraction either, and the problem says what is wanted.
        let number = |text: &str| text.trim().parse().unwrap_or(0);
        let request = AddTaxRate {
            rate: TaxRate {
                valid_from: valid_from.unwrap_or(today),
                rate: rate.unwrap_or_default(),
                base: (number(&self.part), number(&self.whole)),
            },
        };
        if let Err(more) = request.check(today) {
            for (field, found) in more.into_fields() {
                if problems.field(&field).is_empty() {
                    for problem in found {
                        problems.add(&field, problem);
                    }
                }
            }
        }
        problems.into_result().map(|()| request)
    }
}

/// Properties of [`RateForm`].
#[derive(Properties, PartialEq)]
pub struct RateFormProps {
    /// The rate of today, to begin with.
    pub latest: Option<TaxRate>,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn RateForm(props: &RateFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let today = use_session().zone().day(chrono::Utc::now());
    let (latest, locale) = (props.latest, texts.locale());
    let draft = use_draft("settings-rate", move || Typed::of(latest, today, locale));
    let typed = draft.value().clone();
    let add = use_checked_call::<AddTaxRate>();
    let fault = add.fault.clone();
    let problems = |field: &str| add.problems(field);
    let on_submit = {
        let (add, draft, texts) = (add.clone(), draft.clone(), texts.clone());
        let (on_close, typed) = (props.on_close.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, toasts, texts) = (draft.clone(), toasts.clone(), texts.clone());
            let on_close = on_close.clone();
            add.run_checked(typed.check(today), move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                on_close.emit(());
            });
        })
    };
    let actions = html! {
        <>
            <Button test_id="settings-rate-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={add.busy} online=true />
            <Button test_id="settings-rate-cancel" label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="settings-rate-dialog" title={texts.t("settings-new-rate")} on_close={props.on_close.clone()}>
            <Form test_id="settings-rate-form" {on_submit} {actions} fault={fault.clone()}>
                <div class="aglis-two">
                    <Field id="settings-rate-from" kind={FieldKind::Date} label={texts.t("settings-valid-from")} value={typed.valid_from.clone()} required=true
                        problems={problems("valid_from")} on_change={draft.edit(|typed: &mut Typed, text| typed.valid_from = text)} />
                    <Field id="settings-rate-percent" label={texts.t("settings-rate-percent")} value={typed.rate.clone()} required=true
                        problems={problems("rate")} on_change={draft.edit(|typed: &mut Typed, text| typed.rate = text)} />
                    <Field id="settings-rate-part" kind={FieldKind::Number} label={texts.t("settings-rate-part")} hint={texts.t("settings-rate-part-hint")} value={typed.part.clone()} required=true
                        problems={problems("base")} on_change={draft.edit(|typed: &mut Typed, text| typed.part = text)} />
                    <Field id="settings-rate-of" kind={FieldKind::Number} label={texts.t("settings-rate-of")} value={typed.whole.clone()} required=true
                        on_change={draft.edit(|typed: &mut Typed, text| typed.whole = text)} />
                </div>
            </Form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use model::{
        tax::{Percent, TaxRate},
        text::Locale,
    };

    use super::Typed;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    #[test]
    fn a_new_rate_begins_with_what_holds_now() {
        let now = TaxRate {
            valid_from: NaiveDate::from_ymd_opt(2025, 1, 1).unwrap(),
            rate: Percent(1150),
            base: (11, 12),
        };
        let typed = Typed::of(Some(now), today(), Locale::Id);
        let request = typed.check(today()).unwrap();
        assert_eq!((request.rate.rate, request.rate.base), (now.rate, now.base));
        assert_eq!(request.rate.valid_from.to_string(), "2026-11-25");
    }

    #[test]
    fn everything_wrong_is_said_at_once_and_once() {
        let typed = Typed {
            valid_from: "kemarin".to_owned(),
            rate: "banyak".to_owned(),
            part: "sebelas".to_owned(),
            whole: "12".to_owned(),
        };
        let problems = typed.check(today()).unwrap_err();
        for field in ["valid_from", "rate", "base"] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
    }
}
