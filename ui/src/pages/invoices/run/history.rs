//! The runs before, and what came of each.

use std::rc::Rc;

use model::{
    billing::run::{InvoiceRun, RunState},
    format::show_month,
    money::Rupiah,
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_text},
    route::{Area, Route},
    widgets::{Money, Section, When},
};

/// Properties of [`History`].
#[derive(Properties, PartialEq)]
pub struct HistoryProps {
    /// Newest first.
    pub runs: Rc<Vec<InvoiceRun>>,
}

/// The runs that are over.
#[component]
pub fn History(props: &HistoryProps) -> Html {
    let texts = use_text();
    let over: Vec<&InvoiceRun> = (props.runs.iter())
        .filter(|run| run.state != RunState::Running)
        .collect();
    if over.is_empty() {
        return Html::default();
    }
    html! {
        <Section title={texts.t("billing-history")}>
            <ul class="aglis-bulk-runs" data-testid="billing-runs">{ for over.into_iter().map(|run| line(&texts, run)) }</ul>
        </Section>
    }
}

fn line(texts: &Texts, run: &InvoiceRun) -> Html {
    let skipped: Vec<String> = (run.skipped.iter())
        .filter(|(skip, _)| skip.is_left_out())
        .map(|(skip, count)| {
            let reason = texts.t(&format!("billing-group-{}", skip.name().replace('_', "-")));
            format!("{reason}: {}", texts.grouped((*count).into()))
        })
        .collect();
    let by = run.by.as_ref().map_or_else(
        || texts.t("billing-by-program").to_string(),
        |(_, name)| name.clone(),
    );
    let of_month = Route::list(Area::Invoices).with("period", &run.period.to_string());
    html! {
        <li key={run.id.0} data-testid="billing-run" data-state={run.state.name()} data-issued={run.issued.to_string()}>
            <a href={of_month.hash()} data-testid="billing-run-open">
                <span class="aglis-bulk-what">
                    <strong>{ show_month(run.period, texts.locale()) }</strong>
                    <span class="aglis-quiet">{ texts.t(&format!("billing-state-{}", run.state.name())) }</span>
                </span>
                <span class="aglis-bulk-numbers">
                    { texts.t_with("billing-invoices", &[("count", &texts.grouped(run.issued.into()))]) }
                    <Money amount={run.total} />
                </span>
                <span class="aglis-quiet">
                    { skipped.join(" · ") }
                    if run.credited > Rupiah::ZERO { { " " }{ texts.t_with("billing-credited", &[("credit", &run.credited)]) } }
                    if run.messages > 0 { { " " }{ texts.t_with("billing-messages", &[("count", &texts.grouped(run.messages.into()))]) } }
                </span>
                <span class="aglis-quiet aglis-bulk-who">{ by }{ " · " }<When at={run.started_at} relative=true /></span>
            </a>
        </li>
    }
}
