//! Light, dark, or as the system says.

use gloo_events::EventListener;
use model::desk::Theme;
use yew::prelude::*;

use super::desk::use_desk;

const DARK: &str = "pf-v6-theme-dark";

/// Keeps the class of `<html>` in step with the preferences and with the system.
#[component]
pub fn ThemeKeeper() -> Html {
    let theme = use_desk().preferences().theme;
    use_effect_with(theme, |theme| {
        let theme = *theme;
        let system = gloo_utils::window()
            .match_media("(prefers-color-scheme: dark)")
            .ok()
            .flatten();
        paint(is_dark(
            theme,
            system.as_ref().is_some_and(|query| query.matches()),
        ));
        let listener = system.map(|query| {
            let watched = query.clone();
            EventListener::new(&query, "change", move |_| {
                paint(is_dark(theme, watched.matches()));
            })
        });
        move || drop(listener)
    });
    Html::default()
}

fn is_dark(theme: Theme, system_dark: bool) -> bool {
    match theme {
        Theme::System => system_dark,
        Theme::Light => false,
        Theme::Dark => true,
    }
}

fn paint(dark: bool) {
    if let Some(root) = gloo_utils::document().document_element() {
        let classes = root.class_list();
        // Only a class name with a space could fail.
        let _ = if dark {
            classes.add_1(DARK)
        } else {
            classes.remove_1(DARK)
        };
    }
}
