//! What stands around the desk: the page that is told of changes, the system's dialogs and its file manager.
//!
//! The desk knows them only through [`Surroundings`], so that its rules are tested without a window.

use std::path::{Path, PathBuf};

/// The window and the system around it.
pub trait Surroundings: Send + Sync {
    /// Tells the page that something happened: `changes` with topic names, or `desk`.
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

        fn has_tray(&self) -> bool {
            false
        }
    }
}
