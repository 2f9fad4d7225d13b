//! The history of bulk operations: who did what to how many records, how it went, and one of them with everything.

use std::rc::Rc;

use model::{
    bulk::{BulkProgress, ListBulkRuns},
    ids::BulkRunId,
};
use yew::prelude::*;

use crate::{
    bulk::{Names, RunView, chosen, title, use_names, use_run},
    hooks::{OpenRecord, Texts, use_record, use_remote, use_text},
    route::{Area, At, Route, go},
    widgets::{
        Button, EmptyState, Icon, PageHeader, RemoteView, Section, SkeletonShape, Split,
        StatusLabel, StatusLabelProps, When,
    },
};

/// Runs of a page, as many as the core answers at once.
const PAGE: usize = 50;

/// The page.
#[component]
pub fn BulkPage() -> Html {
    let texts = use_text();
    let OpenRecord {
        opened,
        full,
        on_close,
        on_full,
        ..
    } = use_record(Area::Bulk);
    let record = opened.map(|id| {
        let on_other = Callback::from(move |run: BulkRunId| {
            go(&Route::to(Area::Bulk, At::Record { id: run.0, full }));
        });
        html! { <Record key={id} run={BulkRunId(id)} {on_other} /> }
    });
    html! {
        <>
            <PageHeader title={texts.t("bulk-title")} />
            <Split {record} {full} {on_close} {on_full} list={html! { <Runs {opened} /> }} />
        </>
    }
}

/// Properties of [`Record`].
#[derive(Properties, PartialEq)]
struct RecordProps {
    run: BulkRunId,
    on_other: Callback<BulkRunId>,
}

/// One run.
#[component]
fn Record(props: &RecordProps) -> Html {
    let texts = use_text();
    let run = use_run(props.run);
    let heading = (run.data()).map_or_else(|| texts.t("bulk-one"), |run| title(&texts, run));
    let number = texts.t_with("bulk-number", &[("number", &props.run.0)]);
    html! {
        <article data-testid="bulk-record-page">
            <PageHeader title={heading} {number} />
            <Section title={texts.t("common-details")}><RunView remote={run} on_other={props.on_other.clone()} /></Section>
        </article>
    }
}

/// Properties of [`Runs`].
#[derive(Properties, PartialEq)]
struct RunsProps {
    opened: Option<i64>,
}

/// The runs, newest first.
#[component]
fn Runs(props: &RunsProps) -> Html {
    let texts = use_text();
    // Runs before which the pages end that were gone through.
    let pages = use_state_eq(|| vec![None::<BulkRunId>]);
    let remote = use_remote(ListBulkRuns {
        before: pages.last().copied().flatten(),
        under_way: false,
    });
    let names = use_names();
    let opened = props.opened;
    let view = {
        let (texts, pages) = (texts.clone(), pages.clone());
        Callback::from(move |runs: Rc<Vec<BulkProgress>>| {
            if runs.is_empty() {
                return html! { <div data-testid="bulk-empty"><EmptyState title={texts.t("bulk-empty")} text={texts.t("bulk-empty-hint")} icon={Icon::Bulk} /></div> };
            }
            let turn = |next: Vec<Option<BulkRunId>>| {
                let pages = pages.setter();
                Callback::from(move |()| pages.set(next.clone()))
            };
            let newer = pages[..pages.len().saturating_sub(1)].to_vec();
            let last = runs
                .last()
                .map(|run| run.run)
                .filter(|_| runs.len() == PAGE);
            let older = last.map(|last| [pages.as_slice(), &[Some(last)]].concat());
            html! {
                <>
                    <ul class="aglis-bulk-runs" data-testid="bulk-runs" aria-label={texts.t("bulk-title")}>
                        { for runs.iter().map(|run| line(&texts, run, &names, opened)) }
                    </ul>
                    if !newer.is_empty() || older.is_some() {
                        <div class="aglis-row aglis-bulk-pages">
                            <Button test_id="bulk-newer" label={texts.t("bulk-newer")} icon={Icon::Left} disabled={newer.is_empty()} on_click={turn(newer)} />
                            <Button test_id="bulk-older" label={texts.t("bulk-older")} icon={Icon::Right} disabled={older.is_none()} on_click={turn(older.unwrap_or_default())} />
                        </div>
                    }
                </>
            }
        })
    };
    html! {
        <div class="aglis-bulk-history">
            <RemoteView<Vec<BulkProgress>> {remote} {view} shape={SkeletonShape::Rows} />
        </div>
    }
}

fn line(texts: &Texts, run: &BulkProgress, names: &Names, opened: Option<i64>) -> Html {
    let grouped = |count: i32| texts.grouped(count.into());
    let is_opened = opened == Some(run.run.0);
    let what = chosen(texts, run, names);
    html! {
        <li key={run.run.0} class={classes!(is_opened.then_some("aglis-opened"))}>
            <a href={Route::record(Area::Bulk, run.run.0).hash()} data-testid="bulk-line" data-run={run.run.to_string()} data-state={run.state.name()}
                aria-current={is_opened.then_some("true")}>
                <span class="aglis-bulk-what"><strong>{ title(texts, run) }</strong><span class="aglis-quiet">{ what }</span></span>
                <span class="aglis-bulk-state"><StatusLabel ..StatusLabelProps::from(run.state) /></span>
                <span class="aglis-bulk-numbers">
                    { texts.t_with("bulk-numbers", &[("done", &grouped(run.succeeded)), ("total", &grouped(run.total))]) }
                    if run.failed > 0 { <span class="aglis-text-bad">{ texts.t_with("bulk-number-failed", &[("count", &grouped(run.failed))]) }</span> }
                </span>
                <span class="aglis-quiet aglis-bulk-who">{ &run.by.1 }{ " · " }<When at={run.started_at} relative=true /></span>
            </a>
        </li>
    }
}
