//! The list of every area: virtual rows, order, filters, columns, selection, keyboard.

mod body;
mod chip;
mod choices;
mod choose;
mod column;
mod export;
mod filters;
mod header;
mod rows;
mod toolbar;
mod view;

pub use column::{Align, Column, Filtering, Kept};
pub use view::DataTable;
