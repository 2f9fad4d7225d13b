//! What happens when machines, networks and servers fail: nothing committed is lost, and people are told.

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

#[path = "../support/processes.rs"]
#[expect(
    dead_code,
    reason = "each test program uses its own part of what they share"
)]
mod processes;

mod chaos;
mod clock;
mod connection;
mod gateways;
mod listener;
mod notifications;
mod promises;
mod queue;
mod wire;
mod workspace;
