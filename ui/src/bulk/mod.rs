//! One action on many records of a list: the toolbar, what is asked, the plan, the run and its results. The same for every kind of
//! record; what each action is, the core knows.

mod ask;
mod export;
mod fields;
mod indicator;
mod plan;
mod results;
mod run;
mod toolbar;
mod typed;
mod undo;
mod watch;
mod words;

pub use indicator::BulkIndicator;
pub use run::{RunView, use_run};
pub use toolbar::BulkActions;
pub use watch::BulkProvider;
pub use words::{Names, chosen, title, use_names};
