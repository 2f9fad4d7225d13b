//! One message: what it says, to whom, about what, and how far it came.

use std::rc::Rc;

use model::{
    ids::MessageId,
    messages::{MessageDetail, ShowMessage},
};
use yew::prelude::*;

use super::{acts::Acts, optouts::Optouts, way};
use crate::{
    hooks::{Texts, use_remote, use_text},
    route::{Area, Route},
    widgets::{
        CopyButton, Fact, Facts, PageHeader, PhoneNumber, RemoteView, Section, SkeletonShape,
        StatusLabel, StatusLabelProps, StoryLink,
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
                <PageHeader title={if message.recipient_name.is_empty() { t("messages-message") } else { message.recipient_name.clone().into() }} number={format!("#{}", message.id)} badge={html! { <StatusLabel ..StatusLabelProps::from(message.status) /> }}
                    actions={html! { <><Acts message={message.clone()} /><StoryLink record="messages" id={message.id.to_string()} /></> }} />
                { way::trouble(&message, &texts) }
                <Section title={t("messages-body")}>
                    <p class="aglis-said aglis-prose" lang={message.locale.code()} data-testid="messages-text">{ &message.body }</p>
                </Section>
                <Section title={t("queue-why-sent")}><Facts facts={facts(&message, &texts)} /></Section>
                <Section title={t("messages-way")}>{ way::timeline(&message, &texts) }</Section>
                <Section title={t("queue-tries")}>{ way::tries(&message.tries, &texts) }</Section>
                if message.recipient.starts_with('+') {
                    <Section title={t("queue-optouts")}><Optouts phone={message.recipient.clone()} /></Section>
                }
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
    if let Some(cause) = &message.cause {
        let key = format!("message-cause-{}", cause.replace('_', "-"));
        if texts.knows(&key) {
            facts.push(Fact::text(t("queue-cause"), &t(&key)));
        }
    }
    if let Some(name) = &message.template {
        let key = format!("template-{}", name.replace('_', "-"));
        let version = message.template_version.map(|version| {
            let told = texts.t_with("queue-version", &[("version", &version)]);
            format!(" · {told}")
        });
        let words = format!("{}{}", t(&key), version.unwrap_or_default());
        facts.push(Fact::text(t("queue-template"), &words));
    }
    for (key, id) in [
        ("queue-resends", message.resends),
        ("queue-resent-by", message.resent_by),
    ] {
        if let Some(id) = id {
            facts.push(Fact::new(
                t(key),
                link(Area::Messages, id.0, format!("#{id}")),
            ));
        }
    }
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
    if let Some(gateway) = &message.gateway {
        facts.push(Fact::text(
            t("messages-gateway"),
            &t(&format!("queue-kind-{gateway}")),
        ));
    }
    if let Some(reference) = &message.gateway_ref {
        facts.push(Fact::new(
            t("queue-gateway-ref"),
            html! { <>{ reference }<CopyButton test_id="messages-copy-ref" text={reference.clone()} /></> },
        ));
    }
    facts
}
