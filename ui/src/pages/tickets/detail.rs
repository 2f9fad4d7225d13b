//! One ticket: what is to be done, where, by whom, until when.

use std::rc::Rc;

use model::{
    ids::TicketId,
    messages::write::Addressee,
    tickets::{Attachment, ShowAttachment, ShowTicket, TicketDetail},
};
use yew::prelude::*;

use super::{
    checklist::Checklist, clock::ClockSection, conversation::Talk, next_step::NextStep,
    relations::RelationsSection, sla::Sla,
};
use crate::{
    hooks::{use_remote, use_session, use_text},
    route::{Area, Route},
    widgets::{
        Call, Fact, Facts, History, MessageLog, PageHeader, RemoteView, Section, SkeletonShape,
        StatusLabel, StatusLabelProps, When, Write,
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
    let (texts, session) = (use_text(), use_session());
    let remote = use_remote(ShowTicket {
        id: TicketId(props.id),
    });
    let again = remote.again.clone();
    let view = Callback::from(move |ticket: Rc<TicketDetail>| {
        let t = |key: &str| texts.t(key);
        let mut facts = vec![
            Fact::new(
                t("tickets-priority"),
                html! { <StatusLabel ..StatusLabelProps::from(ticket.priority) /> },
            ),
            Fact::new(
                t("tickets-due"),
                html! { <>
                    <Sla status={ticket.status} due_at={ticket.due_at} warning_at={ticket.warning_at} stopped={ticket.stopped} breached={ticket.breached_at.is_some()} />
                    { " " }<When at={ticket.due_at} />
                </> },
            ),
            Fact::text(
                t("tickets-lead"),
                ticket.lead.as_ref().map_or("", |(_, name)| name.as_str()),
            ),
            Fact::text(
                t("tickets-helpers"),
                &ticket
                    .helpers
                    .iter()
                    .map(|(_, name)| name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            Fact::new(
                t("common-phone"),
                html! { <Call test_id="tickets-call" e164={ticket.phone.clone()} /> },
            ),
            Fact::text(
                t("common-address"),
                &ticket
                    .address
                    .as_ref()
                    .map(|address| address.one_line())
                    .unwrap_or_default(),
            ),
            Fact::text(t("common-zone"), &ticket.zone),
            Fact::new(
                t("tickets-description"),
                html! { <span class="aglis-prose">{ if ticket.description.is_empty() { "–" } else { ticket.description.as_str() } }</span> },
            ),
            Fact::new(
                t("common-created"),
                html! { <When at={ticket.created_at} /> },
            ),
            Fact::text(
                t("tickets-resolution"),
                ticket.resolution.as_deref().unwrap_or_default(),
            ),
        ];
        if let Some(category) = &ticket.category {
            facts.insert(
                0,
                Fact::text(t("tickets-category"), category.text(texts.locale())),
            );
        }
        if ticket.reopened > 0 {
            facts.push(Fact::text(
                t("work-reopened"),
                &texts.t_with("work-times", &[("count", &ticket.reopened)]),
            ));
        }
        if let Some(stars) = ticket.rating {
            facts.push(Fact::text(
                t("tickets-rating"),
                &texts.t_with("tickets-rating-of", &[("stars", &stars)]),
            ));
        }
        if let Some(reason) = &ticket.hold_reason {
            facts.push(Fact::text(t("common-reason"), reason));
        }
        if let Some((id, number)) = &ticket.registration {
            facts.push(Fact::new(
                t("common-registration"),
                html! { <a href={Route::record(Area::Registrations, id.0).hash()}>{ number }</a> },
            ));
        }
        if let Some((id, code, place)) = &ticket.odp {
            let words = [code.as_str(), place.as_str()];
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            let words = words.join(" · ");
            let point = if Area::Odps.is_for(&session.me) {
                html! { <a href={Route::record(Area::Odps, id.0).hash()} data-testid="tickets-odp-link">{ words }</a> }
            } else {
                html! { { words } }
            };
            facts.insert(0, Fact::new(t("services-odp"), point));
        }
        if let Some((id, code, name)) = &ticket.customer {
            facts.insert(0, Fact::new(t("common-customer"), html! { <a href={Route::record(Area::Customers, id.0).hash()}>{ format!("{name} · {code}") }</a> }));
        }
        html! {
            <article data-testid="tickets-record">
                <PageHeader title={t(&ticket.kind.text_key())} number={ticket.number.clone()} copy_id="tickets-copy"
                    badge={html! { <StatusLabel ..StatusLabelProps::from(ticket.status) /> }}
                    actions={html! { <>if ticket.customer.is_some() { <Write to={Addressee::Ticket(ticket.id)} /> }<NextStep ticket={ticket.clone()} again={again.clone()} /></> }} />
                <Section title={t("common-details")}><Facts {facts} /></Section>
                <ClockSection id={ticket.id} />
                <Checklist id={ticket.id} open={ticket.status.is_open()} />
                if !ticket.attachments.is_empty() {
                    <Section title={t("tickets-evidence")}>
                        <div class="aglis-pictures">{ for ticket.attachments.iter().map(|file| html! { <Picture key={file.id.to_string()} file={file.clone()} /> }) }</div>
                    </Section>
                }
                <Talk id={ticket.id} number={ticket.number.clone()} />
                <MessageLog column="ticket_id" id={ticket.id.0} />
                <RelationsSection ticket={ticket.clone()} again={again.clone()} />
                <Section title={t("common-history")}>
                    <History entries={ticket.timeline.clone()} />
                </Section>
            </article>
        }
    });
    html! { <RemoteView<TicketDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}

#[derive(Properties, PartialEq)]
struct PictureProps {
    file: Attachment,
}

/// A photo of the ticket, fetched when it is drawn.
#[component]
fn Picture(props: &PictureProps) -> Html {
    let remote = use_remote(ShowAttachment { id: props.file.id });
    match remote.data() {
        Some(content) => html! {
            <img data-testid="tickets-picture" alt={props.file.name.clone()} src={format!("data:{};base64,{}", content.mime, content.base64)} />
        },
        None => html! { <span class="aglis-picture-waiting" aria-hidden="true" /> },
    }
}
