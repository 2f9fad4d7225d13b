//! The one place that draws waiting and failing of remote data.

use yew::prelude::*;

use super::{empty::FaultState, form::FaultNote};
use crate::hooks::{Remote, RemoteState, use_text};

/// What the content will look like, for the time until it is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SkeletonShape {
    /// Lines of text.
    #[default]
    Lines,
    /// A record: heading, facts, timeline.
    Record,
    /// Tiles beside each other.
    Tiles,
    /// Rows of a table.
    Rows,
}

/// Properties of [`RemoteView`].
#[derive(Properties)]
pub struct RemoteViewProps<T: PartialEq + 'static> {
    /// The data.
    pub remote: Remote<T>,
    /// Draws it.
    pub view: Callback<std::rc::Rc<T>, Html>,
    /// What it will look like.
    #[prop_or_default]
    pub shape: SkeletonShape,
}

impl<T: PartialEq> PartialEq for RemoteViewProps<T> {
    fn eq(&self, other: &Self) -> bool {
        self.remote == other.remote && self.view == other.view && self.shape == other.shape
    }
}

/// Draws remote data: a skeleton first, the content with a hint when its refresh failed, or the failure.
#[component]
pub fn RemoteView<T: PartialEq + 'static>(props: &RemoteViewProps<T>) -> Html {
    match &props.remote.state {
        RemoteState::Loading => html! { <Skeleton shape={props.shape} /> },
        RemoteState::Ready { data, fault, .. } => html! {
            <>
                <FaultNote fault={fault.clone()} />
                { props.view.emit(data.clone()) }
            </>
        },
        RemoteState::Failed(fault) => html! {
            <FaultState fault={fault.clone()} again={props.remote.again.clone()} />
        },
    }
}

/// Properties of [`Skeleton`].
#[derive(Properties, PartialEq)]
struct SkeletonProps {
    shape: SkeletonShape,
}

/// Grey bars in the shape of what comes. Appears only after a moment, so that quick answers do not flicker.
#[component]
fn Skeleton(props: &SkeletonProps) -> Html {
    let texts = use_text();
    let (class, bars) = match props.shape {
        SkeletonShape::Lines => ("aglis-skeleton-lines", 4),
        SkeletonShape::Record => ("aglis-skeleton-record", 9),
        SkeletonShape::Tiles => ("aglis-skeleton-tiles", 4),
        SkeletonShape::Rows => ("aglis-skeleton-rows", 8),
    };
    html! {
        <div class={classes!("aglis-skeleton", class)} role="status" aria-label={texts.t("common-loading")}>
            { for (0..bars).map(|bar| html! { <span key={bar} class="aglis-bar" /> }) }
        </div>
    }
}
