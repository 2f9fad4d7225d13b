//! What an import did or would do: counts, refused rows with their reasons, repaired values.

use std::rc::Rc;

use model::{
    desk::{SaveRefusedRows, SavedFiles},
    imports::{ImportPlan, ImportResult, RefusedRowsFile},
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_text, use_toasts},
    widgets::{Button, FaultNote, Money},
};

/// Properties of [`Outcome`].
#[derive(Properties, PartialEq)]
pub struct OutcomeProps {
    /// What came out.
    pub result: Rc<ImportResult>,
    /// What it came out of, to write the refused rows to a file.
    pub plan: Option<ImportPlan>,
}

/// Counts and rows.
#[component]
pub fn Outcome(props: &OutcomeProps) -> Html {
    let texts = use_text();
    let refused = use_call::<RefusedRowsFile>();
    let file = use_state(|| None::<String>);
    let result = &props.result;
    let on_click = {
        let (refused, plan, file) = (refused.clone(), props.plan.clone(), file.clone());
        Callback::from(move |()| {
            let Some(plan) = plan.clone() else { return };
            let file = file.clone();
            refused.run_then(
                RefusedRowsFile { plan },
                Callback::from(move |csv| file.set(Some(csv))),
            );
        })
    };
    let count = |key: &str, test_id: &'static str, number: u64| {
        html! { <div class="aglis-count-card"><strong data-testid={test_id}>{ super::count(&texts, number) }</strong><span>{ texts.t(key) }</span></div> }
    };
    html! {
        <>
            <div class="aglis-counts">
                { count("imports-rows", "imports-rows", result.rows) }
                { count("imports-created", "imports-created", result.created) }
                { count("imports-updated", "imports-updated", result.updated) }
                { count("imports-unchanged", "imports-unchanged", result.unchanged) }
                { count("imports-refused", "imports-refused", result.refused) }
                { count("imports-repaired", "imports-repaired", result.repaired) }
            </div>
            if let Some(total) = result.total {
                <p data-testid="imports-total">{ texts.t_with("imports-total", &[("count", &super::count(&texts, result.created))]) }{ " " }<strong><Money amount={total} /></strong></p>
            }
            if let Some(credit) = result.credit.filter(|credit| credit.0 > 0) {
                <p class="aglis-warning" data-testid="imports-credit">{ texts.t("imports-credit") }{ " " }<strong><Money amount={credit} /></strong></p>
            }
            if !result.refusals.is_empty() {
                <table class="aglis-sums" data-testid="imports-refusals">
                    <thead><tr><th>{ texts.t("imports-line") }</th><th>{ texts.t("imports-why") }</th><th>{ texts.t("imports-row") }</th></tr></thead>
                    <tbody>{ for result.refusals.iter().take(50).map(|row| html! {
                        <tr><td>{ row.line }</td><td>{ texts.problem(&row.problem) }</td><td>{ row.cells.join(" · ") }</td></tr>
                    }) }</tbody>
                </table>
                <Button test_id="imports-refused-file" label={texts.t("imports-refused-file")} busy={refused.busy} online=true {on_click} />
                <SaveRefused plan={props.plan.clone()} />
                <FaultNote fault={refused.fault.clone()} />
                if let Some(csv) = &*file { <textarea class="aglis-csv" data-testid="imports-refused-csv" readonly=true value={csv.clone()} /> }
            }
            if !result.repairs.is_empty() {
                <ul class="aglis-hints" data-testid="imports-repairs">{ for result.repairs.iter().take(20).map(|repair| html! {
                    <li>{ texts.t_with("imports-repair", &[("line", &repair.line), ("from", &repair.from), ("to", &repair.to)]) }</li>
                }) }</ul>
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct SaveRefusedProps {
    plan: Option<ImportPlan>,
}

/// Saves the refused rows into the folder of the preferences.
#[component]
fn SaveRefused(props: &SaveRefusedProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let save = use_call::<SaveRefusedRows>();
    let on_click = {
        let (save, texts, plan) = (save.clone(), texts.clone(), props.plan.clone());
        Callback::from(move |()| {
            let Some(plan) = plan.clone() else { return };
            let (toasts, texts) = (toasts.clone(), texts.clone());
            save.run_then(
                SaveRefusedRows { plan },
                Callback::from(move |saved: SavedFiles| {
                    toasts.good(texts.t_with(
                        "imports-refused-saved",
                        &[("file", &saved.files.join(", ")), ("folder", &saved.folder)],
                    ));
                }),
            );
        })
    };
    html! {
        <>
            <Button test_id="imports-save-refused" label={texts.t("imports-save-refused")} busy={save.busy} online=true {on_click} />
            <FaultNote fault={save.fault.clone()} />
        </>
    }
}
