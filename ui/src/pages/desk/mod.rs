//! Before and around the work: choosing a workspace, signing in, locking, preferences, oneself, about.

mod about;
mod broken;
mod card;
mod choose;
mod first_admin;
mod locked;
mod notifications;
mod own_password;
mod preferences;
mod preparing;
mod profile;
mod shared_form;
mod sign_in;

pub use about::About;
pub use broken::Broken;
pub use choose::Choose;
pub use first_admin::FirstAdmin;
pub use locked::Locked;
pub use notifications::NotificationsDialog;
pub use own_password::OwnPassword;
pub use preferences::PreferencesDialog;
pub use preparing::Preparing;
pub use profile::ProfileDialog;
pub use sign_in::SignInPage;
