//! The frame around the pages of a signed-in person.

mod banner;
mod frame;
mod masthead;
mod nav;
mod shortcuts;
mod switches;

pub use frame::Frame;
pub use switches::Switches;
