//! The frame around the pages of a signed-in person.

mod actions;
mod banner;
mod bell;
mod frame;
mod masthead;
mod nav;
mod palette;
mod shortcuts;
mod switches;

pub use frame::Frame;
pub use switches::Switches;
