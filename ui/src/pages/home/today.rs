//! A technician's own day: his tickets and visits in the order of the day, with whom to call and where to go.

use std::rc::Rc;

use model::{
    format::show_day,
    registrations::Address,
    states::Slot,
    workload::{MyDay, MySurvey, MyTicket, ShowMyDay, Turn},
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_remote, use_text},
    route::{Area, Route},
    widgets::{
        Call, CopyButton, Day, EmptyState, Icon, Picture, RemoteView, Section, SkeletonShape,
        StatusLabel, StatusLabelProps, When,
    },
};

/// The day.
#[component]
pub fn Today() -> Html {
    let texts = use_text();
    let remote = use_remote(ShowMyDay {});
    let view = Callback::from(move |day: Rc<MyDay>| {
        if day.tickets.is_empty() && day.surveys.is_empty() {
            return html! { <EmptyState title={texts.t("home-day-empty")} text={texts.t("home-day-empty-hint")} icon={Icon::Done} /> };
        }
        let parts = Turn::ALL.into_iter().filter_map(|turn| {
            let of_turn: Vec<&MyTicket> = day
                .tickets
                .iter()
                .filter(|ticket| ticket.turn == turn)
                .collect();
            (!of_turn.is_empty()).then(|| part(&texts, &day, turn, &of_turn))
        });
        html! {
            <div data-testid="home-day">
                { for parts }
                if !day.surveys.is_empty() {
                    <Section title={texts.t_with("home-surveys", &[("count", &day.surveys.len())])}>
                        <ul class="aglis-jobs" data-testid="home-surveys">{ for day.surveys.iter().map(|one| survey(&texts, one)) }</ul>
                    </Section>
                }
            </div>
        }
    });
    html! { <RemoteView<MyDay> {remote} {view} shape={SkeletonShape::Rows} /> }
}

fn part(texts: &Texts, day: &MyDay, turn: Turn, tickets: &[&MyTicket]) -> Html {
    let count = tickets.len();
    let title = match turn {
        Turn::Late => texts.t_with("home-turn-late", &[("count", &count)]),
        Turn::Today => {
            let today = show_day(day.today, texts.locale());
            texts.t_with("home-turn-today", &[("count", &count), ("day", &today)])
        }
        Turn::Later => texts.t_with("home-turn-later", &[("count", &count)]),
        Turn::Waiting => texts.t_with("home-turn-waiting", &[("count", &count)]),
    };
    html! {
        <Section {title}>
            <ul class="aglis-jobs" data-testid={format!("home-turn-{}", turn.name())}>
                { for tickets.iter().map(|one| ticket(texts, one)) }
            </ul>
        </Section>
    }
}

fn ticket(texts: &Texts, ticket: &MyTicket) -> Html {
    let due = (ticket.turn == Turn::Late).then_some("aglis-late");
    html! {
        <li key={ticket.id.0} class="aglis-job" data-testid="home-job" data-id={ticket.id.to_string()}>
            <p class="aglis-job-head">
                <a href={Route::record(Area::Tickets, ticket.id.0).hash()} data-testid="home-job-open"><strong>{ texts.t(&ticket.work.text_key()) }</strong>{ " · " }{ &ticket.number }</a>
                <StatusLabel ..StatusLabelProps::from(ticket.status) />
                <StatusLabel ..StatusLabelProps::from(ticket.priority) />
                if !ticket.leads { <span class="aglis-quiet">{ texts.t("home-job-helps") }</span> }
            </p>
            <p class="aglis-job-when">
                if ticket.day.is_some() { { when(texts, ticket.day, ticket.slot) } }
                if ticket.due_at.is_some() { <span class={classes!(due)}><Picture icon={Icon::Waiting} class="aglis-small" />{ texts.t("home-job-due") }{ " " }<When at={ticket.due_at} relative=true /></span> }
            </p>
            { whom(texts, ticket.customer.as_deref(), ticket.phone.as_deref(), ticket.address.as_ref(), ticket.package.as_deref()) }
            if !ticket.about.is_empty() { <p class="aglis-prose">{ &ticket.about }</p> }
        </li>
    }
}

/// A technician may not open registrations, so everything he needs stands here.
fn survey(texts: &Texts, survey: &MySurvey) -> Html {
    html! {
        <li key={survey.id.0} class="aglis-job" data-testid="home-survey">
            <p class="aglis-job-head"><strong>{ texts.t("home-survey") }</strong><span>{ &survey.number }</span></p>
            <p class="aglis-job-when">{ when(texts, survey.day, survey.slot) }</p>
            { whom(texts, Some(&survey.name), Some(&survey.phone), Some(&survey.address), Some(&survey.package)) }
            if !survey.note.is_empty() { <p class="aglis-prose">{ &survey.note }</p> }
        </li>
    }
}

fn when(texts: &Texts, day: Option<chrono::NaiveDate>, slot: Option<Slot>) -> Html {
    html! {
        <span>
            <Picture icon={Icon::Calendar} class="aglis-small" /><Day {day} />
            if let Some(slot) = slot { { " · " }{ texts.t(&slot.text_key()) } }
        </span>
    }
}

fn whom(
    texts: &Texts,
    name: Option<&str>,
    phone: Option<&str>,
    address: Option<&Address>,
    package: Option<&str>,
) -> Html {
    let address = address
        .map(Address::one_line)
        .filter(|line| !line.is_empty());
    html! {
        <p class="aglis-job-whom">
            if let Some(name) = name { <strong>{ name.to_owned() }</strong> }
            if let Some(phone) = phone { <Call test_id="home-call" e164={phone.to_owned()} /> }
            if let Some(line) = address {
                <span>{ line.clone() }<CopyButton test_id="home-address-copy" text={line} /></span>
            } else {
                <span class="aglis-quiet">{ texts.t("home-no-address") }</span>
            }
            if let Some(package) = package { <span class="aglis-quiet">{ package.to_owned() }</span> }
        </p>
    }
}
