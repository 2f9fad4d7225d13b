//! From a record to everything the trail tells about it.

use model::access::Role;
use yew::prelude::*;

use super::icon::{Icon, Picture};
use crate::{
    hooks::{use_session, use_text},
    route::{Area, Route},
};

/// Properties of [`StoryLink`].
#[derive(Properties, PartialEq)]
pub struct StoryLinkProps {
    /// Table of the record, as the trail names it.
    pub record: AttrValue,
    /// Key of the record.
    pub id: AttrValue,
}

/// A link to the audit page with this record's changes only. Technicians read no trail.
#[component]
pub fn StoryLink(props: &StoryLinkProps) -> Html {
    let (texts, session) = (use_text(), use_session());
    if session.is_any(&[Role::Technician]) {
        return Html::default();
    }
    let route = Route::list(Area::Audit)
        .with("record", &props.record)
        .with("record_id", &props.id);
    html! {
        <a class="pf-v6-c-button pf-m-plain aglis-plain" href={route.hash()} data-testid={format!("{}-story", props.record)}>
            <Picture icon={Icon::Trail} /><span>{ texts.t("audit-story") }</span>
        </a>
    }
}
