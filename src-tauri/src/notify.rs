//! Messages outside the window, through the system's notifications.
//!
//! They only point to what the window shows anyway: a system that shows none loses nothing. They name no customer, because a
//! locked screen may show them.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use notify_rust::{Notification, NotificationHandle};

/// Live notifications that are kept; some desktops take a notification away when its sender lets go of it.
const KEPT: usize = 8;

/// Somebody who shows messages outside the window.
pub trait Notifier: Send + Sync {
    /// Shows a message; returns at once.
    fn show(&self, title: &str, body: &str);
}

/// The system's own notifications.
#[derive(Clone, Default)]
pub struct SystemNotifier {
    shown: Arc<Mutex<VecDeque<NotificationHandle>>>,
}

impl SystemNotifier {
    async fn send(self, title: String, body: String) {
        let mut message = Notification::new();
        message
            .appname("AGLIS")
            .summary(&title)
            .body(&body)
            .icon("aglis-desktop");
        #[cfg(windows)]
        message.app_id("id.aglis.desktop");
        #[cfg(target_os = "linux")]
        message.hint(notify_rust::Hint::DesktopEntry("AGLIS".to_owned()));
        match show(message).await {
            Ok(handle) => {
                let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
                shown.push_back(handle);
                while shown.len() > KEPT {
                    shown.pop_front();
                }
            }
            Err(error) => tracing::info!(%error, "the system shows no notification"),
        }
    }
}

#[cfg(not(windows))]
async fn show(message: Notification) -> notify_rust::error::Result<NotificationHandle> {
    message.show_async().await
}

#[cfg(windows)]
async fn show(message: Notification) -> notify_rust::error::Result<NotificationHandle> {
    message.show()
}

impl Notifier for SystemNotifier {
    fn show(&self, title: &str, body: &str) {
        let (notifier, title, body) = (self.clone(), title.to_owned(), body.to_owned());
        tauri::async_runtime::spawn(notifier.send(title, body));
    }
}
