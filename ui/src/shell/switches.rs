//! The two switches that stand at the top of every page, signed in or not: language and colours.

use model::{
    desk::{Preferences, SavePreferences, Theme},
    text::Locale,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_desk, use_text},
    widgets::{Button, Icon, Kind},
};

/// Language and colours; a click goes to the next.
#[component]
pub fn Switches() -> Html {
    let (texts, desk) = (use_text(), use_desk());
    let save = use_call::<SavePreferences>();
    let preferences = desk.preferences();
    let store = |preferences: Preferences| {
        let (save, again) = (save.clone(), desk.again.clone());
        Callback::from(move |()| {
            let again = again.clone();
            let preferences = preferences.clone();
            save.run_then(SavePreferences { preferences }, move |_| again.emit(()));
        })
    };
    let (theme_key, theme_icon, next_theme) = match preferences.theme {
        Theme::System => ("shell-theme-system", Icon::Screen, Theme::Light),
        Theme::Light => ("shell-theme-light", Icon::Sun, Theme::Dark),
        Theme::Dark => ("shell-theme-dark", Icon::Moon, Theme::System),
    };
    let next_locale = match preferences.locale {
        Locale::Id => Locale::En,
        Locale::En => Locale::Id,
    };
    let say = texts.t("shell-language");
    let code = preferences.locale.code().to_uppercase();
    html! {
        <span class="aglis-switches">
            <button type="button" class="pf-v6-c-button pf-m-plain aglis-plain aglis-language" data-testid="switch-language"
                title={say.clone()} aria-label={format!("{code} · {say}")} onclick={{
                    let next = store(Preferences { locale: next_locale, ..preferences.clone() });
                    move |_: MouseEvent| next.emit(())
                }}>{ code.clone() }</button>
            <Button test_id="switch-theme" kind={Kind::Plain} icon={theme_icon} icon_only=true label={texts.t(theme_key)}
                on_click={store(Preferences { theme: next_theme, ..preferences.clone() })} />
        </span>
    }
}
