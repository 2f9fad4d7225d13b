//! The AGLIS desktop shell: the window, the session, the keyring, the tray. No SQL and no business rule.
//!
//! The page asks through two commands, [`call`] and [`files`]; [`desk`] knows where we stand; everything the business does is
//! in the core.

pub mod arguments;
pub mod call;
pub mod desk;
pub mod diagnostics;
pub mod files;
pub mod folders;
pub mod log;
pub mod notify;
pub mod preferences;
pub mod screen_lock;
pub mod surroundings;
pub mod tray;
pub mod vault;
pub mod window;
pub mod words;

mod app;

pub use app::run;
pub use arguments::{Arguments, HELP};
