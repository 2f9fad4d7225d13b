//! Whole jobs through the call path, as people do them: on a real database, under real logins, bytes in and bytes out.

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

mod account;
mod ask;
mod bad_input;
mod bell;
mod board;
mod bulk;
mod categories;
mod change_path;
mod collection;
mod corrections;
mod customer_files;
mod customer_page;
mod demo;
mod devices;
mod ended;
mod exports;
mod filters;
mod imports;
mod invoice_run;
mod lists;
mod logo;
mod main_job;
mod messages;
mod messages_by_hand;
mod messages_sent;
mod messages_unsent;
mod notifications;
mod odps;
mod office_work;
mod overdue;
mod palette;
mod papers;
mod payments;
mod people;
mod places;
mod proofs;
mod queue;
mod rules;
mod service_changes;
mod settings;
mod tax;
mod templates;
mod tickets;
mod trail;
mod two_homes;
mod views;
mod workload;
