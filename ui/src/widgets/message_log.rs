//! The newest messages about a record, with the way to all of them.

use std::rc::Rc;

use model::{
    access::Role,
    list::{Filter, ListQuery, Op, Page},
    messages::{ListMessages, MessageRow},
};
use yew::prelude::*;

use super::{
    page::Section,
    remote_view::{RemoteView, SkeletonShape},
    status::{StatusLabel, StatusLabelProps},
    values::When,
};
use crate::{
    hooks::{use_remote_if, use_session, use_text},
    route::{Area, Route},
};

/// Messages that are shown; the list has the others.
const SHOWN: u32 = 5;

/// Properties of [`MessageLog`].
#[derive(Properties, PartialEq)]
pub struct MessageLogProps {
    /// Column of the list of messages that names the record: `ticket_id`, `invoice_id`.
    pub column: &'static str,
    /// The record.
    pub id: i64,
}

/// The card. Technicians see no messages.
#[component]
pub fn MessageLog(props: &MessageLogProps) -> Html {
    let texts = use_text();
    let sees = use_session().me.role != Role::Technician;
    let request = ListMessages {
        query: ListQuery {
            filters: vec![Filter {
                column: props.column.to_owned(),
                op: Op::Is,
                values: vec![props.id.to_string()],
            }],
            limit: SHOWN,
            ..ListQuery::default()
        },
    };
    let remote = use_remote_if(sees.then_some(request));
    if !sees {
        return Html::default();
    }
    let all = Route::list(Area::Messages).with(props.column, &props.id.to_string());
    let view = {
        let texts = texts.clone();
        Callback::from(move |page: Rc<Page<MessageRow>>| {
            if page.rows.is_empty() {
                return html! { <p class="aglis-quiet" data-testid="message-log-none">{ texts.t("queue-log-none") }</p> };
            }
            html! {
                <>
                    <ul class="aglis-entries" data-testid="message-log">{ for page.rows.iter().map(|row| {
                        let name = match &row.template {
                            Some(name) => texts.t(&format!("template-{}", name.replace('_', "-"))),
                            None => texts.t(&row.class.text_key()),
                        };
                        html! {
                            <li key={row.id.0}>
                                <a href={Route::record(Area::Messages, row.id.0).hash()}>{ name }</a>
                                <StatusLabel ..StatusLabelProps::from(row.status) />
                                <span>{ &row.recipient_name }</span>
                                <span class="aglis-quiet"><When at={row.queued_at} relative=true /></span>
                            </li>
                        }
                    }) }</ul>
                    if page.next.is_some() { <a href={all.hash()}>{ texts.t("queue-log-all") }</a> }
                </>
            }
        })
    };
    html! {
        <Section title={texts.t("queue-log")}>
            <RemoteView<Page<MessageRow>> {remote} {view} shape={SkeletonShape::Lines} />
        </Section>
    }
}
