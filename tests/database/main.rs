//! The database's own rules, asked of a real database under real logins.

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

mod arrange;
mod bulk;
mod catalogue;
mod collecting;
mod devices;
mod evidence;
mod isolir;
mod issued;
mod keeping;
mod logins;
mod matrix;
mod money;
mod notifications;
mod numbers;
mod overdue;
mod own_database;
mod people;
mod phone_checks;
mod queue;
mod reports;
mod rights;
mod rules;
mod sla;
mod states;
mod tax;
mod tickets;
mod trail;
mod upgrade;
mod written_to;
