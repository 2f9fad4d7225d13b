//! One message: what it says, to whom, about what, and how far it came.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use model::{
    ids::MessageId,
    messages::{MessageDetail, ShowMessage},
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_remote, use_text},
    route::{Area, Route},
    widgets::{
        Fact, Facts, PageHeader, PhoneNumber, RemoteView, Section, SkeletonShape, StatusLabel,
        StatusLabelProps, When,
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
    let remote = use_remote(ShowMessage {
        id: MessageId(props.id),
    });
    let view = Callback::from(move |message: Rc<MessageDetail>| {
        let t = |key: &str| texts.t(key);
        html! {
            <article data-testid="messages-record">
                <PageHeader title={t("messages-message")} badge={html! { <StatusLabel ..StatusLabelProps::from(message.status) /> }} />
                <Section title={t("messages-body")}>
                    <p class="aglis-said aglis-prose" lang={message.locale.code()} data-testid="messages-text">{ &message.body }</p>
                </Section>
                <Section title={t("common-details")}><Facts facts={facts(&message, &texts)} /></Section>
                <Section title={t("messages-way")}><Facts facts={way(&message, &texts)} /></Section>
            </article>
        }
    });
    html! { <RemoteView<MessageDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}

/// To whom, from whom and about what.
fn facts(message: &MessageDetail, texts: &Texts) -> Vec<Fact> {
    let t = |key: &str| texts.t(key);
    let link = |area: Area, id: i64, words: String| html! { <a href={Route::record(area, id).hash()}>{ words }</a> };
    let mut facts = vec![
        Fact::text(t("messages-recipient-name"), &message.recipient_name),
        Fact::new(
            t("messages-recipient"),
            html! { <PhoneNumber e164={message.recipient.clone()} /> },
        ),
        Fact::text(t("messages-class"), &t(&message.class.text_key())),
        Fact::text(
            t("messages-caused-by"),
            message
                .caused_by
                .as_deref()
                .unwrap_or(&t("messages-by-itself")),
        ),
    ];
    if let Some((id, code, name)) = &message.customer {
        let words = format!("{name} · {code}");
        facts.push(Fact::new(
            t("common-customer"),
            link(Area::Customers, id.0, words),
        ));
    }
    let about = [
        (
            "common-registration",
            Area::Registrations,
            message
                .registration
                .as_ref()
                .map(|(id, number)| (id.0, number)),
        ),
        (
            "common-ticket",
            Area::Tickets,
            message.ticket.as_ref().map(|(id, number)| (id.0, number)),
        ),
        (
            "common-invoice",
            Area::Invoices,
            message.invoice.as_ref().map(|(id, number)| (id.0, number)),
        ),
    ];
    for (key, area, record) in about {
        if let Some((id, number)) = record {
            facts.push(Fact::new(t(key), link(area, id, number.clone())));
        }
    }
    facts
}

/// How far it came, step by step, and why no further.
fn way(message: &MessageDetail, texts: &Texts) -> Vec<Fact> {
    let steps: [(&str, Option<DateTime<Utc>>); 6] = [
        ("messages-queued", Some(message.queued_at)),
        ("messages-scheduled", message.scheduled_at),
        ("messages-sent", message.sent_at),
        ("messages-delivered", message.delivered_at),
        ("messages-read", message.read_at),
        ("messages-ended", message.ended_at),
    ];
    let mut facts: Vec<Fact> = steps
        .into_iter()
        .filter_map(|(key, at)| Some(Fact::new(texts.t(key), html! { <When at={at?} /> })))
        .collect();
    if let Some(reason) = &message.reason {
        facts.push(Fact::text(texts.t("common-reason"), reason));
    }
    facts.push(Fact::text(
        texts.t("messages-attempts"),
        &message.attempts.to_string(),
    ));
    if let Some(gateway) = &message.gateway {
        let number = message.gateway_ref.as_deref().unwrap_or_default();
        facts.push(Fact::text(
            texts.t("messages-gateway"),
            format!("{gateway} {number}").trim_end(),
        ));
    }
    facts
}
