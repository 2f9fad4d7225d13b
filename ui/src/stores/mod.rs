//! State of the whole window: where the desktop stands, texts, changes, toasts, drafts, colours, idleness.

pub mod changes;
pub mod desk;
pub mod drafts;
pub mod exports;
pub mod idle;
pub mod list_memory;
pub mod news;
mod shelf;
pub mod texts;
pub mod theme;
pub mod toasts;
