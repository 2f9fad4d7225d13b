//! The tray icon: show, lock, quit, and whether this computer sends messages.
//!
//! Some desktops (GNOME as it comes) have no tray; an icon there would be nowhere, and a window hidden into it lost. On
//! Linux the session bus is asked whether somebody draws tray icons.

use std::sync::{Arc, OnceLock};

use tauri::{
    AppHandle, Manager,
    menu::{Menu, MenuItem},
    tray::{TrayIconBuilder, TrayIconId},
};

use crate::{desk::Desk, window, words};

const ID: &str = "aglis";

static SOMEBODY_DRAWS: OnceLock<bool> = OnceLock::new();

/// Puts the icon into the tray if there is one.
pub fn start(app: &AppHandle) {
    let there = *SOMEBODY_DRAWS.get_or_init(somebody_draws);
    if !there {
        tracing::info!("no tray on this desktop: closing the window ends the program");
        return;
    }
    if let Err(error) = build(app) {
        tracing::warn!(%error, "cannot make the tray icon");
    }
}

/// Whether our icon is in the tray.
#[must_use]
pub fn is_there(app: &AppHandle) -> bool {
    app.tray_by_id(&TrayIconId::new(ID)).is_some()
}

/// Names the entries anew after the language or the sending changed.
pub fn translate(app: &AppHandle) {
    let Some(tray) = app.tray_by_id(&TrayIconId::new(ID)) else {
        return;
    };
    if let Err(error) = menu(app).and_then(|menu| tray.set_menu(Some(menu))) {
        tracing::warn!(%error, "cannot translate the tray's menu");
    }
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let mut tray = TrayIconBuilder::with_id(ID)
        .tooltip("AGLIS")
        .menu(&menu(app)?)
        .on_menu_event(|app, event| match event.id().as_ref() {
            "show" => window::bring_up(app),
            "lock" => lock(app),
            "quit" => app.exit(0),
            _ => {}
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}

fn menu(app: &AppHandle) -> tauri::Result<Menu<tauri::Wry>> {
    let desk = app.state::<Arc<Desk>>();
    let locale = desk.file().remembered().preferences.locale;
    let [show, lock, quit] = words::tray(locale);
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let sending = words::sending(locale, desk.state().sending.fares.as_ref());
    Menu::with_items(
        app,
        &[
            // Only told; the switch is in the settings, where one sees what it means.
            &MenuItem::with_id(app, "sending", sending, false, None::<&str>)?,
            &item("show", show)?,
            &item("lock", lock)?,
            &item("quit", quit)?,
        ],
    )
}

/// Locks the session if one is open.
pub fn lock(app: &AppHandle) {
    let _in_runtime = tauri::async_runtime::handle().inner().enter();
    // Nobody signed in means nothing to lock.
    drop(app.state::<Arc<Desk>>().lock());
}

#[cfg(target_os = "linux")]
fn somebody_draws() -> bool {
    async fn ask() -> zbus::Result<bool> {
        let bus = zbus::Connection::session().await?;
        let name = "org.kde.StatusNotifierWatcher".try_into()?;
        Ok(zbus::fdo::DBusProxy::new(&bus)
            .await?
            .name_has_owner(name)
            .await?)
    }
    tauri::async_runtime::block_on(ask()).unwrap_or_else(|error| {
        tracing::info!(%error, "cannot ask the session bus for a tray");
        false
    })
}

#[cfg(not(target_os = "linux"))]
fn somebody_draws() -> bool {
    true
}
