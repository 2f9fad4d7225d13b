//! How the company bills: days to pay, part months, blocked connections, late fees.

use std::rc::Rc;

use model::{
    billing::{
        rule::BillingRules,
        run::{SaveBillingRules, ShowBillingRules},
    },
    money::Rupiah,
    problem::{Problem, Problems},
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_remote, use_text, use_toasts},
    widgets::{
        Button, Checks, Choice, Field, FieldKind, Form, Kind, RemoteView, Section, SkeletonShape,
    },
};

const PRORATE: &str = "prorate";
const SUSPENDED: &str = "suspended";

/// The tab.
#[component]
pub fn BillingTab() -> Html {
    let remote = use_remote(ShowBillingRules {});
    let again = remote.again.clone();
    let view = Callback::from(
        move |rules: Rc<BillingRules>| html! { <RulesForm rules={*rules} again={again.clone()} /> },
    );
    html! { <RemoteView<BillingRules> {remote} {view} shape={SkeletonShape::Record} /> }
}

#[derive(Clone, PartialEq)]
struct Typed {
    days_to_pay: String,
    ways: Vec<String>,
    late_fee: String,
    late_fee_after: String,
}

impl Typed {
    fn of(rules: BillingRules) -> Self {
        let ways = [(rules.prorate, PRORATE), (rules.bill_suspended, SUSPENDED)];
        Self {
            days_to_pay: rules.days_to_pay.to_string(),
            ways: (ways.into_iter())
                .filter(|(is_so, _)| *is_so)
                .map(|(_, way)| way.to_owned())
                .collect(),
            late_fee: rules.late_fee.plain(),
            late_fee_after: rules.late_fee_after.to_string(),
        }
    }

    fn check(&self) -> Result<SaveBillingRules, Problems> {
        let mut problems = Problems::none();
        let has = |way: &str| self.ways.iter().any(|one| one == way);
        let late_fee = problems.check("late_fee", Rupiah::parse(&self.late_fee));
        let mut number = |field: &str, text: &str| {
            text.trim().parse().unwrap_or_else(|_| {
                let wanted = Problem::new("NUMBER_RANGE").with("min", 1).with("max", 60);
                problems.add(field, wanted);
                1
            })
        };
        let request = SaveBillingRules {
            rules: BillingRules {
                days_to_pay: number("days_to_pay", &self.days_to_pay),
                late_fee_after: number("late_fee_after", &self.late_fee_after),
                prorate: has(PRORATE),
                bill_suspended: has(SUSPENDED),
                late_fee: late_fee.unwrap_or_default(),
            },
        };
        problems.into_result()?;
        request.check()?;
        Ok(request)
    }
}

#[derive(Properties)]
struct RulesFormProps {
    rules: BillingRules,
    again: Callback<()>,
}

impl PartialEq for RulesFormProps {
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules
    }
}

#[component]
fn RulesForm(props: &RulesFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let rules = props.rules;
    let draft = use_draft("settings-billing", move || Typed::of(rules));
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveBillingRules>();
    let on_submit = {
        let (save, draft, texts, typed) =
            (save.clone(), draft.clone(), texts.clone(), typed.clone());
        let again = props.again.clone();
        Callback::from(move |()| {
            let (draft, toasts, texts, again) =
                (draft.clone(), toasts.clone(), texts.clone(), again.clone());
            save.run_checked(typed.check(), move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
                again.emit(());
            });
        })
    };
    let t = |key: &str| texts.t(key);
    let ways = vec![
        Choice::new(PRORATE, t("settings-billing-prorate")),
        Choice::new(SUSPENDED, t("settings-billing-suspended")),
    ];
    let actions = html! {
        <Button test_id="settings-billing-save" label={t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
    };
    html! {
        <Section title={t("settings-billing-rules")}>
            <div class="aglis-settings-list">
                <Form test_id="settings-billing-form" {on_submit} {actions} fault={save.fault.clone()}>
                    <Field id="settings-billing-days" kind={FieldKind::Number} label={t("settings-billing-days")} hint={t("settings-billing-days-hint")} value={typed.days_to_pay.clone()}
                        required=true problems={save.problems("days_to_pay")} on_change={draft.edit(|typed: &mut Typed, text| typed.days_to_pay = text)} />
                    <Checks id="settings-billing-ways" label={t("settings-billing-ways")} choices={ways} chosen={typed.ways.clone()}
                        on_change={draft.edit(|typed: &mut Typed, ways| typed.ways = ways)} />
                    <Field id="settings-billing-late-fee" kind={FieldKind::Money} label={t("settings-billing-late-fee")} hint={t("settings-billing-late-fee-hint")} value={typed.late_fee.clone()}
                        required=true problems={save.problems("late_fee")} on_change={draft.edit(|typed: &mut Typed, text| typed.late_fee = text)} />
                    <Field id="settings-billing-late-fee-after" kind={FieldKind::Number} label={t("settings-billing-late-fee-after")} value={typed.late_fee_after.clone()}
                        required=true problems={save.problems("late_fee_after")} on_change={draft.edit(|typed: &mut Typed, text| typed.late_fee_after = text)} />
                </Form>
            </div>
        </Section>
    }
}

#[cfg(test)]
mod tests {
    use model::{billing::rule::BillingRules, money::Rupiah};

    use super::Typed;

    const RULES: BillingRules = BillingRules {
        days_to_pay: 10,
        prorate: true,
        bill_suspended: false,
        late_fee: Rupiah(25_000),
        late_fee_after: 7,
    };

    #[test]
    fn what_is_shown_is_saved() {
        assert_eq!(Typed::of(RULES).check().unwrap().rules, RULES);
    }

    #[test]
    fn everything_wrong_is_said_in_its_place() {
        let typed = Typed {
            days_to_pay: "sepuluh".to_owned(),
            late_fee: "-5".to_owned(),
            late_fee_after: String::new(),
            ..Typed::of(RULES)
        };
        let problems = typed.check().unwrap_err();
        for field in ["days_to_pay", "late_fee", "late_fee_after"] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
    }
}
