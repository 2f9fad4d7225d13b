//! Every row of the bad-input catalogue that has a door here, through that door: the reason it gets, and that nothing was
//! stored. A test is named after its row.

mod amounts;
mod codes;
mod connections;
mod days;
pub mod desk;
mod files;
mod halfway;
mod lists;
mod messages;
mod people;
mod pictures;
mod requests;
mod texts;
