//! The one window: where it opens, where its page may go, and the one way it closes.

use std::{path::PathBuf, sync::Arc};

use tauri::{
    AppHandle, Manager, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    utils::config::WindowConfig,
};
use tauri_plugin_opener::OpenerExt as _;

use crate::{desk::Desk, tray};

/// The window's label in `tauri.conf.json` and in its capability.
pub const MAIN: &str = "main";

/// Opens the window, hidden when `hidden`; what the page keeps goes to `page` when given.
///
/// # Errors
/// What the system said.
pub fn open(app: &AppHandle, page: Option<PathBuf>, hidden: bool) -> tauri::Result<WebviewWindow> {
    let windows = &app.config().app.windows;
    let config = windows.iter().find(|window| window.label == MAIN);
    let config = config.cloned().unwrap_or_else(|| WindowConfig {
        label: MAIN.to_owned(),
        ..WindowConfig::default()
    });
    let opener = app.clone();
    let mut builder = WebviewWindowBuilder::from_config(app, &config)?
        .on_navigation(move |address| may_go(&opener, address));
    if let Some(page) = page {
        builder = builder.data_directory(page);
    }
    let window = builder.build()?;
    let closing = window.clone();
    window.on_window_event(move |event| {
        // The cross, Alt+F4 and the system's menu all end here.
        if let WindowEvent::CloseRequested { api, .. } = event
            && stays_in_tray(closing.app_handle())
        {
            api.prevent_close();
            if let Err(error) = closing.hide() {
                tracing::warn!(%error, "cannot hide the window");
            }
        }
    });
    if !hidden {
        window.show()?;
    }
    Ok(window)
}

/// Brings the window to the front.
pub fn bring_up(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    let shown = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "cannot bring the window up");
    }
}

fn stays_in_tray(app: &AppHandle) -> bool {
    let wanted = app.try_state::<Arc<Desk>>().is_some_and(|desk| {
        let file = desk.file();
        file.remembered().preferences.close_to_tray
    });
    // Without a tray nobody could bring a hidden window back.
    wanted && tray::is_there(app)
}

/// The page stays on the app's own origin; links leave for the system's browser, and only of kinds that cannot run anything.
fn may_go(app: &AppHandle, address: &tauri::Url) -> bool {
    if is_ours(address) {
        return true;
    }
    if may_open_outside(address)
        && let Err(error) = app.opener().open_url(address.as_str(), None::<&str>)
    {
        tracing::warn!(%error, "cannot open a link");
    }
    false
}

fn is_ours(address: &tauri::Url) -> bool {
    // Windows serves the same origin as http(s)://tauri.localhost.
    address.scheme() == "tauri"
        || (matches!(address.scheme(), "http" | "https")
            && address.host_str() == Some("tauri.localhost"))
        || address.as_str() == "about:blank"
}

fn may_open_outside(address: &tauri::Url) -> bool {
    matches!(address.scheme(), "https" | "mailto" | "tel")
}

#[cfg(test)]
mod tests {
    use super::{is_ours, may_open_outside};

    #[test]
    fn the_page_cannot_leave_and_links_cannot_run_anything() {
        let url = |text: &str| text.parse::<tauri::Url>().unwrap();
        assert!(is_ours(&url("tauri://localhost/tickets")));
        assert!(!is_ours(&url("https://tauri.localhost.evil.example/")));
        for link in ["https://wa.me/62812", "mailto:a@b.example", "tel:+62812"] {
            assert!(may_open_outside(&url(link)), "{link}");
        }
        for link in [
            "http://a.example",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "smb://x/y",
        ] {
            assert!(
                !may_open_outside(&url(link)) && !is_ours(&url(link)),
                "{link}"
            );
        }
    }
}
