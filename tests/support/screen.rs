//! The screen below the windows: what a window manager and the system do to a program's window.

use x11rb::{
    connection::Connection as _,
    protocol::xproto::{
        AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, EventMask, MapState,
        Window,
    },
    rust_connection::RustConnection,
};

/// A connection to an X server without a window manager.
pub struct Screen {
    server: RustConnection,
    root: Window,
}

impl Screen {
    /// The screen with this number, such as `:7`.
    pub fn of(display: &str) -> Self {
        let (server, number) = x11rb::connect(Some(display)).unwrap();
        let root = server.setup().roots[number].root;
        Self { server, root }
    }

    /// Windows that a person sees: mapped, and able to be closed.
    pub fn shown(&self) -> Vec<Window> {
        let protocols = self.atom("WM_PROTOCOLS");
        let tree = self.server.query_tree(self.root).unwrap().reply().unwrap();
        let is_shown = |window: &Window| {
            let Ok(looks) = self.server.get_window_attributes(*window).unwrap().reply() else {
                return false;
            };
            let property =
                self.server
                    .get_property(false, *window, protocols, AtomEnum::ATOM, 0, 8);
            looks.map_state == MapState::VIEWABLE
                && !looks.override_redirect
                && property.unwrap().reply().is_ok_and(|list| list.length > 0)
        };
        tree.children.into_iter().filter(is_shown).collect()
    }

    /// What a click on the cross or Alt+F4 sends to every window.
    pub fn close_windows(&self) {
        let (protocols, delete) = (self.atom("WM_PROTOCOLS"), self.atom("WM_DELETE_WINDOW"));
        for window in self.shown() {
            let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
            let sent = self
                .server
                .send_event(false, window, EventMask::NO_EVENT, message);
            sent.unwrap().check().unwrap();
        }
    }

    /// Makes every window this large, at the corner of the screen.
    pub fn resize_windows(&self, width: u32, height: u32) {
        for window in self.shown() {
            let place = ConfigureWindowAux::new()
                .x(0)
                .y(0)
                .width(width)
                .height(height);
            let sent = self.server.configure_window(window, &place);
            sent.unwrap().check().unwrap();
        }
    }

    fn atom(&self, name: &str) -> u32 {
        let asked = self.server.intern_atom(false, name.as_bytes()).unwrap();
        asked.reply().unwrap().atom
    }
}
