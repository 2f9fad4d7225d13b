//! The program as a person meets it: the real window, the real keyring, the real notifications.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test, also outside of functions marked as one"
)]

#[path = "../support/mod.rs"]
#[expect(
    dead_code,
    reason = "each test program uses its own part of what they share"
)]
mod support;
#[path = "../support/window.rs"]
mod window;

mod billing;
mod bulk;
mod corrections;
mod daily_work;
mod every_page;
mod first_start;
mod isolir;
mod keyring;
mod lists;
mod main_job;
mod notification;
mod notifications;
mod palette;
mod people_and_work;
mod shared;
mod shell;
mod take_over;
mod two_windows;
