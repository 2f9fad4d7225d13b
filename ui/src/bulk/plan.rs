//! What a run would do, before it does anything.

use std::rc::Rc;

use model::{
    bulk::{BulkAction, BulkChange, BulkPlan, BulkProgress, StartBulk},
    fault::Fault,
    problem::{Problem, Problems},
};
use yew::prelude::*;

use super::words::value;
use crate::{
    hooks::{Texts, use_call, use_text},
    widgets::{Button, Dialog, FaultNote, Field, FieldKind, Icon, Kind, Picture},
};

/// Properties of [`PlanDialog`].
#[derive(Properties, PartialEq)]
pub struct PlanDialogProps {
    pub action: BulkAction,
    pub plan: Rc<BulkPlan>,
    /// To what was entered; none where there is no way back to it.
    #[prop_or_default]
    pub on_back: Option<Callback<()>>,
    pub on_started: Callback<BulkProgress>,
    pub on_close: Callback<()>,
}

/// The plan and the button that says go.
#[component]
pub fn PlanDialog(props: &PlanDialogProps) -> Html {
    let texts = use_text();
    let plan = &props.plan;
    let typed = use_state_eq(String::new);
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let start = use_call::<StartBulk>();
    let fault = own.as_ref().or(start.fault.as_ref()).cloned();
    let on_start = {
        let (start, own, on_started) = (start.clone(), own.setter(), props.on_started.clone());
        let (run, must_type, will_change) = (plan.run, plan.must_type, plan.will_change);
        let number = typed.trim().replace(['.', ','], "").parse::<i32>().ok();
        Callback::from(move |()| {
            if must_type && number != Some(will_change) {
                let problem = Problem::new("CONFIRM_NUMBER");
                let problems = Problems::one("typed", problem);
                own.set(Some(Rc::new(Fault::invalid(problems))));
                return;
            }
            own.set(None);
            let typed = number.filter(|_| must_type);
            let on_started = on_started.clone();
            start.run_then(StartBulk { run, typed }, move |progress: BulkProgress| {
                on_started.emit(progress);
            });
        })
    };
    let on_type = {
        let (typed, own) = (typed.setter(), own.setter());
        Callback::from(move |text: String| {
            own.set(None);
            typed.set(text);
        })
    };
    let count = texts.grouped(plan.will_change.into());
    let kind = if props.action.is_harsh() {
        Kind::Danger
    } else {
        Kind::Primary
    };
    let actions = html! {
        <>
            <Button test_id="bulk-start" label={texts.t_with("bulk-start", &[("count", &count)])} {kind} busy={start.busy} online=true
                disabled={plan.will_change == 0} on_click={on_start} />
            if let Some(on_back) = &props.on_back {
                <Button test_id="bulk-back" label={texts.t("common-back")} on_click={on_back.clone()} />
            }
            <Button test_id="bulk-plan-cancel" label={texts.t("common-cancel")} kind={Kind::Plain} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id="bulk-plan-dialog" title={texts.t(&props.action.text_key())} wide=true on_close={props.on_close.clone()} {actions}>
            <PlanView action={props.action} plan={plan.clone()} />
            if plan.must_type {
                <Field id="bulk-typed" kind={FieldKind::Number} label={texts.t_with("bulk-type", &[("count", &count)])} required=true
                    value={(*typed).clone()} problems={fault.as_ref().map_or_else(Vec::new, |fault| fault.field("typed").to_vec())} on_change={on_type} />
            }
            <FaultNote {fault} />
        </Dialog>
    }
}

/// Properties of [`PlanView`].
#[derive(Properties, PartialEq)]
struct PlanViewProps {
    action: BulkAction,
    plan: Rc<BulkPlan>,
}

/// How many change, how many do not and why, what there is to know, and the first of them before and after.
#[component]
fn PlanView(props: &PlanViewProps) -> Html {
    let texts = use_text();
    let plan = &props.plan;
    let grouped = |count: i64| texts.grouped(count);
    let left_out: i64 = plan.left_out.iter().map(|(_, count)| count).sum();
    html! {
        <div class="aglis-bulk-plan" data-testid="bulk-plan-view">
            <div class="aglis-counts">
                <div class="aglis-count-card"><strong data-testid="bulk-will-change">{ grouped(plan.will_change.into()) }</strong><span>{ texts.t("bulk-will-change") }</span></div>
                <div class="aglis-count-card"><strong data-testid="bulk-left-out">{ grouped(left_out) }</strong><span>{ texts.t("bulk-left-out") }</span></div>
                <div class="aglis-count-card"><strong data-testid="bulk-messages">{ grouped(plan.messages) }</strong><span>{ texts.t("bulk-messages") }</span></div>
            </div>
            if plan.will_change == 0 { { note(&texts.t("bulk-nothing")) } }
            { for plan.warnings.iter().map(|warning| note(&texts.problem(warning))) }
            if !plan.left_out.is_empty() {
                <section aria-label={texts.t("bulk-left-out")}>
                    <h3>{ texts.t("bulk-left-out") }</h3>
                    <ul class="aglis-bulk-reasons">
                        { for plan.left_out.iter().map(|(why, count)| html! {
                            <li key={why.name()} data-outcome={why.name()}><strong>{ grouped(*count) }</strong><span>{ texts.t(&why.text_key()) }</span></li>
                        }) }
                    </ul>
                </section>
            }
            if !plan.first.is_empty() { { first(&texts, props) } }
        </div>
    }
}

fn note(text: &AttrValue) -> Html {
    html! { <div class="aglis-note aglis-tone-warning" role="status"><Picture icon={Icon::Warning} /><p>{ text }</p></div> }
}

/// The first records before and after, of which some are in sight and the others reached by scrolling.
fn first(texts: &Texts, props: &PlanViewProps) -> Html {
    let plan = &props.plan;
    let shown = i64::try_from(plan.first.len()).unwrap_or(i64::MAX);
    let title = if shown < i64::from(plan.will_change) {
        texts.t_with("bulk-first", &[("count", &shown)])
    } else {
        texts.t("bulk-changes")
    };
    html! {
        <section aria-label={title.clone()}>
            <h3>{ title.clone() }</h3>
            // Whoever has no mouse scrolls it as well.
            <div class="aglis-bulk-changes" tabindex="0" role="region" aria-label={title}>
                <table class="aglis-table" data-testid="bulk-changes">
                    <thead><tr>
                        <th scope="col">{ texts.t("common-number") }</th><th scope="col">{ texts.t("common-name") }</th>
                        <th scope="col">{ texts.t("bulk-before-after") }</th>
                    </tr></thead>
                    <tbody>{ for plan.first.iter().map(|change| row(texts, props.action, change)) }</tbody>
                </table>
            </div>
        </section>
    }
}

fn row(texts: &Texts, action: BulkAction, change: &BulkChange) -> Html {
    let entity = action.entity();
    let said = |field: &str, word: &str| {
        if word.is_empty() {
            html! { <span class="aglis-none">{ "–" }</span> }
        } else {
            html! { { value(texts, entity, field, word) } }
        }
    };
    html! {
        <tr key={change.id} data-testid="bulk-change">
            <td class="aglis-number" data-label={texts.t("common-number")}><span>{ &change.number }</span></td>
            <td data-label={texts.t("common-name")}><span>{ &change.name }</span></td>
            <td data-label={texts.t("bulk-before-after")}>
                <ul class="aglis-bulk-fields">
                    { for change.fields.iter().map(|field| html! {
                        <li key={field.field.clone()}>
                            <span class="aglis-quiet">{ texts.t(&format!("bulk-field-{}", field.field)) }</span>
                            <span>{ said(&field.field, &field.before) }</span>
                            <span aria-hidden="true">{ "→" }</span>
                            <strong>{ said(&field.field, &field.after) }</strong>
                        </li>
                    }) }
                </ul>
            </td>
        </tr>
    }
}
