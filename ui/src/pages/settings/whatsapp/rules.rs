//! How the queue works for the whole company.

use std::rc::Rc;

use chrono::NaiveTime;
use model::{
    problem::{Problem, Problems},
    queue::{QueueRules, SaveQueueRules, ShowQueueRules},
    templates::TemplateName,
};
use yew::prelude::*;

use crate::{
    hooks::{use_checked_call, use_draft, use_remote, use_text, use_toasts},
    widgets::{
        Button, Checks, Choice, Field, FieldKind, Form, Kind, RemoteView, Section, SkeletonShape,
    },
};

/// Numbers and times as they are typed.
#[derive(Clone, PartialEq)]
struct Typed {
    seen: QueueRules,
    concurrency: String,
    tries: String,
    backoff: String,
    quiet_from: String,
    quiet_to: String,
    bulk_a_day: String,
    group_address: String,
    silent: Vec<String>,
}

impl Typed {
    fn of(rules: QueueRules) -> Self {
        let clock = |time: NaiveTime| time.format("%H:%M").to_string();
        Self {
            concurrency: rules.concurrency.to_string(),
            tries: rules.tries.to_string(),
            backoff: rules.backoff.to_string(),
            quiet_from: clock(rules.quiet_from),
            quiet_to: clock(rules.quiet_to),
            bulk_a_day: rules.bulk_a_day.to_string(),
            group_address: rules.group_address.clone(),
            silent: rules
                .silent
                .iter()
                .map(|name| name.name().to_owned())
                .collect(),
            seen: rules,
        }
    }

    fn check(&self) -> Result<SaveQueueRules, Problems> {
        // What is no number is out of any range.
        let number = |text: &str| text.trim().parse().unwrap_or(-1);
        let mut problems = Problems::none();
        let mut time = |field: &str, text: &str| {
            let read = NaiveTime::parse_from_str(text.trim(), "%H:%M");
            let problem = |_| Problem::new("TIME_FORMAT");
            problems
                .check(field, read.map_err(problem))
                .unwrap_or_default()
        };
        let rules = QueueRules {
            concurrency: number(&self.concurrency),
            tries: number(&self.tries),
            backoff: number(&self.backoff),
            quiet_from: time("quiet_from", &self.quiet_from),
            quiet_to: time("quiet_to", &self.quiet_to),
            bulk_a_day: number(&self.bulk_a_day),
            group_address: self.group_address.trim().to_owned(),
            silent: self
                .silent
                .iter()
                .filter_map(|name| TemplateName::from_name(name))
                .collect(),
        };
        if let Err(more) = rules.check() {
            for (field, found) in more.into_fields() {
                for problem in found {
                    problems.add(&field, problem);
                }
            }
        }
        problems.into_result().map(|()| SaveQueueRules {
            seen: self.seen.clone(),
            rules,
        })
    }
}

/// The section.
#[component]
pub fn Rules() -> Html {
    let texts = use_text();
    let remote = use_remote(ShowQueueRules {});
    let view = Callback::from(|rules: Rc<QueueRules>| {
        // Rules that somebody else saved begin a new form: saving the old one would be refused.
        let key = format!("{rules:?}");
        html! { <RulesForm {key} rules={(*rules).clone()} /> }
    });
    html! {
        <Section title={texts.t("whatsapp-rules")}>
            <RemoteView<QueueRules> {remote} {view} shape={SkeletonShape::Record} />
        </Section>
    }
}

#[derive(Properties, PartialEq)]
struct RulesFormProps {
    rules: QueueRules,
}

/// The form.
#[component]
fn RulesForm(props: &RulesFormProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let start = props.rules.clone();
    let draft = use_draft(&format!("whatsapp-rules-{start:?}"), move || {
        Typed::of(start.clone())
    });
    let typed = draft.value().clone();
    let save = use_checked_call::<SaveQueueRules>();
    let problems = |field: &str| -> Vec<Problem> { save.problems(field) };
    let on_submit = {
        let (save, draft, texts, typed) =
            (save.clone(), draft.clone(), texts.clone(), typed.clone());
        Callback::from(move |()| {
            let (draft, texts, toasts) = (draft.clone(), texts.clone(), toasts.clone());
            save.run_checked(typed.check(), move |()| {
                draft.clear();
                toasts.good(texts.t("common-saved"));
            });
        })
    };
    let templates = TemplateName::ALL
        .into_iter()
        .filter(|name| *name != TemplateName::Otp && *name != TemplateName::Broadcast)
        .map(|name| Choice::new(name.name(), texts.t(&name.text_key())))
        .collect::<Vec<_>>();
    let edit = |change: fn(&mut Typed, String)| draft.edit(change);
    let on_silent = draft.edit(|typed: &mut Typed, silent| typed.silent = silent);
    let actions = html! {
        <Button test_id="whatsapp-rules-save" label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={save.busy} online=true />
    };
    html! {
        <Form test_id="whatsapp-rules-form" {on_submit} {actions} fault={save.fault.clone()} class="aglis-two-columns">
            <Field id="whatsapp-concurrency" kind={FieldKind::Number} label={texts.t("whatsapp-concurrency")} value={typed.concurrency.clone()} required=true
                problems={problems("concurrency")} on_change={edit(|typed, text| typed.concurrency = text)} />
            <Field id="whatsapp-tries" kind={FieldKind::Number} label={texts.t("whatsapp-tries")} value={typed.tries.clone()} required=true
                problems={problems("tries")} on_change={edit(|typed, text| typed.tries = text)} />
            <Field id="whatsapp-backoff" kind={FieldKind::Number} label={texts.t("whatsapp-backoff")} hint={texts.t("whatsapp-backoff-hint")} value={typed.backoff.clone()} required=true
                problems={problems("backoff")} on_change={edit(|typed, text| typed.backoff = text)} />
            <Field id="whatsapp-bulk" kind={FieldKind::Number} label={texts.t("whatsapp-bulk")} value={typed.bulk_a_day.clone()} required=true
                problems={problems("bulk_a_day")} on_change={edit(|typed, text| typed.bulk_a_day = text)} />
            <Field id="whatsapp-quiet-from" label={texts.t("whatsapp-quiet-from")} hint={texts.t("whatsapp-quiet-hint")} value={typed.quiet_from.clone()} required=true
                problems={problems("quiet_from")} on_change={edit(|typed, text| typed.quiet_from = text)} />
            <Field id="whatsapp-quiet-to" label={texts.t("whatsapp-quiet-to")} value={typed.quiet_to.clone()} required=true
                problems={problems("quiet_to")} on_change={edit(|typed, text| typed.quiet_to = text)} />
            <Field id="whatsapp-group" label={texts.t("whatsapp-group")} hint={texts.t("whatsapp-group-hint")} value={typed.group_address.clone()}
                problems={problems("group_address")} on_change={edit(|typed, text| typed.group_address = text)} />
            <Checks id="whatsapp-silent" label={texts.t("whatsapp-silent")} choices={templates} chosen={typed.silent.clone()} on_change={on_silent} problems={problems("silent")} />
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;
    use chrono::NaiveTime;
    use model::queue::QueueRules;

    #[test]
    fn what_was_typed_is_read_and_everything_wrong_is_said_at_once() {
        let rules = QueueRules {
            concurrency: 5,
            tries: 3,
            backoff: 2,
            quiet_from: NaiveTime::from_hms_opt(21, 0, 0).unwrap(),
            quiet_to: NaiveTime::from_hms_opt(7, 0, 0).unwrap(),
            bulk_a_day: 1_000,
            group_address: String::new(),
            silent: Vec::new(),
        };
        let mut typed = Typed::of(rules.clone());
        assert_eq!(typed.check().unwrap().rules, rules);
        typed.quiet_to = "pagi".to_owned();
        typed.tries = "tiga".to_owned();
        typed.group_address = "tim".to_owned();
        let problems = typed.check().unwrap_err();
        for field in ["quiet_to", "tries", "group_address"] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
    }
}
