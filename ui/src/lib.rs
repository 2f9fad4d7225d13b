//! The Yew interface of AGLIS: what staff see in the window.
//!
//! Pages ask for data through the hooks, draw with the widgets and never know which host they run in; see `README.md`.

pub mod app;
pub mod bridge;
mod bulk;
mod collection;
pub mod hooks;
mod money;
pub mod pages;
pub mod route;
pub mod shell;
pub mod stores;
pub mod text;
pub mod widgets;
