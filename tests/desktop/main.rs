//! The program as a person meets it: the real window, the real keyring, the real notifications.
#![cfg(target_os = "linux")]

#[path = "../support/window.rs"]
#[expect(dead_code, reason = "journeys come that use all of it")]
mod window;

mod first_start;
mod keyring;
mod notification;
