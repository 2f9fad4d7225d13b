//! What a page asks of the desktop.

use serde::{Deserialize, Serialize};

use super::{DeskState, Preferences, SharedDatabase};
use crate::{
    access::Me,
    call,
    ids::{FileId, InvoiceId, PaymentId},
    imports::ImportPlan,
    payments::statement::ShowStatement,
    problem::Problem,
    secret::Secret,
};

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

/// Writes receipts of verified payments as PDFs into the folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveReceipts {
    /// Which.
    pub payments: Vec<PaymentId>,
}
call!(SaveReceipts => SavedFiles; reads []; changes []; Desk);

/// Writes the statement of a customer's account as a PDF into the folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveStatement {
    /// Whose, and which days.
    pub statement: ShowStatement,
}
call!(SaveStatement => SavedFiles; reads []; changes []; Desk);

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
