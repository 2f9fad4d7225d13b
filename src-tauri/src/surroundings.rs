//! What stands around the desk: the page that is told of changes, the system's dialogs and its file manager.
//!
//! The desk knows them only through [`Surroundings`], so that its rules are tested without a window.

use std::path::{Path, PathBuf};

use crate::notify::{Click, Message};

/// The window and the system around it.
pub trait Surroundings: Send + Sync {
    /// Tells the page that something happened: `changes` with topic names, `desk`, or what
    /// [`model::bell`] tells.
    fn tell(&self, event: &str, payload: &str);
    /// Lets the person choose a folder; waits for him. None when cancelled.
    fn pick_folder(&self, title: &str, start: &Path) -> Option<PathBuf>;
    /// Opens a folder in the system's file manager.
    ///
    /// # Errors
    /// What the system said.
    fn open_folder(&self, folder: &Path) -> Result<(), String>;
    /// Shows a message outside the window, if the person is not looking at it.
    fn notify(&self, title: &str, body: &str);
    /// Shows a message outside the window that a click opens; one of the same key gives way to it.
    fn alert(&self, key: i64, message: Message, on_click: Click);
    /// Takes such messages away.
    fn take_back(&self, keys: Vec<i64>);
    /// Whether the system says that it plays sounds; none where it cannot be asked. Waits for the answer.
    fn plays_sounds(&self) -> Option<bool>;
    /// Whether the person is looking at the window.
    fn has_focus(&self) -> bool;
    /// Brings the window to the front.
    fn bring_up(&self);
    /// Whether a tray icon is there.
    fn has_tray(&self) -> bool;
    /// Called when preferences were saved, so that menus speak the right language.
    fn preferences_changed(&self) {}
    /// Called when sending from this computer began, ended or fares otherwise, so that the tray shows it.
    fn sending_changed(&self) {}
    /// Whether a gateway on this machine may be used over plain http: a start-up switch for trials and tests.
    fn allows_local_gateway(&self) -> bool {
        false
    }
}

#[cfg(test)]
pub(crate) mod bench {
    use std::{
        path::{Path, PathBuf},
        sync::{Mutex, PoisonError},
    };

    use super::Surroundings;
    use crate::notify::{Click, Message};

    /// Surroundings that only take down what they are told.
    #[derive(Default)]
    pub(crate) struct Bench(Mutex<Vec<String>>);

    impl Bench {
        /// Everything told so far, as `event payload`.
        pub(crate) fn told(&self) -> Vec<String> {
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone()
        }
    }

    impl Surroundings for Bench {
        fn tell(&self, event: &str, payload: &str) {
            let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            told.push(format!("{event} {payload}").trim_end().to_owned());
        }

        fn pick_folder(&self, _title: &str, _start: &Path) -> Option<PathBuf> {
            None
        }

        fn open_folder(&self, _folder: &Path) -> Result<(), String> {
            Ok(())
        }

        fn notify(&self, title: &str, _body: &str) {
            self.tell("notify", title);
        }

        fn alert(&self, key: i64, message: Message, _on_click: Click) {
            self.tell("alert", &format!("{key} {}", message.title));
        }

        fn take_back(&self, keys: Vec<i64>) {
            self.tell("take_back", &format!("{keys:?}"));
        }

        fn plays_sounds(&self) -> Option<bool> {
            Some(true)
        }

        fn has_focus(&self) -> bool {
            false
        }

        fn bring_up(&self) {
            self.tell("bring_up", "");
        }

        fn has_tray(&self) -> bool {
            false
        }
    }
}
