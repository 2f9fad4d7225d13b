//! One change: who made it, what was before, what is after.

use std::rc::Rc;

use model::trail::{Changed, ShowTrail, Shown, TrailDetail};
use yew::prelude::*;

use super::columns::{action_key, record_key};
use crate::{
    hooks::{Texts, use_remote, use_text},
    route::{Area, Route},
    widgets::{
        Day, Fact, Facts, Money, PageHeader, PhoneNumber, RemoteView, Section, SkeletonShape,
        StoryLink, When,
    },
};

/// Properties of [`Detail`].
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// Which.
    pub id: i64,
}

/// The record.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let texts = use_text();
    let remote = use_remote(ShowTrail { id: props.id });
    let view = Callback::from(move |line: Rc<TrailDetail>| {
        let t = |key: &str| texts.t(key);
        let row = &line.row;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let facts = vec![
            Fact::new(t("audit-at"), html! { <When at={row.at} /> }),
            Fact::text(t("audit-actor"), &text(&row.actor)),
            Fact::text(t("audit-on-behalf"), &text(&row.on_behalf)),
            Fact::text(t("audit-device"), &text(&row.device)),
            Fact::text(t("audit-version"), &text(&row.app_version)),
            Fact::text(
                t("audit-place"),
                &line
                    .sealed
                    .map(|place| place.to_string())
                    .unwrap_or_default(),
            ),
            Fact::text(t("audit-hash"), &text(&line.hash)),
        ];
        let title = format!(
            "{} · {}",
            t(&record_key(&row.record)),
            row.number.clone().unwrap_or_else(|| row.record_id.clone())
        );
        html! {
            <article data-testid="audit-record">
                <PageHeader {title} number={t(&action_key(&row.action))}
                    actions={html! { <StoryLink record={row.record.clone()} id={row.record_id.clone()} /> }} />
                <Section title={t("common-details")}><Facts {facts} /></Section>
                <Section title={t("audit-changes")}>{ changes(&texts, &line.changes) }</Section>
                if !line.together.is_empty() {
                    <Section title={t("audit-together")}>
                        <ul class="aglis-entries" data-testid="audit-together">{ for line.together.iter().map(|(id, record, number, action)| html! {
                            <li>
                                <a href={Route::record(Area::Audit, *id).hash()}>{ t(&record_key(record)) }</a>
                                <span>{ text(number) }</span>
                                <span class="aglis-quiet">{ t(&action_key(action)) }</span>
                            </li>
                        }) }</ul>
                    </Section>
                }
            </article>
        }
    });
    html! { <RemoteView<TrailDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}

fn changes(texts: &Texts, changes: &[Changed]) -> Html {
    if changes.is_empty() {
        return html! { <p class="aglis-quiet">{ texts.t("audit-no-changes") }</p> };
    }
    html! {
        <table class="aglis-compare" data-testid="audit-changes">
            <thead><tr><th scope="col">{ texts.t("audit-column") }</th><th scope="col">{ texts.t("audit-before") }</th><th scope="col">{ texts.t("audit-after") }</th></tr></thead>
            <tbody>{ for changes.iter().map(|change| html! {
                <tr class={classes!(change.changed.then_some("aglis-changed"))} data-column={change.column.clone()}>
                    <th scope="row">{ texts.trail_column(&change.column) }</th>
                    <td>{ change.before.as_ref().map_or_else(nothing, |value| shown(texts, value)) }</td>
                    <td>{ change.after.as_ref().map_or_else(nothing, |value| shown(texts, value)) }</td>
                </tr>
            }) }</tbody>
        </table>
    }
}

fn nothing() -> Html {
    html! { <span class="aglis-none">{ "–" }</span> }
}

fn shown(texts: &Texts, value: &Shown) -> Html {
    match value {
        Shown::Text(text) => html! { <span class="aglis-lines">{ text }</span> },
        Shown::Money(amount) => html! { <Money amount={*amount} /> },
        Shown::Day(day) => html! { <Day day={*day} /> },
        Shown::At(at) => html! { <When at={*at} /> },
        Shown::Phone(e164) => html! { <PhoneNumber e164={e164.clone()} /> },
        Shown::Flag(yes) => {
            html! { { texts.t(if *yes { "common-yes" } else { "common-no" }) } }
        }
        Shown::Word(key) => html! { { texts.t(key) } },
        Shown::Hidden => html! { <span class="aglis-quiet">{ texts.t("audit-hidden") }</span> },
    }
}
