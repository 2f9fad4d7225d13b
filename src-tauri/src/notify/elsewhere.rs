//! Notifications of Windows and macOS. Neither lets a message be taken away by the crate that shows it: what was read in the
//! window stays in the system's list until the person clears it.

use model::states::Priority;
use notify_rust::{Notification, NotificationResponse};

use super::{Click, Message};

/// Nothing needs to be kept here.
#[derive(Default)]
pub(super) struct Board;

impl Board {
    pub(super) async fn tell(&mut self, title: &str, body: &str) {
        show(plain(title, body), None);
    }

    pub(super) async fn alert(&mut self, _key: i64, message: &Message, on_click: Click) {
        let mut asked = plain(&message.title, &message.body);
        asked.action("default", &message.open);
        #[cfg(windows)]
        asked.urgency(match message.priority {
            Priority::Low => notify_rust::Urgency::Low,
            Priority::Normal | Priority::High => notify_rust::Urgency::Normal,
            Priority::Urgent => notify_rust::Urgency::Critical,
        });
        if message.sound {
            asked.sound_name(sound(message.priority));
        }
        show(asked, Some(on_click));
    }

    pub(super) async fn take_back(&mut self, _keys: &[i64]) {}
}

fn plain(title: &str, body: &str) -> Notification {
    let mut message = Notification::new();
    message.appname("AGLIS").summary(title).body(body);
    #[cfg(windows)]
    message.app_id("id.aglis.desktop");
    message
}

/// Waiting for the click blocks a thread, until the message is clicked or taken away.
fn show(message: Notification, on_click: Option<Click>) {
    tokio::task::spawn_blocking(move || {
        let outcome = message.show().and_then(|handle| match on_click {
            None => Ok(()),
            Some(on_click) => handle.wait_for_response(move |said: &NotificationResponse| {
                if matches!(said, NotificationResponse::Default) {
                    on_click();
                }
            }),
        });
        if let Err(error) = outcome {
            tracing::info!(%error, "the system shows no notification");
        }
    });
}

#[cfg(windows)]
fn sound(priority: Priority) -> &'static str {
    match priority {
        Priority::Low | Priority::Normal => "IM",
        Priority::High => "Default",
        Priority::Urgent => "Reminder",
    }
}

#[cfg(not(windows))]
fn sound(priority: Priority) -> &'static str {
    match priority {
        Priority::Low | Priority::Normal => "Pop",
        Priority::High => "Ping",
        Priority::Urgent => "Sosumi",
    }
}

pub(super) fn plays_sounds() -> Option<bool> {
    None
}
