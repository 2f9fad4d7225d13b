//! One entry of a customer's story: its picture, its words, and the way to its record.

use model::{
    customers::{StoryEntry, StoryItem},
    tickets::Attachment,
};
use yew::prelude::*;

use crate::{
    hooks::Texts,
    route::{Area, Route},
    widgets::{AttachmentView, Day, Icon, Money, StatusLabel, StatusLabelProps, TimelineItem},
};

/// Draws an entry.
pub fn entry(texts: &Texts, entry: &StoryEntry) -> TimelineItem {
    let link = |area: Area, id: i64, words: &str| html! { <a href={Route::record(area, id).hash()} data-testid="customers-story-link">{ words.to_owned() }</a> };
    let line = |parts: Html| html! { <p class="aglis-story-line">{ parts }</p> };
    let (icon, title, body) = match &entry.item {
        StoryItem::Note { body } => (
            Icon::Note,
            texts.t("customers-story-note"),
            html! { <p class="aglis-prose">{ body }</p> },
        ),
        StoryItem::Ticket {
            id,
            number,
            work,
            status,
            about,
        } => (
            Icon::Ticket,
            texts.t(&work.text_key()),
            html! {
                <>
                    { line(html! { <>{ link(Area::Tickets, id.0, number) }<StatusLabel ..StatusLabelProps::from(*status) /></> }) }
                    if !about.is_empty() { <p class="aglis-quiet aglis-prose">{ about }</p> }
                </>
            },
        ),
        StoryItem::Invoice {
            id,
            number,
            status,
            total,
            due_on,
        } => (
            Icon::Invoice,
            texts.t("common-invoice"),
            line(html! {
                <>
                    { link(Area::Invoices, id.0, number) }
                    <StatusLabel ..StatusLabelProps::from(*status) />
                    <Money amount={*total} />
                    if due_on.is_some() { <span class="aglis-quiet">{ texts.t("customers-story-due") }{ " " }<Day day={*due_on} /></span> }
                </>
            }),
        ),
        StoryItem::Payment {
            id,
            number,
            status,
            method,
            amount,
        } => (
            Icon::Money,
            texts.t("customers-story-payment"),
            line(html! {
                <>
                    { link(Area::Payments, id.0, number) }
                    <StatusLabel ..StatusLabelProps::from(*status) />
                    <Money amount={*amount} />
                    <span class="aglis-quiet">{ texts.t(&method.text_key()) }</span>
                </>
            }),
        ),
        StoryItem::Service {
            id,
            status,
            package,
            place,
        } => (
            Icon::Service,
            texts.t("customers-story-service"),
            line(html! {
                <>
                    { link(Area::Services, id.0, package) }
                    <StatusLabel ..StatusLabelProps::from(*status) />
                    <span class="aglis-quiet">{ place }</span>
                </>
            }),
        ),
        StoryItem::Registration { id, number, status } => (
            Icon::Register,
            texts.t("common-registration"),
            line(html! {
                <>
                    { link(Area::Registrations, id.0, number) }
                    <StatusLabel ..StatusLabelProps::from(*status) />
                </>
            }),
        ),
        StoryItem::Message { id, status, about } => (
            Icon::Message,
            texts.t("customers-story-message"),
            line(html! {
                <>
                    { link(Area::Messages, id.0, about) }
                    <StatusLabel ..StatusLabelProps::from(*status) />
                </>
            }),
        ),
        StoryItem::File {
            id,
            name,
            mime,
            size,
            evidence,
            ticket,
        } => {
            let title = match (ticket, *evidence) {
                (_, true) => "customers-story-evidence",
                (None, false) => "customers-story-own-file",
                (Some(_), false) => "customers-story-file",
            };
            let body = match ticket {
                Some((ticket, number)) => line(
                    html! { <><span>{ name }</span>{ link(Area::Tickets, ticket.0, number) }</> },
                ),
                None => {
                    let file = Attachment {
                        id: *id,
                        name: name.clone(),
                        mime: mime.clone(),
                        size: *size,
                        evidence: false,
                    };
                    html! { <ul class="aglis-attachments"><AttachmentView {file} /></ul> }
                }
            };
            (Icon::File, texts.t(title), body)
        }
        StoryItem::Change {
            id,
            record,
            action,
            columns,
            reason,
        } => {
            let columns: Vec<String> = columns
                .iter()
                .map(|column| texts.trail_column(column).to_string())
                .collect();
            let title = format!(
                "{} · {}",
                texts.t(&format!("audit-record-{}", record.replace('_', "-"))),
                texts.t(&format!("audit-action-{action}"))
            );
            (
                if action == "reveal" {
                    Icon::Eye
                } else {
                    Icon::Trail
                },
                title.into(),
                line(html! {
                    <>
                        if !columns.is_empty() { <span>{ columns.join(", ") }</span> }
                        if let Some(reason) = reason { <span>{ reason }</span> }
                        { link(Area::Audit, *id, &texts.t("customers-story-trail")) }
                    </>
                }),
            )
        }
    };
    TimelineItem {
        at: entry.at,
        icon,
        title,
        by: entry.by.clone().map(AttrValue::from),
        body,
    }
}
