//! One action on many records: planned, done in chunks, told record by record, taken back.

mod bad_input;
mod customers;
mod desk;
mod money;
mod others;
mod runners;
mod tickets;
mod told;
mod undo;
