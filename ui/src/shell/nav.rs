//! The way to every area this person works in.

use yew::prelude::*;

use crate::{
    hooks::{use_session, use_text},
    route::{Area, Route, use_route},
    widgets::{KeyHint, Picture},
};

/// The navigation at the left; a drawer in a narrow window.
#[component]
pub(super) fn Nav() -> Html {
    let (texts, session, route) = (use_text(), use_session(), use_route());
    html! {
        <nav class="aglis-nav" aria-label={texts.t("shell-nav")}>
            { for Area::ALL.into_iter().filter(|area| area.is_for(&session.me)).map(|area| html! {
                <a key={area.name()} href={Route::list(area).hash()} data-testid={format!("nav-{}", area.name())}
                    aria-current={(route.area == area).then_some("page")}>
                    <Picture icon={area.icon()} />
                    <span>{ texts.t(&format!("{}-title", area.name())) }</span>
                    <KeyHint keys={area.keys()} />
                </a>
            }) }
        </nav>
    }
}
