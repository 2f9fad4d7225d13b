//! How long the window takes from its start to the first list of a workspace that is ready, as JSON lines.
//!
//! The program is the one people get: built for release, in a real window on a virtual screen, driven through the system's web
//! driver. The clock starts when the kernel started the process and stops when the page shows what is waited for; the page
//! itself looks every five milliseconds and presses the buttons, so that no question travels meanwhile. Nobody types: what a
//! person needs to choose a login is not in the figure. The baseline is the same way with the database's server running.

#![cfg_attr(
    target_os = "linux",
    expect(
        clippy::unwrap_used,
        reason = "a measurement that cannot be taken ends with the reason"
    )
)]

#[cfg(target_os = "linux")]
#[path = "support/figures.rs"]
#[expect(dead_code, reason = "the page itself says when it was ready")]
mod figures;
#[cfg(target_os = "linux")]
#[path = "../tests/support/window.rs"]
#[expect(dead_code, reason = "a measurement looks on more than it clicks")]
mod window;

#[cfg(target_os = "linux")]
#[path = "support/start.rs"]
mod linux;

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

/// Other systems' web drivers cannot open the window.
#[cfg(not(target_os = "linux"))]
fn main() {
    println!("{}", r#"{"bench":"start","skipped":"Linux only"}"#);
}
