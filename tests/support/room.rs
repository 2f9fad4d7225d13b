//! A room without a window around a desk: it hands on what it hears.

use std::path::{Path, PathBuf};

use aglis_desktop::{
    notify::{Click, Message},
    surroundings::Surroundings,
};
use tokio::sync::mpsc::UnboundedSender;

/// What a desk has to say.
pub enum Heard {
    /// The system is to show this under a key.
    Alert(i64, Message, Click),
    /// The system is to take these away.
    TakeBack(Vec<i64>),
    /// An event for the page, with its payload.
    Told(String, String),
    /// The window is to come to the front.
    Up,
}

/// The room; nobody ever looks at its window.
pub struct Room(pub UnboundedSender<Heard>);

impl Room {
    fn hear(&self, heard: Heard) {
        // At the end of a test nobody listens any more.
        drop(self.0.send(heard));
    }
}

impl Surroundings for Room {
    fn tell(&self, event: &str, payload: &str) {
        self.hear(Heard::Told(event.to_owned(), payload.to_owned()));
    }
    fn pick_folder(&self, _title: &str, _start: &Path) -> Option<PathBuf> {
        None
    }
    fn open_folder(&self, _folder: &Path) -> Result<(), String> {
        Ok(())
    }
    fn notify(&self, _title: &str, _body: &str) {}
    fn alert(&self, key: i64, message: Message, on_click: Click) {
        self.hear(Heard::Alert(key, message, on_click));
    }
    fn take_back(&self, keys: Vec<i64>) {
        self.hear(Heard::TakeBack(keys));
    }
    fn plays_sounds(&self) -> Option<bool> {
        None
    }
    fn has_focus(&self) -> bool {
        false
    }
    fn bring_up(&self) {
        self.hear(Heard::Up);
    }
    fn has_tray(&self) -> bool {
        false
    }
}
