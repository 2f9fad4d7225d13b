//! Pictures of numbers, drawn with plotters as SVG.
//!
//! A picture has no colours of its own: every part carries a class, and the style sheet of whoever shows it says what light and
//! dark look like. The words in it are given by the core; nothing that somebody typed gets in.

mod frame;
mod pairs;
mod stacks;

pub use pairs::{Pair, pairs};
pub use stacks::{Stack, stacks};
