//! Builds the program from its parts and runs it.

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result};
use tauri::{AppHandle, Emitter as _, Manager as _, RunEvent};
use tauri_plugin_dialog::DialogExt as _;
use tauri_plugin_opener::OpenerExt as _;
use tauri_plugin_window_state::StateFlags;

use crate::{
    Arguments, call,
    desk::Desk,
    files,
    folders::Folders,
    log,
    notify::{self, Click, Message, Notifier, SystemNotifier},
    screen_lock,
    surroundings::Surroundings,
    tray,
    vault::Vault,
    window,
};

/// How long ending may take, the end of a send that is under way included; committed work is safe even if it takes longer.
const END_WITHIN: Duration = Duration::from_secs(30);

/// Runs the program until its window is closed.
///
/// # Errors
/// When there is no folder to keep things in, or no display.
pub fn run(arguments: &Arguments) -> Result<()> {
    let folders = Folders::find(arguments.data_dir.clone())?;
    log::start(&folders.logs)
        .with_context(|| format!("cannot write logs into {}", folders.logs.display()))?;
    let minimized = arguments.minimized;
    let allow_local_gateway = arguments.allow_local_gateway;
    let mut builder = tauri::Builder::default();
    // First of all plugins, as it ends the process when another window takes over.
    if !is_further_window(arguments, &folders) {
        builder = builder.plugin(tauri_plugin_single_instance::init(
            |app, _words, _folder| {
                window::bring_up(app);
            },
        ));
    }
    let app = builder
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_opener::Builder::new()
                .open_js_links_on_click(false)
                .build(),
        )
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .with_filename(folders.settings.join("window.json").to_string_lossy())
                .build(),
        )
        .invoke_handler(tauri::generate_handler![call::call, files::upload])
        .setup(move |app| {
            start(app.handle(), folders, minimized, allow_local_gateway)?;
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("cannot open a window; is there a display?")?;
    app.run(|app, event| match event {
        RunEvent::Exit => end(app),
        // A click on the icon in the Dock brings a window back that went to the tray.
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::bring_up(app),
        _ => {}
    });
    Ok(())
}

/// A further window, a data folder of its own and a test all stand beside a running window instead of handing over to it.
fn is_further_window(arguments: &Arguments, folders: &Folders) -> bool {
    let asked = env::var_os("AGLIS_MULTI").is_some_and(|value| value == "1");
    arguments.new_window || asked || folders.own.is_some()
}

fn start(
    app: &AppHandle,
    folders: Folders,
    minimized: bool,
    allow_local_gateway: bool,
) -> tauri::Result<()> {
    let around = Arc::new(Around {
        app: app.clone(),
        notifier: Box::new(SystemNotifier::default()),
        allow_local_gateway,
    });
    let page = folders.page.clone();
    let desk = tauri::async_runtime::block_on(async {
        let vault = Vault::detect().await;
        Desk::new(folders, vault, around)
    });
    app.manage(desk.clone());
    tray::start(app);
    screen_lock::follow(app.clone());
    follow_end_of_session(app.clone());
    window::open(app, page, minimized && tray::is_there(app))?;
    let _in_runtime = tauri::async_runtime::handle().inner().enter();
    desk.resume();
    tokio::spawn(desk.lock_when_idle());
    Ok(())
}

/// At the end of the person's session the system asks programs to end; the workspace is left as after a click on Quit.
#[cfg(unix)]
fn follow_end_of_session(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    tauri::async_runtime::spawn(async move {
        let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)) = (
            signal(SignalKind::terminate()),
            signal(SignalKind::interrupt()),
            signal(SignalKind::hangup()),
        ) else {
            tracing::warn!("the end of the session cannot be followed");
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
        app.exit(0);
    });
}

/// Windows closes the window itself.
#[cfg(not(unix))]
fn follow_end_of_session(_app: AppHandle) {}

fn end(app: &AppHandle) {
    let Some(desk) = app.try_state::<Arc<Desk>>() else {
        return;
    };
    let desk = Arc::clone(&desk);
    let ended = tauri::async_runtime::block_on(async move {
        tokio::time::timeout(END_WITHIN, desk.close()).await
    });
    if ended.is_err() {
        tracing::warn!("the workspace was not left in time");
    }
}

/// The real window and the real system.
struct Around {
    app: AppHandle,
    notifier: Box<dyn Notifier>,
    allow_local_gateway: bool,
}

impl Surroundings for Around {
    fn tell(&self, event: &str, payload: &str) {
        if let Err(error) = self.app.emit(event, payload) {
            tracing::warn!(event, %error, "the page cannot be told");
        }
    }

    fn pick_folder(&self, title: &str, start: &Path) -> Option<PathBuf> {
        let mut dialog = self.app.dialog().file().set_title(title);
        if start.is_dir() {
            dialog = dialog.set_directory(start);
        }
        if let Some(window) = self.app.get_webview_window(window::MAIN) {
            dialog = dialog.set_parent(&window);
        }
        dialog.blocking_pick_folder()?.into_path().ok()
    }

    fn open_folder(&self, folder: &Path) -> Result<(), String> {
        self.app
            .opener()
            .open_path(folder.to_string_lossy(), None::<&str>)
            .map_err(|error| error.to_string())
    }

    fn notify(&self, title: &str, body: &str) {
        // Who looks at the window sees the toast there.
        if !self.has_focus() {
            self.notifier.show(title, body);
        }
    }

    fn alert(&self, key: i64, message: Message, on_click: Click) {
        self.notifier.alert(key, message, on_click);
    }

    fn take_back(&self, keys: Vec<i64>) {
        self.notifier.take_back(keys);
    }

    fn plays_sounds(&self) -> Option<bool> {
        notify::plays_sounds()
    }

    fn has_focus(&self) -> bool {
        let window = self.app.get_webview_window(window::MAIN);
        window.is_some_and(|window| window.is_focused().unwrap_or(false))
    }

    fn bring_up(&self) {
        window::bring_up(&self.app);
    }

    fn has_tray(&self) -> bool {
        tray::is_there(&self.app)
    }

    fn preferences_changed(&self) {
        tray::translate(&self.app);
    }

    fn sending_changed(&self) {
        tray::translate(&self.app);
    }

    fn allows_local_gateway(&self) -> bool {
        self.allow_local_gateway
    }
}
