//! What a page uses to ask, to change, to speak and to remember.

mod call;
mod checked_call;
mod draft;
mod edit;
mod feed;
mod hotkeys;
pub mod list;
mod list_handle;
mod list_pages;
mod record;
mod remote;
mod resized;
mod session;

pub use call::{Caller, use_call, use_call_for};
pub use checked_call::{CheckedCall, use_checked_call, use_checked_call_for};
pub use draft::{Draft, use_draft, use_lasting_draft};
pub use edit::{Edit, use_edit};
pub use feed::{Feed, FeedRows, use_feed};
pub use hotkeys::use_hotkeys;
pub use list::{ListCall, ListOptions, use_list};
pub use list_handle::{ListFace, ListHandle};
pub use list_pages::{PAGE, Pages};
pub use record::{OpenRecord, use_record};
pub use remote::{Remote, RemoteState, use_live, use_remote, use_remote_if};
pub use resized::use_resized;
pub use session::{Session, use_online, use_session};

pub use crate::stores::{
    desk::{Desk, use_desk},
    news::{Heard, use_news},
    texts::{Texts, use_text},
    toasts::{Toasts, use_fault_toast, use_toasts},
};
