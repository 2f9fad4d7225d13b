//! Where the desktop stands: which workspace, who is signed in, whether the screen is locked.
//!
//! ```text
//! Choose → Preparing → FirstAdmin | SignIn → Open ⇄ Locked      (Broken: the workspace could not be opened)
//! ```
//!
//! One step at a time: whoever changes the state holds `Desk::turn`. What the page asks in between reads `Desk::stage`,
//! which is never held across a wait.

mod answers;
mod asking;
mod bell;
mod bulk;
mod exports;
mod invoicing;
mod keyring;
mod late;
mod listening;
mod opening;
mod overdue;
mod papers;
mod presence;
mod sending;
mod session;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aglis_core::{changes::Listening, context::Cx, uploads::Uploads, workspace::LocalWorkspace};
use chrono::{DateTime, Utc};
use model::{
    access::Me,
    desk::{Build, DemoLogin, DeskState, Link, Phase, Sending, Workspace},
    fault::{Code, Fault},
    notifications::Record,
};
use tokio::sync::Mutex as Turn;

use crate::{
    folders::Folders, preferences::PreferenceFile, surroundings::Surroundings, vault::Vault,
};

use overdue::Rounds;

pub use answers::answer;
pub use bell::Pace;
pub use listening::Patience;

/// How long connections of an ended session may take to say goodbye.
const CLOSE_WITHIN: std::time::Duration = std::time::Duration::from_secs(5);

/// The desktop's state and what it works with.
pub struct Desk {
    folders: Folders,
    vault: Vault,
    around: Arc<dyn Surroundings>,
    device: String,
    patience: Patience,
    file: Mutex<PreferenceFile>,
    stage: Mutex<Stage>,
    turn: Turn<Base>,
    exports: Mutex<exports::Running>,
    sender: Turn<Option<sending::Sender>>,
}

/// What a step may use and change: the open workspace.
#[derive(Default)]
pub(crate) struct Base {
    local: Option<LocalWorkspace>,
}

/// What the page sees.
struct Stage {
    phase: Phase,
    session: Option<Session>,
    link: Link,
    link_since: DateTime<Utc>,
    demo_logins: Vec<DemoLogin>,
    /// The last sign of life of the person in front of the window.
    touched: DateTime<Utc>,
    /// Files of the person who locked the screen.
    handed_in: Option<(String, Uploads)>,
    sending: Sending,
    /// The record that the page shows.
    in_sight: Option<Record>,
}

impl Stage {
    /// Drops the session; its connections end behind our back, because one that waits in a black hole would hold the lock up.
    fn leave(&mut self) {
        let Some(Session {
            cx,
            me,
            since: _,
            _listening,
            _overdue,
            _late,
            bell,
            bulk,
            invoicing,
        }) = self.session.take()
        else {
            return;
        };
        drop((_listening, _overdue, _late, bell, bulk, invoicing));
        self.in_sight = None;
        self.handed_in = Some((me.username, cx.uploads));
        let pool = cx.pool;
        tokio::spawn(async move {
            let closed = tokio::time::timeout(CLOSE_WITHIN, pool.close()).await;
            if closed.is_err() {
                tracing::info!("connections of an ended session are still waiting for the server");
            }
        });
    }
}

/// Somebody's open session. Dropping it ends the listener and the rounds.
pub(crate) struct Session {
    cx: Cx,
    me: Me,
    /// When it began, as the database tells; none when that could not be written down.
    since: Option<DateTime<Utc>>,
    _listening: Listening,
    _overdue: Rounds,
    _late: late::Rounds,
    bell: bell::Bell,
    bulk: bulk::Rounds,
    /// Invoice runs.
    invoicing: invoicing::Rounds,
}

impl Desk {
    /// A desk that has not chosen a workspace yet.
    #[must_use]
    pub fn new(folders: Folders, vault: Vault, around: Arc<dyn Surroundings>) -> Arc<Self> {
        Self::with_patience(folders, vault, around, Patience::default())
    }

    /// The same with other intervals, for tests that cannot wait as long as people do.
    #[must_use]
    pub fn with_patience(
        folders: Folders,
        vault: Vault,
        around: Arc<dyn Surroundings>,
        patience: Patience,
    ) -> Arc<Self> {
        let file = PreferenceFile::read(&folders.settings);
        Arc::new(Self {
            folders,
            vault,
            around,
            device: device_name(),
            patience,
            file: Mutex::new(file),
            stage: Mutex::new(Stage {
                phase: Phase::Choose,
                session: None,
                link: Link::Online,
                link_since: Utc::now(),
                demo_logins: Vec::new(),
                touched: Utc::now(),
                handed_in: None,
                sending: Sending::default(),
                in_sight: None,
            }),
            turn: Turn::new(Base::default()),
            exports: Mutex::default(),
            sender: Turn::default(),
        })
    }

    /// Everything the frame around the pages needs.
    #[must_use]
    pub fn state(&self) -> DeskState {
        let remembered = self.file().remembered().clone();
        let stage = self.stage();
        let workspace_name = match (&stage.session, &remembered.workspace) {
            (Some(session), _) if !session.me.company.is_empty() => session.me.company.clone(),
            (_, Some(Workspace::Shared(shared))) => {
                remembered.company.unwrap_or(shared.host.clone())
            }
            (_, Some(Workspace::Local { .. })) => remembered.company.unwrap_or_default(),
            (_, None) => String::new(),
        };
        DeskState {
            phase: stage.phase.clone(),
            workspace: remembered.workspace,
            workspace_name,
            demo_logins: stage.demo_logins.clone(),
            remembered: remembered.remembered_account.is_some()
                && remembered.remembered_account
                    == remembered
                        .last_username
                        .as_deref()
                        .map(|username| self.account(username)),
            last_username: remembered.last_username,
            keyring: self.vault.remembers(),
            link: stage.link,
            link_since: stage.link_since,
            pdf_folder: papers::folder(&remembered.preferences, &self.folders)
                .display()
                .to_string(),
            preferences: remembered.preferences,
            build: build(),
            tray: self.around.has_tray(),
            sending: stage.sending.clone(),
        }
    }

    /// The session's context for a call of the core.
    ///
    /// # Errors
    /// [`Code::SignedOut`] while nobody is signed in or the screen is locked.
    pub fn context(&self) -> Result<Cx, Fault> {
        let stage = self.stage();
        let session = stage.session.as_ref();
        session
            .map(|session| session.cx.clone())
            .ok_or_else(|| Fault::new(Code::SignedOut))
    }

    /// Drops the session, if there is one, with its handed-in files.
    fn end_session(&self) {
        let mut stage = self.stage();
        stage.leave();
        stage.handed_in = None;
    }

    /// What this computer remembers; held only for a moment.
    pub(crate) fn file(&self) -> MutexGuard<'_, PreferenceFile> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what the page sees and tells it.
    fn show(&self, change: impl FnOnce(&mut Stage)) {
        change(&mut self.stage());
        self.around.tell("desk", "");
    }

    fn show_phase(&self, phase: Phase) {
        self.show(|stage| stage.phase = phase);
    }

    /// Remembers something. A disk that refuses is logged: the work goes on and only the memory is lost.
    fn remember(&self, change: impl FnOnce(&mut crate::preferences::Remembered)) {
        if let Err(error) = self.file().change(change) {
            tracing::warn!(%error, "cannot write the settings file");
        }
    }
}

/// Which build this is.
#[must_use]
pub fn build() -> Build {
    Build {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: env!("AGLIS_COMMIT").to_owned(),
        platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
    }
}

/// The computer's name, for the audit trail.
fn device_name() -> String {
    let from_kernel = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = from_kernel
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .or_else(|| std::env::var("HOSTNAME").ok())
        .unwrap_or_default();
    match name.trim() {
        "" => "desktop".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::{
        desk::Phase,
        fault::{Code, Fault},
        text::Locale,
    };

    use super::Desk;
    use crate::{
        folders::Folders,
        surroundings::bench::Bench,
        vault::{Memory, Vault},
    };

    fn desk(folder: &std::path::Path) -> (Arc<Desk>, Arc<Bench>) {
        let bench = Arc::new(Bench::default());
        let folders = Folders::find(Some(folder.to_path_buf())).unwrap();
        let desk = Desk::new(folders, Vault::new(Memory::default()), bench.clone());
        (desk, bench)
    }

    async fn ask(desk: &Arc<Desk>, name: &str, request: &str) -> serde_json::Value {
        let bytes = format!(r#"{{"request": {request}}}"#);
        let answer = super::answer(desk, name, bytes.as_bytes()).await.unwrap();
        serde_json::from_slice(&answer).unwrap()
    }

    #[tokio::test]
    async fn a_new_computer_is_asked_for_its_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, _) = desk(folder.path());
        assert_eq!(desk.state().phase, Phase::Choose);
        assert_eq!(desk.context().unwrap_err(), Fault::new(Code::SignedOut));
    }

    #[tokio::test]
    async fn saved_preferences_are_answered_and_told_to_the_page() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, bench) = desk(folder.path());
        let wanted = r#"{"preferences": {"locale": "en", "auto_lock_minutes": 5}}"#;
        let answer = ask(&desk, "SavePreferences", wanted).await;
        assert_eq!(answer["Ok"]["locale"], "en");
        assert_eq!(desk.state().preferences.locale, Locale::En);
        assert_eq!(bench.told(), ["desk"]);
    }

    #[tokio::test]
    async fn a_trial_is_shown_and_says_whether_the_system_plays_sounds() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, bench) = desk(folder.path());
        let answer = ask(&desk, "TryAlert", "{}").await;
        assert_eq!(answer, serde_json::json!({"Ok": true}));
        assert_eq!(bench.told(), ["alert -1 Contoh notifikasi"]);
    }

    #[tokio::test]
    async fn a_crash_of_the_page_leaves_a_file_with_its_place_cut_short() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, _) = desk(folder.path());
        std::fs::create_dir_all(&desk.folders.logs).unwrap();
        let place = format!("ui/src/app.rs:7:1\n{}", "x".repeat(500));
        let request = serde_json::json!({ "place": place }).to_string();
        let answer = ask(&desk, "ReportCrash", &request).await;
        assert_eq!(answer, serde_json::json!({"Ok": null}));
        let files = crate::log::newest(&desk.folders.logs, "crash-", 9);
        let report = std::fs::read_to_string(&files[0]).unwrap();
        assert!(report.contains("at ui/src/app.rs:7:1x"), "{report}");
        assert!(!report.contains(&"x".repeat(200)), "{report}");
    }

    #[tokio::test]
    async fn an_unreadable_request_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, _) = desk(folder.path());
        let answer = ask(&desk, "SignIn", r#"{"user": 7}"#).await;
        assert_eq!(answer["Err"]["code"], "Invalid");
    }

    #[tokio::test]
    async fn a_call_of_the_core_is_not_the_desks() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, _) = desk(folder.path());
        assert!(super::answer(&desk, "ShowMe", b"{}").await.is_none());
    }

    #[tokio::test]
    async fn signing_in_needs_an_open_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, _) = desk(folder.path());
        let login = r#"{"username": "siti", "password": "x", "remember": false}"#;
        let answer = ask(&desk, "SignIn", login).await;
        assert_eq!(answer["Err"]["code"], "Conflict");
    }
}
