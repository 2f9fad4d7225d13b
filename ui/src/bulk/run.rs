//! A run: how far it is while it is under way, what came of it afterwards, and what can be done about it.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use model::{
    access::Role,
    bulk::{
        BulkNotify, BulkPlan, BulkProgress, BulkState, CancelBulk, GoOnBulk, RetryBulk, ShowBulk,
    },
    ids::BulkRunId,
};
use uuid::Uuid;
use yew::prelude::*;

use super::{
    export::ExportResults,
    plan::PlanDialog,
    results::Results,
    undo::Undo,
    words::{chosen, left, use_names},
};
use crate::{
    hooks::{Remote, use_call, use_live, use_session, use_text},
    widgets::{
        Button, Fact, Facts, FaultNote, Icon, Kind, Picture, RemoteView, SkeletonShape,
        StatusLabel, StatusLabelProps, When,
    },
};

/// A run that nobody works on any more says so within this many milliseconds; that alone tells no page.
const LOOK: u32 = 5_000;

/// A run as it is now. Needs the session.
#[hook]
pub fn use_run(run: BulkRunId) -> Remote<BulkProgress> {
    let remote = use_live(ShowBulk { run });
    let is_under_way = remote.data().is_some_and(|run| run.state.is_under_way());
    use_effect_with(
        (is_under_way, remote.again.clone()),
        |(is_under_way, again)| {
            let again = again.clone();
            let looking = is_under_way.then(|| Interval::new(LOOK, move || again.emit(())));
            move || drop(looking)
        },
    );
    remote
}

/// Properties of [`RunView`].
#[derive(Properties, PartialEq)]
pub struct RunViewProps {
    /// Which, of [`use_run`]: the heading above says the same of it.
    pub remote: Remote<BulkProgress>,
    /// Another run takes its place: one that takes it back, or one that tries again.
    pub on_other: Callback<BulkRunId>,
    /// A record is gone to.
    #[prop_or_default]
    pub on_leave: Callback<()>,
}

/// The run.
#[component]
pub fn RunView(props: &RunViewProps) -> Html {
    let (on_other, on_leave) = (props.on_other.clone(), props.on_leave.clone());
    let view = Callback::from(move |run: Rc<BulkProgress>| {
        html! { <Shown {run} on_other={on_other.clone()} on_leave={on_leave.clone()} /> }
    });
    html! { <RemoteView<BulkProgress> remote={props.remote.clone()} {view} shape={SkeletonShape::Record} /> }
}

/// Properties of [`Shown`].
#[derive(Properties, PartialEq)]
struct ShownProps {
    run: Rc<BulkProgress>,
    on_other: Callback<BulkRunId>,
    on_leave: Callback<()>,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    let run = &props.run;
    let names = use_names();
    let is_own = run.by.0 == session.me.id || session.is_any(&[Role::Admin]);
    let what = chosen(&texts, run, &names);
    let mut facts = vec![
        Fact::new(
            texts.t("common-status"),
            html! { <StatusLabel ..StatusLabelProps::from(run.state) /> },
        ),
        Fact::text(texts.t("bulk-by"), &run.by.1),
        Fact::new(texts.t("bulk-at"), html! { <When at={run.started_at} /> }),
    ];
    if !what.is_empty() {
        facts.insert(1, Fact::text(texts.t("bulk-chosen"), &what));
    }
    if run.notify != BulkNotify::Off || run.messages > 0 {
        let told = [(
            "count",
            &texts.grouped(run.messages.into()) as &dyn std::fmt::Display,
        )];
        let told = if run.messages > 0 {
            texts.t_with("bulk-messages-sent", &told)
        } else {
            texts.t(&run.notify.text_key())
        };
        facts.push(Fact::text(texts.t("bulk-notify"), &told));
    }
    html! {
        <div class="aglis-bulk-run" data-testid="bulk-run" data-state={run.state.name()} data-run={run.run.to_string()}>
            if run.state.is_under_way() { <UnderWay run={run.clone()} {is_own} /> }
            <Facts {facts} />
            if !run.state.is_under_way() { <Afterwards run={run.clone()} {is_own} on_other={props.on_other.clone()} /> }
            <Results run={run.clone()} on_leave={props.on_leave.clone()} />
        </div>
    }
}

/// Properties of [`UnderWay`].
#[derive(Properties, PartialEq)]
struct UnderWayProps {
    run: Rc<BulkProgress>,
    is_own: bool,
}

/// The bar, how fast it moves and how long it takes, and the way to stop it.
#[component]
fn UnderWay(props: &UnderWayProps) -> Html {
    let texts = use_text();
    let run = &props.run;
    let (cancel, go_on) = (use_call::<CancelBulk>(), use_call::<GoOnBulk>());
    let id = run.run;
    let on_cancel = {
        let cancel = cancel.clone();
        Callback::from(move |()| cancel.run(CancelBulk { run: id }))
    };
    let on_go_on = {
        let go_on = go_on.clone();
        Callback::from(move |()| go_on.run(GoOnBulk { run: id }))
    };
    let (done, total) = (
        texts.grouped(run.done().into()),
        texts.grouped(run.total.into()),
    );
    let said = texts.t_with("bulk-progress", &[("done", &done), ("total", &total)]);
    let mut pace: Vec<AttrValue> = Vec::new();
    if let Some(rate) = run.rate() {
        let rate = rate.max(1.0).round() as i64;
        pace.push(texts.t_with("bulk-rate", &[("count", &texts.grouped(rate))]));
    }
    if let Some(seconds) = run.left() {
        let time = left(&texts, seconds);
        pace.push(texts.t_with("bulk-time-left", &[("time", &time)]));
    }
    html! {
        <section class="aglis-bulk-progress" aria-label={said.clone()}>
            <div class="aglis-bulk-bar">
                <progress max={run.total.max(1).to_string()} value={run.done().to_string()} aria-label={said.clone()} />
                <p role="status"><strong data-testid="bulk-done">{ said }</strong><span class="aglis-quiet">{ pace.join(" · ") }</span></p>
            </div>
            if run.state == BulkState::Paused {
                <div class="aglis-note aglis-tone-warning" role="status"><Picture icon={Icon::Pause} /><p>{ texts.t("bulk-paused") }</p></div>
            } else if let Some(device) = &run.runner {
                <p class="aglis-quiet">{ texts.t_with("bulk-runner", &[("device", device)]) }</p>
            }
            <div class="aglis-row">
                if run.state == BulkState::Paused && run.may_go_on {
                    <Button test_id="bulk-go-on" label={texts.t("bulk-go-on")} icon={Icon::Right} busy={go_on.busy} online=true on_click={on_go_on} />
                }
                if props.is_own {
                    <Button test_id="bulk-cancel" label={texts.t("bulk-cancel")} icon={Icon::Stop} kind={Kind::Secondary} busy={cancel.busy} online=true on_click={on_cancel} />
                }
            </div>
            <FaultNote fault={cancel.fault.clone().or_else(|| go_on.fault.clone())} />
        </section>
    }
}

/// Properties of [`Afterwards`].
#[derive(Properties, PartialEq)]
struct AfterwardsProps {
    run: Rc<BulkProgress>,
    is_own: bool,
    on_other: Callback<BulkRunId>,
}

/// Taking back, and trying again what failed.
#[component]
fn Afterwards(props: &AfterwardsProps) -> Html {
    let texts = use_text();
    let run = &props.run;
    let retry = use_call::<RetryBulk>();
    let plan = use_state_eq(|| None::<Rc<BulkPlan>>);
    let key = use_memo(run.run, |_| Uuid::now_v7().to_string());
    let on_retry = {
        let (retry, plan, id, key) = (retry.clone(), plan.setter(), run.run, key);
        Callback::from(move |()| {
            let plan = plan.clone();
            let request = RetryBulk {
                run: id,
                idempotency_key: (*key).clone(),
            };
            retry.run_then(request, move |made: BulkPlan| plan.set(Some(Rc::new(made))));
        })
    };
    let on_close = {
        let plan = plan.setter();
        Callback::from(move |()| plan.set(None))
    };
    let on_started = {
        let (plan, on_other) = (plan.setter(), props.on_other.clone());
        Callback::from(move |run: BulkProgress| {
            plan.set(None);
            on_other.emit(run.run);
        })
    };
    let on_undone = {
        let (on_other, other) = (props.on_other.clone(), run.undone_by);
        other.map(|other| Callback::from(move |()| on_other.emit(other)))
    };
    let may_retry = props.is_own && run.failed > 0 && run.undoes.is_none();
    html! {
        <>
            <div class="aglis-row">
                if let Some(until) = run.undo_until.filter(|_| props.is_own) { <Undo run={run.run} {until} on_undo={props.on_other.clone()} /> }
                if let Some(on_click) = on_undone {
                    <Button test_id="bulk-undone-by" label={texts.t("bulk-undone-by")} icon={Icon::Right} {on_click} />
                }
                if may_retry {
                    <Button test_id="bulk-retry" label={texts.t_with("bulk-retry", &[("count", &texts.grouped(run.failed.into()))])} icon={Icon::Again}
                        busy={retry.busy} online=true on_click={on_retry} />
                }
                <ExportResults run={run.run} />
            </div>
            <FaultNote fault={retry.fault.clone()} />
            if let Some(plan) = &*plan { <PlanDialog action={run.action} plan={plan.clone()} {on_started} {on_close} /> }
        </>
    }
}
