//! Shapes and pure rules that the interface and the core share.
//!
//! Nothing here knows a database, a window or a network: ids, money, phone numbers, states, the checks a form and a
//! handler both make, the list of calls a screen can ask, and the words for what went wrong.

pub mod access;
pub mod audit;
pub mod bell;
pub mod billing;
pub mod bulk;
pub mod call;
pub mod calls;
pub mod collection;
pub mod customers;
pub mod desk;
pub mod exports;
pub mod fault;
pub mod format;
pub mod ids;
pub mod imports;
pub mod list;
pub mod messages;
pub mod money;
pub mod notifications;
pub mod odps;
pub mod packages;
pub mod palette;
pub mod payments;
pub mod phone;
pub mod problem;
pub mod profile;
pub mod qris;
pub mod queue;
pub mod registrations;
pub mod secret;
pub mod services;
pub mod settings;
pub mod sla;
pub mod staff;
pub mod states;
pub mod tax;
pub mod templates;
pub mod text;
pub mod tickets;
pub mod topic;
pub mod trail;
pub mod valid;
pub mod views;
pub mod workload;
