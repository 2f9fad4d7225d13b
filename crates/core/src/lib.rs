//! What the business does: use cases, their rules and all SQL.
//!
//! Hosts (the desktop, the headless program, tests) hand in bytes through [`answer::answer`] and get bytes back. Handlers do
//! not know in which host they run; they never begin, commit or notify, which the router does once for all of them.

pub mod access;
pub mod answer;
pub mod billing;
pub mod bulk;
pub mod changes;
pub mod charts;
pub mod clock;
pub mod collection;
pub mod connection;
pub mod context;
pub mod customers;
pub mod demo;
pub mod documents;
pub mod error;
pub mod exports;
pub mod gateways;
pub mod health;
pub mod imports;
pub mod lists;
pub mod messages;
pub mod notifications;
pub mod numbers;
pub mod odps;
pub mod packages;
pub mod palette;
pub mod payments;
pub mod profile;
pub mod queue;
pub mod queue_desk;
pub mod registrations;
pub mod services;
pub mod settings;
pub mod sla;
pub mod staff;
pub mod tax;
pub mod templates;
pub mod tickets;
pub mod trail;
pub mod uploads;
pub mod views;
pub mod workload;
pub mod workspace;
