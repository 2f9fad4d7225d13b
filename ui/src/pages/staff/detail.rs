//! One colleague: who he is, where he works, what he has on his hands.

use std::rc::Rc;

use model::{
    ids::StaffId,
    staff::{MemberDetail, ShowMember},
};
use yew::prelude::*;

use crate::{
    hooks::{use_remote, use_text},
    route::{Area, Route},
    widgets::{
        Fact, Facts, PageHeader, PhoneNumber, RemoteView, Section, SkeletonShape, StatusLabel,
        StatusLabelProps, StoryLink, When,
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
    let remote = use_remote(ShowMember {
        id: StaffId(props.id),
    });
    let view = Callback::from(move |member: Rc<MemberDetail>| {
        let t = |key: &str| texts.t(key);
        let row = &member.row;
        let facts = vec![
            Fact::text(t("staff-role"), &t(&format!("role-{}", row.role.name()))),
            Fact::new(
                t("common-phone"),
                html! { <PhoneNumber e164={row.phone.clone()} /> },
            ),
            Fact::text(t("staff-zones"), &row.zones),
            Fact::text(t("staff-username"), &row.username),
        ];
        html! {
            <article data-testid="staff-record">
                <PageHeader title={row.name.clone()} badge={html! { <StatusLabel ..super::state(row.active) /> }}
                    actions={html! { <StoryLink record="staff" id={row.id.to_string()} /> }} />
                <Section title={t("common-details")}><Facts {facts} /></Section>
                <Section title={t("customers-tickets")}>
                    <ul class="aglis-entries" data-testid="staff-tickets">{ for member.tickets.iter().map(|ticket| html! {
                        <li>
                            <a href={Route::record(Area::Tickets, ticket.id.0).hash()}>{ &ticket.number }</a>
                            <span>{ t(&ticket.kind.text_key()) }</span>
                            <StatusLabel ..StatusLabelProps::from(ticket.status) />
                            <When at={ticket.created_at} />
                        </li>
                    }) }</ul>
                </Section>
            </article>
        }
    });
    html! { <RemoteView<MemberDetail> {remote} {view} shape={SkeletonShape::Record} /> }
}
