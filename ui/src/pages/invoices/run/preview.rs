//! What a run of the month would do, and the button that starts it.

use std::rc::Rc;

use chrono::NaiveDate;
use gloo_timers::callback::Timeout;
use model::{
    billing::run::{GroupCount, PreviewInvoiceRun, RunGroup, RunPreview, StartInvoiceRun},
    format::show_month,
    ids::InvoiceRunId,
    money::Rupiah,
};
use yew::prelude::*;

use super::rows::Rows;
use crate::{
    hooks::{Texts, use_call, use_remote, use_text},
    widgets::{
        Button, Checks, Choice, Dialog, EmptyState, FaultNote, Field, Icon, Kind, RemoteView,
        SkeletonShape,
    },
};

/// Between the last key and the question, in milliseconds.
const PAUSE: u32 = 300;

/// Properties of [`Preview`].
#[derive(Properties)]
pub struct PreviewProps {
    /// First day of the month.
    pub period: NaiveDate,
    /// Looks for runs again.
    pub again: Callback<()>,
}

impl PartialEq for PreviewProps {
    fn eq(&self, other: &Self) -> bool {
        self.period == other.period
    }
}

/// The preview.
#[component]
pub fn Preview(props: &PreviewProps) -> Html {
    let group = use_state_eq(|| None::<RunGroup>);
    let search = use_state_eq(String::new);
    let remote = use_remote(PreviewInvoiceRun {
        period: props.period,
        group: *group,
        search: (*search).clone(),
        all: false,
    });
    let on_group = {
        let group = group.setter();
        Callback::from(move |chosen| group.set(chosen))
    };
    // What is typed stands there at once, and is asked for when the fingers rest.
    let typed = use_state_eq(String::new);
    let waiting = use_mut_ref(|| None::<Timeout>);
    let on_search = {
        let (typed, search) = (typed.setter(), search.setter());
        Callback::from(move |text: String| {
            typed.set(text.clone());
            let search = search.clone();
            *waiting.borrow_mut() = Some(Timeout::new(PAUSE, move || search.set(text)));
        })
    };
    let (chosen, words, again) = (*group, (*typed).clone(), props.again.clone());
    let view = Callback::from(move |preview: Rc<RunPreview>| {
        html! {
            <Shown {preview} {chosen} search={words.clone()} on_group={on_group.clone()} on_search={on_search.clone()} again={again.clone()} />
        }
    });
    html! { <RemoteView<RunPreview> {remote} {view} shape={SkeletonShape::Record} /> }
}

/// Properties of [`Shown`].
#[derive(Properties)]
struct ShownProps {
    preview: Rc<RunPreview>,
    chosen: Option<RunGroup>,
    search: String,
    on_group: Callback<Option<RunGroup>>,
    on_search: Callback<String>,
    again: Callback<()>,
}

impl PartialEq for ShownProps {
    fn eq(&self, other: &Self) -> bool {
        self.preview == other.preview && self.chosen == other.chosen && self.search == other.search
    }
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let texts = use_text();
    let asking = use_state_eq(|| false);
    let preview = &props.preview;
    let ask = |asks: bool| {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(asks))
    };
    let month = show_month(preview.period, texts.locale());
    let issue = texts.t_with("billing-issue", &[("count", &texts.grouped(preview.count))]);
    let to_all = {
        let on_group = props.on_group.clone();
        Callback::from(move |_: MouseEvent| on_group.emit(None))
    };
    html! {
        <section class="aglis-billing-preview" data-testid="billing-preview" data-count={preview.count.to_string()} data-total={preview.total.0.to_string()}>
            { cards(&texts, preview) }
            <div class="aglis-row">
                <Button test_id="billing-issue" label={issue} kind={Kind::Primary} icon={Icon::Invoice} online=true disabled={preview.count == 0} on_click={ask(true)} />
                if preview.count == 0 { <span class="aglis-quiet">{ texts.t_with("billing-nothing", &[("month", &month)]) }</span> }
            </div>
            <div class="aglis-billing-groups" role="group" aria-label={texts.t("billing-groups")} data-testid="billing-groups">
                <button type="button" class="aglis-billing-group" aria-pressed={pressed(props.chosen.is_none())} data-testid="billing-group-all" onclick={to_all}>
                    { texts.t("billing-group-all") }
                </button>
                { for preview.groups.iter().map(|count| group(&texts, count, props)) }
            </div>
            <div class="aglis-billing-search">
                <Field id="billing-search" label={texts.t("billing-search")} value={props.search.clone()} unmarked=true on_change={props.on_search.clone()} />
            </div>
            if preview.rows.is_empty() {
                <div data-testid="billing-empty"><EmptyState title={texts.t("billing-empty")} text={texts.t("billing-empty-hint")} icon={Icon::Invoice} /></div>
            } else {
                <Rows preview={preview.clone()} />
            }
            if *asking { <Ask preview={preview.clone()} on_close={ask(false)} again={props.again.clone()} /> }
        </section>
    }
}

fn pressed(is_chosen: bool) -> &'static str {
    if is_chosen { "true" } else { "false" }
}

fn cards(texts: &Texts, preview: &RunPreview) -> Html {
    let difference = preview.total + preview.there.1 - preview.before.1;
    let sign = if difference > Rupiah::ZERO { "+" } else { "" };
    let card = |id: &'static str, big: AttrValue, small: AttrValue| {
        html! { <div class="aglis-count-card" data-testid={format!("billing-card-{id}")}><strong>{ big }</strong><span>{ small }</span></div> }
    };
    let count = |count: i64| texts.grouped(count);
    html! {
        <div class="aglis-counts">
            { card("total", preview.total.to_string().into(), texts.t_with("billing-card-total", &[("count", &count(preview.count))])) }
            { card("before", preview.before.1.to_string().into(), texts.t_with("billing-card-before", &[("count", &count(preview.before.0))])) }
            { card("difference", format!("{sign}{difference}").into(), texts.t("billing-card-difference")) }
            if preview.there.0 > 0 {
                { card("there", preview.there.1.to_string().into(), texts.t_with("billing-card-there", &[("count", &count(preview.there.0))])) }
            }
            if preview.credit > Rupiah::ZERO { { card("credit", preview.credit.to_string().into(), texts.t("billing-card-credit")) } }
        </div>
    }
}

fn group(texts: &Texts, count: &GroupCount, props: &ShownProps) -> Html {
    let (group, on_group) = (count.group, props.on_group.clone());
    let is_chosen = props.chosen == Some(group);
    let needs_somebody = matches!(group, RunGroup::Skipped(skip) if skip.is_left_out());
    html! {
        <button type="button" key={group.name()} class={classes!("aglis-billing-group", needs_somebody.then_some("aglis-tone-warning"))} aria-pressed={pressed(is_chosen)}
            data-testid={format!("billing-group-{}", group.name())} data-count={count.count.to_string()}
            onclick={move |_| on_group.emit((!is_chosen).then_some(group))}>
            { texts.t(&format!("billing-group-{}", group.name().replace('_', "-"))) }
            <span class="aglis-count">{ texts.grouped(count.count) }</span>
        </button>
    }
}

/// Properties of [`Ask`].
#[derive(Properties)]
struct AskProps {
    preview: Rc<RunPreview>,
    on_close: Callback<()>,
    again: Callback<()>,
}

impl PartialEq for AskProps {
    fn eq(&self, other: &Self) -> bool {
        self.preview == other.preview
    }
}

/// The question before it starts: what it is, and whether customers hear of it.
#[component]
fn Ask(props: &AskProps) -> Html {
    let texts = use_text();
    let start = use_call::<StartInvoiceRun>();
    let tells = use_state_eq(|| false);
    let preview = &props.preview;
    let on_start = {
        let (start, again, on_close) = (start.clone(), props.again.clone(), props.on_close.clone());
        let (period, tell) = (preview.period, *tells);
        Callback::from(move |()| {
            let (again, on_close) = (again.clone(), on_close.clone());
            start.run_then(StartInvoiceRun { period, tell }, move |_: InvoiceRunId| {
                on_close.emit(());
                again.emit(());
            });
        })
    };
    let on_tell = {
        let tells = tells.setter();
        Callback::from(move |chosen: Vec<String>| tells.set(!chosen.is_empty()))
    };
    let count = texts.grouped(preview.count);
    let actions = html! {
        <>
            <Button test_id="billing-start" label={texts.t_with("billing-issue", &[("count", &count)])} kind={Kind::Primary} busy={start.busy} online=true on_click={on_start} />
            <Button test_id="billing-cancel" label={texts.t("common-cancel")} kind={Kind::Plain} on_click={props.on_close.clone()} />
        </>
    };
    let month = show_month(preview.period, texts.locale());
    let said = texts.t_with(
        "billing-ask-text",
        &[
            ("count", &count),
            ("total", &preview.total),
            ("month", &month),
        ],
    );
    let chosen: Vec<String> = (*tells).then(|| "tell".to_owned()).into_iter().collect();
    html! {
        <Dialog test_id="billing-dialog" title={texts.t_with("billing-ask", &[("month", &month)])} on_close={props.on_close.clone()} {actions}>
            <p>{ said }</p>
            <p class="aglis-quiet">{ texts.t("billing-ask-stays") }</p>
            <Checks id="billing-tell" label={texts.t("billing-tell-label")} choices={vec![Choice::new("tell", texts.t("billing-tell"))]} {chosen} on_change={on_tell} />
            <FaultNote fault={start.fault.clone()} />
        </Dialog>
    }
}
