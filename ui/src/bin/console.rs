//! The console: the interface inside the desktop window.

fn main() {
    aglis_ui::app::start();
}
