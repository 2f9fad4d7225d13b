//! What went out lately, as a picture.

use std::rc::Rc;

use model::queue::{ShowThroughput, Span, Throughput};
use yew::prelude::*;

use crate::{
    hooks::{use_remote, use_session, use_text},
    widgets::{Button, Kind, RemoteView, Section, SkeletonShape},
};

/// The picture of an hour or a day; every step in it can be reached with the mouse and the keyboard and says its figures.
#[component]
pub fn Chart() -> Html {
    let texts = use_text();
    let zone = use_session().zone();
    let span = use_state_eq(Span::default);
    let remote = use_remote(ShowThroughput {
        span: *span,
        locale: texts.locale(),
    });
    let view = {
        let texts = texts.clone();
        Callback::from(move |shown: Rc<Throughput>| {
            let Some(chart) = &shown.chart else {
                return html! { <p class="aglis-quiet aglis-lead" data-testid="queue-chart-empty">{ texts.t("queue-chart-empty") }</p> };
            };
            let picture = Html::from_html_unchecked(chart.svg.clone().into());
            let steps = shown.steps.iter().zip(&chart.columns).map(|(step, column)| {
                let said = texts.t_with("queue-chart-step", &[
                    ("at", &zone.clock(step.at)), ("sent", &texts.grouped(step.sent)), ("failed", &texts.grouped(step.failed)), ("retried", &texts.grouped(step.retried)),
                ]);
                // Sixty stops on the way of Tab would be a wall: only those with something to say are one.
                let tab = if step.sent + step.failed + step.retried > 0 { "0" } else { "-1" };
                let place = format!("left: {:.3}%; width: {:.3}%", column.left * 100.0, column.width * 100.0);
                html! { <span key={step.at.timestamp()} class="aglis-chart-month" role="img" tabindex={tab} style={place} aria-label={said.clone()} data-said={said} /> }
            });
            let key = |class: &'static str, key: &str| html! { <span class={classes!("aglis-chart-key", class)}>{ texts.t(key) }</span> };
            html! {
                <figure class="aglis-chart" data-testid="queue-chart" aria-label={texts.t("queue-throughput")}>
                    <div class="aglis-chart-picture"><div aria-hidden="true">{ picture }</div>{ for steps }</div>
                    <figcaption>{ key("aglis-chart-first", "queue-chart-sent") }{ key("aglis-chart-second", "queue-chart-failed") }{ key("aglis-chart-third", "queue-chart-retried") }</figcaption>
                </figure>
            }
        })
    };
    let choose = |of: Span, key: &str, test_id: &'static str| {
        let set = span.setter();
        html! { <Button {test_id} label={texts.t(key)} kind={Kind::Plain} pressed={Some(*span == of)} on_click={move |()| set.set(of)} /> }
    };
    let actions = html! { <span class="aglis-switch">{ choose(Span::Hour, "queue-span-hour", "queue-hour") }{ choose(Span::Day, "queue-span-day", "queue-day") }</span> };
    html! {
        <Section title={texts.t("queue-throughput")} {actions}>
            <RemoteView<Throughput> {remote} {view} shape={SkeletonShape::Lines} />
        </Section>
    }
}
