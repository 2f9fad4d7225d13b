//! The program as a person meets it: the real window, the real keyring, the real notifications.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test, also outside of functions marked as one"
)]

#[path = "../support/window.rs"]
mod window;

mod first_start;
mod keyring;
mod main_job;
mod notification;
mod two_windows;
