//! The preview of the next round, and blocking some of it at once.

use std::rc::Rc;

use model::{
    access::Role,
    collection::{
        Candidate, IsolirNow, IsolirPage, IsolirState, IsolirTab, Outcome, PREVIEW_MAX, Seen,
    },
    format::show_day,
    money::Rupiah,
};
use yew::prelude::*;

use super::chosen::{Chosen, use_chosen};
use crate::{
    collection::PromiseDialog,
    hooks::{Texts, use_call, use_session, use_text, use_toasts},
    route::{Area, Route},
    widgets::{Button, Confirm, EmptyState, Icon, Kind, Money, Section},
};

/// Properties of [`PreviewTable`].
#[derive(Properties, PartialEq)]
pub(super) struct PreviewProps {
    /// What the core answered.
    pub page: Rc<IsolirPage>,
    /// Which part.
    pub tab: IsolirTab,
}

/// A part of the preview.
#[component]
pub(super) fn PreviewTable(props: &PreviewProps) -> Html {
    let texts = use_text();
    let may_act = use_session().is_any(&[Role::Admin, Role::Office]);
    let page = &props.page;
    let promising = use_state_eq(|| None::<Candidate>);
    let rows = page
        .rows
        .iter()
        .map(|row| {
            (
                row.service.0,
                Some(Route::record(Area::Customers, row.customer.0)),
            )
        })
        .collect();
    let chosen = use_chosen(rows);
    let may_block = may_act && props.tab == IsolirTab::Ready;
    let when = when(&texts, page);
    if page.rows.is_empty() {
        let (title, text) = match props.tab {
            IsolirTab::Ready => ("isolir-none-ready", "isolir-none-ready-hint"),
            IsolirTab::Held => ("isolir-none-held", "isolir-none-held-hint"),
            IsolirTab::NotYet | IsolirTab::Blocked => {
                ("isolir-none-not-yet", "isolir-none-not-yet-hint")
            }
        };
        return html! {
            <Section title={texts.t(&props.tab.text_key())}>
                <p class="aglis-quiet aglis-lead">{ when }</p>
                <div data-testid="isolir-empty"><EmptyState title={texts.t(title)} text={texts.t(text)} icon={Icon::Done} /></div>
            </Section>
        };
    }
    let all: Vec<i64> = page.rows.iter().map(|row| row.service.0).collect();
    let is_all = all.iter().all(|id| chosen.has(*id));
    let on_promise_close = {
        let promising = promising.setter();
        Callback::from(move |()| promising.set(None))
    };
    let lines = page.rows.iter().enumerate().map(|(place, row)| {
        let on_promise = may_act.then(|| {
            let (promising, row) = (promising.setter(), row.clone());
            Callback::from(move |()| promising.set(Some(row.clone())))
        });
        line(
            &texts,
            row,
            &chosen,
            may_block,
            chosen.cursor == Some(place),
            on_promise,
        )
    });
    let on_done = {
        let chosen = chosen.clone();
        Callback::from(move |()| chosen.clear())
    };
    let ids: Vec<i64> = chosen.ids.iter().copied().collect();
    let actions = if may_block {
        html! { <BlockNow page={page.clone()} chosen={ids} {on_done} /> }
    } else {
        Html::default()
    };
    html! {
        <Section title={texts.t(&props.tab.text_key())} {actions}>
            <p class="aglis-quiet aglis-lead">{ when }</p>
            if page.has_more { <p class="aglis-quiet">{ texts.t_with("isolir-more", &[("count", &PREVIEW_MAX)]) }</p> }
            <table class="aglis-table" data-testid="isolir-table">
                <thead><tr>
                    if may_block {
                        <th class="aglis-cell-check"><input type="checkbox" checked={is_all} onchange={chosen.turn_all(all)} aria-label={texts.t("isolir-choose-all")} data-testid="isolir-all" /></th>
                    }
                    <th>{ texts.t("common-customer") }</th><th>{ texts.t("isolir-connection") }</th><th>{ texts.t("isolir-invoices") }</th>
                    <th class="aglis-right">{ texts.t("isolir-amount") }</th><th class="aglis-right">{ texts.t("isolir-days-late") }</th>
                    if props.tab != IsolirTab::Ready { <th>{ texts.t("isolir-why") }</th> }
                    if may_act { <th><span class="aglis-unseen">{ texts.t("common-more") }</span></th> }
                </tr></thead>
                <tbody>{ for lines }</tbody>
            </table>
            if let Some(row) = &*promising {
                <PromiseDialog customer={row.customer} name={row.name.clone()} late={row.amount} on_close={on_promise_close} />
            }
        </Section>
    }
}

/// For which day it is, and whether it happens by itself.
fn when(texts: &Texts, page: &IsolirPage) -> AttrValue {
    let day = show_day(page.day, texts.locale());
    match page.hour {
        Some(hour) => {
            let hour = format!("{hour:02}.00");
            texts.t_with("isolir-when", &[("day", &day), ("hour", &hour)])
        }
        None => texts.t_with("isolir-by-hand-only", &[("day", &day)]),
    }
}

fn line(
    texts: &Texts,
    row: &Candidate,
    chosen: &Chosen,
    may_block: bool,
    is_at: bool,
    on_promise: Option<Callback<()>>,
) -> Html {
    let id = row.service.0;
    let more = row.invoice_count - i64::try_from(row.invoices.len()).unwrap_or_default();
    html! {
        <tr key={id} class={classes!(is_at.then_some("aglis-cursor"))} data-testid="isolir-row" data-service={id.to_string()}>
            if may_block {
                <td class="aglis-cell-check"><input type="checkbox" checked={chosen.has(id)} onchange={chosen.turn(id)}
                    aria-label={texts.t_with("isolir-choose", &[("name", &row.name)])} data-testid={format!("isolir-choose-{id}")} /></td>
            }
            <td data-label={texts.t("common-customer")}>
                <a href={Route::record(Area::Customers, row.customer.0).hash()}>{ &row.name }</a><span class="aglis-quiet aglis-below">{ &row.code }</span>
            </td>
            <td data-label={texts.t("isolir-connection")}>
                <a href={Route::record(Area::Services, id).hash()}>{ &row.package }</a>
                <span class="aglis-quiet aglis-below">{ format!("{} · {}", row.address, row.zone) }</span>
            </td>
            <td data-label={texts.t("isolir-invoices")}>
                { for row.invoices.iter().map(|(invoice, number)| html! {
                    <a key={invoice.0} class="aglis-number aglis-below" href={Route::record(Area::Invoices, invoice.0).hash()}>{ number }</a>
                }) }
                if more > 0 { <span class="aglis-quiet aglis-below">{ texts.t_with("isolir-more-invoices", &[("count", &more)]) }</span> }
            </td>
            <td class="aglis-right" data-label={texts.t("isolir-amount")}><Money amount={row.amount} /></td>
            <td class="aglis-right" data-label={texts.t("isolir-days-late")}>{ texts.grouped(row.days_late.into()) }</td>
            if let Some(held) = row.held { <td data-label={texts.t("isolir-why")}>{ why(texts, held, row) }</td> }
            if let Some(on_click) = on_promise {
                <td class="aglis-cell-actions"><Button test_id={format!("isolir-promise-{id}")} label={texts.t("collection-promise")} kind={Kind::Plain} icon={Icon::Waiting} icon_only=true online=true {on_click} /></td>
            }
        </tr>
    }
}

fn why(texts: &Texts, held: IsolirState, row: &Candidate) -> AttrValue {
    let day = row.held_until.map(|day| show_day(day, texts.locale()));
    match (held, day, &row.holiday) {
        (IsolirState::Promise, Some(day), _) => {
            texts.t_with("collection-promise-until", &[("day", &day)])
        }
        (IsolirState::NotYet, Some(day), _) => texts.t_with("isolir-from", &[("day", &day)]),
        (IsolirState::Holiday, _, Some(name)) => texts.t_with("isolir-holiday", &[("name", name)]),
        _ => texts.t(&held.text_key()),
    }
}

#[derive(Properties, PartialEq)]
struct BlockNowProps {
    page: Rc<IsolirPage>,
    chosen: Vec<i64>,
    on_done: Callback<()>,
}

/// Blocks what is chosen, once its number and sum were confirmed; who has paid meanwhile is told of.
#[component]
fn BlockNow(props: &BlockNowProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let call = use_call::<IsolirNow>();
    let asking = use_state_eq(|| false);
    let services: Vec<Seen> = props
        .page
        .rows
        .iter()
        .filter(|row| props.chosen.contains(&row.service.0))
        .map(|row| Seen {
            service: row.service,
            amount: row.amount,
        })
        .collect();
    let sum: Rupiah = services.iter().map(|one| one.amount).sum();
    let count = texts.grouped(i64::try_from(services.len()).unwrap_or(i64::MAX));
    let on_open = {
        let (asking, call) = (asking.setter(), call.clone());
        Callback::from(move |is_open: bool| {
            call.clear();
            asking.set(is_open);
        })
    };
    let on_confirm = {
        let (call, on_open, on_done) = (call.clone(), on_open.clone(), props.on_done.clone());
        let (texts, toasts, day) = (texts.clone(), toasts.clone(), props.page.day);
        let services = services.clone();
        Callback::from(move |_: String| {
            let (on_open, on_done) = (on_open.clone(), on_done.clone());
            let (texts, toasts) = (texts.clone(), toasts.clone());
            let request = IsolirNow {
                day,
                services: services.clone(),
            };
            call.run_then(request, move |outcomes: Vec<Outcome>| {
                on_open.emit(false);
                on_done.emit(());
                toasts.good(told(&texts, &outcomes));
            });
        })
    };
    html! {
        <>
            <Button test_id="isolir-now" label={texts.t("isolir-now")} kind={Kind::Danger} icon={Icon::Stop} online=true disabled={services.is_empty()}
                on_click={on_open.reform(|()| true)} />
            if *asking {
                <Confirm test_id="isolir-now-dialog" title={texts.t_with("isolir-now-title", &[("count", &count)])} danger=true
                    text={texts.t_with("isolir-now-text", &[("count", &count), ("sum", &sum)])} label={texts.t("isolir-now")}
                    busy={call.busy} fault={call.fault.clone()} {on_confirm} on_close={on_open.reform(|()| false)} />
            }
        </>
    }
}

/// How many were blocked, and what became of the others.
fn told(texts: &Texts, outcomes: &[Outcome]) -> AttrValue {
    let of = |state: IsolirState| outcomes.iter().filter(|one| one.state == state).count();
    let blocked = of(IsolirState::Blocked);
    let mut said = texts
        .t_with("isolir-done", &[("count", &blocked)])
        .to_string();
    for state in IsolirState::ALL {
        let count = of(*state);
        if count > 0 && *state != IsolirState::Blocked {
            said.push_str(&format!(" {}: {count}.", texts.t(&state.text_key())));
        }
    }
    said.into()
}
