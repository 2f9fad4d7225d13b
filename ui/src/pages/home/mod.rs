//! What waits for me: a technician's own day, for everybody else counts that open their lists and the load of the zones.

mod first_steps;
mod load;
mod tiles;
mod today;

use model::access::Role;
use yew::prelude::*;

use crate::{
    hooks::{use_session, use_text},
    widgets::PageHeader,
};

/// The page.
#[component]
pub fn HomePage() -> Html {
    let (texts, session) = (use_text(), use_session());
    let title = texts.t_with("home-welcome", &[("name", &session.me.name)]);
    html! {
        <div class="aglis-page">
            <PageHeader {title} />
            { match session.me.role {
                Role::Technician => html! { <today::Today /> },
                Role::Admin => html! { <><first_steps::FirstSteps /><tiles::Tiles /><load::Load /></> },
                Role::Office | Role::Supervisor => html! { <><tiles::Tiles /><load::Load /></> },
            } }
        </div>
    }
}
