//! Calls that the desktop itself answers: workspace, sign-in, preferences, files on this computer.

mod requests;
mod sending;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use requests::{
    ChangePassword, ChoosePdfFolder, ConnectionReport, CreateFirstAdmin, LeaveWorkspace, Lock,
    OpenPdfFolder, Reconnect, ReportCrash, SaveAttachment, SaveInvoicePdfs, SavePreferences,
    SaveReceipts, SaveRefusedRows, SaveStatement, SavedFiles, ShowDesk, SignIn, SignOut,
    TestConnection, Touch, Unlock, UseLocalWorkspace, UseSharedDatabase, WriteDiagnostics,
};
pub use sending::{EnrolComputer, Fares, KeepGatewayToken, Sending, SwitchSending};

use crate::{access::Me, problem::Problem, text::Locale};

/// Which workspace this computer uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Workspace {
    /// The private Postgres of this computer.
    Local {
        /// Name of the workspace folder.
        name: String,
    },
    /// A server the whole company shares.
    Shared(SharedDatabase),
}

/// Address of a shared database. TLS with full verification, always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedDatabase {
    /// Host name as the certificate has it.
    pub host: String,
    /// 1–65535.
    pub port: u16,
    /// Database name.
    pub database: String,
    /// PEM text of the workspace's own CA; none means the system's authorities.
    #[serde(default)]
    pub ca_certificate: Option<String>,
}

impl SharedDatabase {
    /// Whether a server can have this name: letters, digits, dots and hyphens, as RFC 1123 has it.
    #[must_use]
    pub fn is_host(host: &str) -> bool {
        (1..=253).contains(&host.len())
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
            && !host.starts_with(['-', '.'])
    }

    /// Whether a database can have this name: up to 63 letters, digits, underscores and hyphens.
    #[must_use]
    pub fn is_name(database: &str) -> bool {
        (1..=63).contains(&database.len())
            && database
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    }
}

/// Where the desktop stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Phase {
    /// No workspace chosen yet.
    Choose,
    /// The workspace is being made ready; `step` is a text key, `done` of `total` steps.
    Preparing {
        /// Text key of the running step.
        step: String,
        /// Steps finished.
        done: u32,
        /// Steps in all.
        total: u32,
    },
    /// The workspace could not be opened.
    Broken {
        /// Why.
        problem: Problem,
    },
    /// An empty workspace waits for its first admin.
    FirstAdmin,
    /// Waiting for a login.
    SignIn,
    /// Somebody is signed in.
    Open {
        /// Who.
        me: Me,
    },
    /// Signed in, screen locked; lists are wiped.
    Locked {
        /// Login name to unlock.
        username: String,
        /// Name for people.
        name: String,
    },
}

/// Whether the database can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Reachable.
    Online,
    /// Being looked for; nothing typed is lost.
    Offline,
}

/// Light, dark, or as the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What this computer remembers for its user. No secret among it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Colours.
    pub theme: Theme,
    /// Language of the interface.
    pub locale: Locale,
    /// Closing the window keeps AGLIS in the tray.
    pub close_to_tray: bool,
    /// Idle minutes until the screen locks; 0 never.
    pub auto_lock_minutes: u32,
    /// Folder for PDFs; none means the default.
    pub pdf_folder: Option<String>,
    /// CSV files begin with a byte order mark, by which Excel knows UTF-8; some other programs stumble over it.
    pub csv_mark: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            locale: Locale::Id,
            close_to_tray: false,
            auto_lock_minutes: 10,
            pdf_folder: None,
            csv_mark: true,
        }
    }
}

/// Which build this is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// `0.1.0`.
    pub version: String,
    /// Short commit id.
    pub commit: String,
    /// Operating system and architecture.
    pub platform: String,
}

/// A ready-made login of a demo workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoLogin {
    /// Login name.
    pub username: String,
    /// Name and role for people.
    pub name: String,
    /// Role word.
    pub role: crate::access::Role,
    /// Published password of the demo; it protects nothing.
    pub password: String,
}

/// Everything the frame around the pages needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskState {
    /// Where we stand.
    pub phase: Phase,
    /// The workspace, once chosen.
    pub workspace: Option<Workspace>,
    /// Name for the masthead and the sign-in page.
    pub workspace_name: String,
    /// Logins to offer; only in a demo workspace.
    pub demo_logins: Vec<DemoLogin>,
    /// Last login name used here.
    pub last_username: Option<String>,
    /// Whether the keyring holds that login's password.
    pub remembered: bool,
    /// Whether a keyring can be used at all.
    pub keyring: bool,
    /// Reachability.
    pub link: Link,
    /// Since when the link is as it is.
    pub link_since: DateTime<Utc>,
    /// What this computer remembers.
    pub preferences: Preferences,
    /// Folder where PDFs go now.
    pub pdf_folder: String,
    /// Which build this is.
    pub build: Build,
    /// Whether a tray icon is there.
    pub tray: bool,
    /// Whether this computer sends messages.
    pub sending: Sending,
}

/// The list of desk calls; `$then!` receives all type names.
#[macro_export]
macro_rules! every_desk_call {
    ($then:ident) => {
        $then! {
            ShowDesk, LeaveWorkspace, SignOut, Lock, ChoosePdfFolder, OpenPdfFolder, WriteDiagnostics, UseLocalWorkspace, UseSharedDatabase,
            TestConnection, CreateFirstAdmin, SignIn, Unlock, SavePreferences, SaveInvoicePdfs, SaveReceipts, SaveStatement, Touch, Reconnect, SaveRefusedRows, SaveAttachment, ReportCrash, ChangePassword,
            ExportList, ExportPapers, CancelExport, EnrolComputer, SwitchSending, KeepGatewayToken, NoteShown, TryAlert, GoOnBulk
        }
    };
}
