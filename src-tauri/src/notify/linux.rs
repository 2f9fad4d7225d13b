//! Notifications over the session bus, by the interface that all desktops of Linux share.

use std::{collections::VecDeque, sync::Arc};

use model::states::Priority;
use notify_rust::{Hint, Notification, NotificationHandle, NotificationResponse, Urgency};
use tokio::task::JoinHandle;

use super::{Click, Message};

/// Live notifications that are kept; some desktops take a notification away when its sender lets go of it.
const KEPT: usize = 16;

/// What is shown now, oldest first.
#[derive(Default)]
pub(super) struct Board {
    shown: VecDeque<Shown>,
}

struct Shown {
    /// None for a message that only tells.
    key: Option<i64>,
    handle: Arc<NotificationHandle>,
    waiting: Option<JoinHandle<()>>,
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(waiting) = &self.waiting {
            waiting.abort();
        }
    }
}

impl Board {
    pub(super) async fn tell(&mut self, title: &str, body: &str) {
        let mut message = plain(title, &shown_as_is(body).await);
        self.keep(None, show(&mut message).await, None);
    }

    pub(super) async fn alert(&mut self, key: i64, message: &Message, on_click: Click) {
        let mut asked = plain(&message.title, &shown_as_is(&message.body).await);
        asked
            .urgency(urgency(message.priority))
            .action("default", &message.open);
        if message.sound {
            asked.sound_name(sound(message.priority));
        } else {
            asked.hint(Hint::SuppressSound(true));
        }
        // The former one is let go of only after the new one stands in its place.
        let before = self.remove(key);
        if let Some(before) = &before {
            asked.id(before.handle.id());
        }
        self.keep(Some(key), show(&mut asked).await, Some(on_click));
        drop(before);
    }

    pub(super) async fn take_back(&mut self, keys: &[i64]) {
        for key in keys {
            if let Some(shown) = self.remove(*key) {
                shown.handle.close_async().await;
            }
        }
    }

    fn remove(&mut self, key: i64) -> Option<Shown> {
        let at = self.shown.iter().position(|one| one.key == Some(key))?;
        self.shown.remove(at)
    }

    fn keep(
        &mut self,
        key: Option<i64>,
        handle: Option<NotificationHandle>,
        on_click: Option<Click>,
    ) {
        let Some(handle) = handle.map(Arc::new) else {
            return;
        };
        let waiting = on_click.map(|on_click| {
            let handle = Arc::clone(&handle);
            tokio::spawn(async move {
                handle
                    .wait_for_action_async(|said| {
                        if matches!(said, NotificationResponse::Default) {
                            on_click();
                        }
                    })
                    .await;
            })
        });
        self.shown.push_back(Shown {
            key,
            handle,
            waiting,
        });
        while self.shown.len() > KEPT {
            self.shown.pop_front();
        }
    }
}

fn plain(title: &str, body: &str) -> Notification {
    let mut message = Notification::new();
    message
        .appname("AGLIS")
        .summary(title)
        .body(body)
        .icon("aglis-desktop")
        .hint(Hint::DesktopEntry("AGLIS".to_owned()));
    message
}

async fn show(message: &mut Notification) -> Option<NotificationHandle> {
    match message.show_async().await {
        Ok(handle) => Some(handle),
        Err(error) => {
            tracing::info!(%error, "the system shows no notification");
            None
        }
    }
}

fn urgency(priority: Priority) -> Urgency {
    match priority {
        Priority::Low => Urgency::Low,
        Priority::Normal | Priority::High => Urgency::Normal,
        Priority::Urgent => Urgency::Critical,
    }
}

/// Names of the freedesktop sound naming specification, which each desktop's sound theme knows.
fn sound(priority: Priority) -> &'static str {
    match priority {
        Priority::Low | Priority::Normal => "message-new-instant",
        Priority::High => "dialog-information",
        Priority::Urgent => "dialog-warning",
    }
}

/// A body of which nothing is taken for markup: names of people and computers stand in it.
async fn shown_as_is(body: &str) -> String {
    if body.contains(['&', '<', '>']) && can("body-markup").await {
        return body
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
    }
    body.to_owned()
}

async fn can(what: &'static str) -> bool {
    let asked = tokio::task::spawn_blocking(notify_rust::get_capabilities).await;
    matches!(asked, Ok(Ok(all)) if all.iter().any(|one| one == what))
}

pub(super) fn plays_sounds() -> Option<bool> {
    let all = notify_rust::get_capabilities().ok()?;
    Some(all.iter().any(|one| one == "sound"))
}
