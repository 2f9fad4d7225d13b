//! What this computer remembers for its user.

use model::{
    desk::{ChoosePdfFolder, OpenPdfFolder, Preferences, SavePreferences, Theme},
    text::Locale,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_desk, use_text},
    widgets::{Button, Choice, Dialog, FaultNote, Field, FieldKind, Icon, Kind},
};

/// Properties of [`PreferencesDialog`].
#[derive(Properties, PartialEq)]
pub struct PreferencesDialogProps {
    /// Closed.
    pub on_close: Callback<()>,
}

/// The dialog. Every choice takes effect at once.
#[component]
pub fn PreferencesDialog(props: &PreferencesDialogProps) -> Html {
    let (texts, desk) = (use_text(), use_desk());
    let save = use_call::<SavePreferences>();
    let (choose, open) = (use_call::<ChoosePdfFolder>(), use_call::<OpenPdfFolder>());
    let now = desk.preferences();
    let store = |change: fn(&mut Preferences, String)| {
        let (save, again, now) = (save.clone(), desk.again.clone(), now.clone());
        Callback::from(move |value: String| {
            let mut preferences = now.clone();
            change(&mut preferences, value);
            let again = again.clone();
            save.run_then(SavePreferences { preferences }, move |_| again.emit(()));
        })
    };
    let theme = match now.theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let themes = vec![
        Choice::new("system", texts.t("desk-theme-system")),
        Choice::new("light", texts.t("desk-theme-light")),
        Choice::new("dark", texts.t("desk-theme-dark")),
    ];
    let locales = vec![
        Choice::new("id", "Bahasa Indonesia"),
        Choice::new("en", "English"),
    ];
    let minutes = [0, 1, 5, 10, 15, 30, 60].map(|minutes: u32| {
        Choice::new(
            minutes.to_string(),
            if minutes == 0 {
                texts.t("desk-lock-never")
            } else {
                texts.t_with("desk-lock-after", &[("count", &minutes)])
            },
        )
    });
    let on_choose = {
        let (choose, again) = (choose.clone(), desk.again.clone());
        Callback::from(move |()| {
            let again = again.clone();
            choose.run_then(ChoosePdfFolder {}, move |_: Option<String>| again.emit(()))
        })
    };
    let on_open = {
        let open = open.clone();
        Callback::from(move |()| open.run(OpenPdfFolder {}))
    };
    let folder = desk
        .state
        .as_ref()
        .map(|state| state.pdf_folder.clone())
        .unwrap_or_default();
    let has_tray = desk.state.as_ref().is_some_and(|state| state.tray);
    let on_tray = {
        let store = store(|preferences, _| preferences.close_to_tray = !preferences.close_to_tray);
        Callback::from(move |_: Event| store.emit(String::new()))
    };
    let on_mark = {
        let store = store(|preferences, _| preferences.csv_mark = !preferences.csv_mark);
        Callback::from(move |_: Event| store.emit(String::new()))
    };
    let fault = [&save.fault, &choose.fault, &open.fault]
        .into_iter()
        .find_map(Clone::clone);
    html! {
        <Dialog test_id="preferences" title={texts.t("shell-preferences")} on_close={props.on_close.clone()}>
            <div class="aglis-form">
                <div class="aglis-two">
                    <Field id="preferences-locale" label={texts.t("desk-language")} kind={FieldKind::Select} choices={locales} value={now.locale.code()} required=true
                        on_change={store(|preferences, value| preferences.locale = value.parse().unwrap_or(Locale::Id))} />
                    <Field id="preferences-theme" label={texts.t("desk-theme")} kind={FieldKind::Select} choices={themes} value={theme} required=true
                        on_change={store(|preferences, value| preferences.theme = match value.as_str() {
                            "light" => Theme::Light,
                            "dark" => Theme::Dark,
                            _ => Theme::System,
                        })} />
                </div>
                <Field id="preferences-lock" label={texts.t("desk-lock")} kind={FieldKind::Select} choices={minutes.to_vec()} required=true
                    value={now.auto_lock_minutes.to_string()} hint={texts.t("desk-lock-hint")}
                    on_change={store(|preferences, value| preferences.auto_lock_minutes = value.parse().unwrap_or(10))} />
                if has_tray {
                    <label class="aglis-check">
                        <input type="checkbox" checked={now.close_to_tray} onchange={on_tray} data-testid="preferences-tray" />{ texts.t("desk-tray") }
                    </label>
                }
                <div class="aglis-field">
                    <span class="aglis-field-label">{ texts.t("desk-pdf-folder") }</span>
                    <p class="aglis-path" data-testid="preferences-folder">{ folder }</p>
                    <div class="aglis-row">
                        <Button test_id="preferences-choose-folder" label={texts.t("desk-choose-folder")} icon={Icon::Folder} busy={choose.busy} on_click={on_choose} />
                        <Button test_id="preferences-open-folder" label={texts.t("desk-open-folder")} kind={Kind::Plain} busy={open.busy} on_click={on_open} />
                    </div>
                </div>
                <label class="aglis-check">
                    <input type="checkbox" checked={now.csv_mark} onchange={on_mark} data-testid="preferences-csv-mark" />{ texts.t("desk-csv-mark") }
                </label>
                <FaultNote {fault} />
            </div>
        </Dialog>
    }
}
