//! Calls that the desktop itself answers: workspace, sign-in, preferences, files on this computer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    access::Me,
    call,
    ids::{FileId, InvoiceId},
    imports::ImportPlan,
    problem::Problem,
    secret::Secret,
    text::Locale,
};

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
}

macro_rules! empty_request {
    ($(#[$doc:meta])* $name:ident => $reply:ty; reads [$($read:ident),*]; changes [$($change:ident),*]) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {}
        call!($name => $reply; reads [$($read),*]; changes [$($change),*]; Desk);
    };
}

empty_request!(
    /// Asks where the desktop stands.
    ShowDesk => DeskState; reads [Desk]; changes []
);
empty_request!(
    /// Leaves the workspace and goes back to choosing one; its data stays.
    LeaveWorkspace => (); reads []; changes [Desk]
);
empty_request!(
    /// Ends the session and forgets the remembered password.
    SignOut => (); reads []; changes [Desk]
);
empty_request!(
    /// Locks the screen at once: connections dropped, lists wiped.
    Lock => (); reads []; changes [Desk]
);
empty_request!(
    /// Lets the person choose a folder for PDFs in the system's own dialog; none when cancelled.
    ChoosePdfFolder => Option<String>; reads []; changes [Desk]
);
empty_request!(
    /// Opens the folder for PDFs in the system's file manager.
    OpenPdfFolder => (); reads []; changes []
);
empty_request!(
    /// Writes the diagnostics bundle (logs, versions, settings; no secret, no customer) and answers its path.
    WriteDiagnostics => String; reads []; changes []
);

/// Opens (and on first use creates) the private workspace of this computer. Answers at once; the phase tells progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseLocalWorkspace {
    /// Fill an empty workspace with demo data.
    pub demo: bool,
}
call!(UseLocalWorkspace => (); reads []; changes [Desk]; Desk);

/// Remembers a shared database as this computer's workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseSharedDatabase {
    /// Where it is.
    pub database: SharedDatabase,
}
call!(UseSharedDatabase => (); reads []; changes [Desk]; Desk);

/// Tries a shared database with a login and says what stands in the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestConnection {
    /// Where it is.
    pub database: SharedDatabase,
    /// Login name.
    pub username: String,
    /// Password.
    pub password: Secret,
}
call!(TestConnection => ConnectionReport; reads []; changes []; Desk);

/// What a connection test found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionReport {
    /// None when all is well; else `CONN_HOST`, `CONN_REFUSED`, `CONN_TIMEOUT`, `CONN_CERTIFICATE`, `CONN_LOGIN`,
    /// `CONN_DATABASE`, `CONN_FULL`, `SCHEMA_OLD`, `SCHEMA_NEW`, `LOGIN_DISABLED`.
    pub problem: Option<Problem>,
    /// Round trip in milliseconds when it answered.
    pub milliseconds: u64,
    /// Server version when it answered.
    pub server: Option<String>,
}

/// Makes the first admin of an empty workspace and signs him in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateFirstAdmin {
    /// Company name for the masthead and invoices.
    pub company: String,
    /// Name for people.
    pub name: String,
    /// Login name.
    pub username: String,
    /// 12–128 characters.
    pub password: Secret,
}
call!(CreateFirstAdmin => (); reads []; changes [Desk]; Desk);

/// Signs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Login name.
    pub username: String,
    /// Password; none uses the one in the keyring.
    pub password: Option<Secret>,
    /// Keep the password in the system's keyring.
    pub remember: bool,
}
call!(SignIn => Me; reads []; changes [Desk]; Desk);

/// Unlocks the screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    /// Password of the person whose session is locked.
    pub password: Secret,
}
call!(Unlock => Me; reads []; changes [Desk]; Desk);

/// Changes one's own password and goes on working with it; other windows of the person have to sign in again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The one that is to go, so that nobody else changes it at an unlocked screen.
    pub current: Secret,
    /// The new one.
    pub password: Secret,
}
call!(ChangePassword => (); reads []; changes [Desk]; Desk);

/// Remembers preferences on this computer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavePreferences {
    /// All of them.
    pub preferences: Preferences,
}
call!(SavePreferences => Preferences; reads []; changes [Desk]; Desk);

/// Tells that the person did something, so that the screen stays open; sent now and then while he works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Touch {}
call!(Touch => (); reads []; changes []; Desk);

/// Tries a lost connection at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconnect {}
call!(Reconnect => (); reads []; changes [Desk]; Desk);

/// Says that the interface has crashed, so that a trace of it stays on this computer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportCrash {
    /// File, line and column in the program; never the message, which may quote data.
    pub place: String,
}
call!(ReportCrash => (); reads []; changes []; Desk);

/// Writes invoices as PDFs into the folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveInvoicePdfs {
    /// Which.
    pub invoices: Vec<InvoiceId>,
}
call!(SaveInvoicePdfs => SavedFiles; reads []; changes []; Desk);

/// Writes the refused rows of an import as a CSV for a spreadsheet into the folder; nothing there is replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveRefusedRows {
    /// The trial or run they come from.
    pub plan: ImportPlan,
}
call!(SaveRefusedRows => SavedFiles; reads []; changes []; Desk);

/// Writes a picture or document of a ticket into the folder; nothing there is replaced, and nothing is opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveAttachment {
    /// Which.
    pub file: FileId,
}
call!(SaveAttachment => SavedFiles; reads []; changes []; Desk);

/// Files that were written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFiles {
    /// Folder.
    pub folder: String,
    /// Names in it, in the order asked.
    pub files: Vec<String>,
}

/// The list of desk calls; `$then!` receives all type names.
#[macro_export]
macro_rules! every_desk_call {
    ($then:ident) => {
        $then! {
            ShowDesk, LeaveWorkspace, SignOut, Lock, ChoosePdfFolder, OpenPdfFolder, WriteDiagnostics, UseLocalWorkspace, UseSharedDatabase,
            TestConnection, CreateFirstAdmin, SignIn, Unlock, SavePreferences, SaveInvoicePdfs, Touch, Reconnect, SaveRefusedRows, SaveAttachment, ReportCrash, ChangePassword,
            ExportList, CancelExport
        }
    };
}
