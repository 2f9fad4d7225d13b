//! A list as a file: the chosen rows, the columns in sight, in a form that no spreadsheet bends.
//!
//! ```text
//! rows (pages of cells, read in one snapshot) → a channel of two pages → csv or xlsx (a thread that writes)
//!     → store (the line in the trail) → the file gets its name
//! ```
//!
//! The papers of many invoices go the same way, in one file or in a folder of their own.
//!
//! Memory stays flat however long the list is: no more than two pages wait between the database and the disk.

mod cell;
mod csv;
mod papers;
mod run;
mod store;
mod write;
mod xlsx;

pub use papers::export_papers;
pub use run::{ExportError, Place, export};
