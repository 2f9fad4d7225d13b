//! The local workspace: a private Postgres that belongs to one person's computer.
//!
//! Whoever has no shared database works in a workspace of his own. It is a real Postgres cluster, made from
//! the binaries installed on the machine and kept in the data folder, so everything that holds in an office with a
//! server (rights, triggers, row-level security) holds here too. Windows and the headless `aglis` share it:
//! the first one starts the server, the last one stops it, and a program that crashes leaves it running for
//! the next. The server listens on a socket in a private folder (on Windows on the loopback address only), writes
//! with `fsync` on, and its administration needs no stored password: the operating system says who asks.
//!
//! `open` tells the story in order; the other files are its chapters. Connecting to a database that somebody
//! else runs is [`crate::connection`].

mod binaries;
mod cluster;
mod configuration;
mod database;
mod lifetime;
mod open;
mod place;
mod problem;
mod process;
mod root;
mod server;

pub use binaries::{Installation, find_installation};
pub use database::{MIGRATIONS, migrate};
pub use open::{LocalWorkspace, Step};
pub use place::{Durability, Place, data_folder};
pub use problem::WorkspaceProblem;
pub use server::Server;
