//! One colleague: who he is, where he works, what he has on his hands.

use std::rc::Rc;

use model::{
    access::Role,
    ids::StaffId,
    staff::{MemberDetail, ShowMember},
};
use yew::prelude::*;

use super::change::Change;
use crate::{
    hooks::{use_hotkeys, use_remote, use_session, use_text},
    route::{Area, Route},
    widgets::{
        Button, Devices, Fact, Facts, Icon, PageHeader, PhoneNumber, RemoteView, Section,
        SkeletonShape, StatusLabel, StatusLabelProps, StoryLink, When,
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
    let changing = use_state_eq(|| false);
    let remote = use_remote(ShowMember {
        id: StaffId(props.id),
    });
    let set_changing = changing.setter();
    let on_close = Callback::from({
        let changing = changing.setter();
        move |()| changing.set(false)
    });
    let is_changing = *changing;
    use_hotkeys(vec![("e", {
        let changing = changing.setter();
        Callback::from(move |()| changing.set(true))
    })]);
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
        // Nobody changes his own role; name and phone are in everybody's own profile.
        let may_change = session.is_any(&[Role::Admin]) && row.id != session.me.id;
        let on_change = {
            let changing = set_changing.clone();
            Callback::from(move |()| changing.set(true))
        };
        html! {
            <article data-testid="staff-record">
                <PageHeader title={row.name.clone()} badge={html! { <StatusLabel ..super::state(row.active) /> }}
                    actions={html! {
                        <>
                            if may_change { <Button test_id="staff-change" label={t("common-edit")} icon={Icon::Edit} online=true on_click={on_change} /> }
                            <StoryLink record="staff" id={row.id.to_string()} />
                        </>
                    }} />
                if is_changing && may_change { <Change member={member.clone()} on_close={on_close.clone()} /> }
                <Section title={t("common-details")}><Facts {facts} /></Section>
                if may_change { <Section title={t("desk-devices")}><Devices staff={row.id} /></Section> }
                <Section title={t("customers-tickets")}>
                    if member.tickets.is_empty() { <p class="aglis-quiet">{ t("staff-no-tickets") }</p> }
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
