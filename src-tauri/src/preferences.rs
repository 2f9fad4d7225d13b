//! What this computer remembers for its user: one small JSON file, replaced whole. No secret is ever in it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use model::desk::{Preferences, Workspace};
use serde::{Deserialize, Serialize};

/// The longest time until the screen locks, in minutes: one working day.
const AUTO_LOCK_MAX: u32 = 480;

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Which workspace this computer uses.
    pub workspace: Option<Workspace>,
    /// Last login name used here.
    pub last_username: Option<String>,
    /// Company name of the workspace, for the sign-in page.
    pub company: Option<String>,
    /// Login and workspace whose password lies in the keyring, as the keyring names them.
    pub remembered_account: Option<String>,
    /// Workspaces whose messages this computer does not send although it may, as the keyring names them.
    pub silent: Vec<String>,
    /// What the person chose.
    pub preferences: Preferences,
}

/// The file and what stands in it.
#[derive(Debug)]
pub struct PreferenceFile {
    path: PathBuf,
    remembered: Remembered,
}

impl PreferenceFile {
    /// Reads the file in `folder`.
    ///
    /// A missing file means the defaults. A damaged one is put aside as `preferences.damaged.json` and the defaults are
    /// used: nobody is locked out of his work by a broken setting.
    #[must_use]
    pub fn read(folder: &Path) -> Self {
        let path = folder.join("preferences.json");
        let remembered = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(line = error.line(), "the settings file is damaged");
                let aside = folder.join("preferences.damaged.json");
                if let Err(error) = fs::rename(&path, aside) {
                    tracing::warn!(%error, "cannot put the damaged settings file aside");
                }
                Remembered::default()
            }),
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(%error, "cannot read the settings file");
                }
                Remembered::default()
            }
        };
        Self { path, remembered }
    }

    /// What stands in the file.
    #[must_use]
    pub fn remembered(&self) -> &Remembered {
        &self.remembered
    }

    /// Changes what is remembered and writes the file. What another window wrote meanwhile stays; when writing fails the
    /// change holds until the program ends.
    ///
    /// # Errors
    /// What the system said when the file could not be written.
    pub fn change(&mut self, change: impl FnOnce(&mut Remembered)) -> io::Result<()> {
        let alone = lock_beside(&self.path);
        if let Some(written) = fs::read(&self.path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        {
            self.remembered = written;
        }
        let before = self.remembered.clone();
        change(&mut self.remembered);
        let minutes = &mut self.remembered.preferences.auto_lock_minutes;
        *minutes = (*minutes).min(AUTO_LOCK_MAX);
        if self.remembered == before {
            return Ok(());
        }
        write_whole(&self.path, &serde_json::to_vec_pretty(&self.remembered)?)?;
        drop(alone);
        Ok(())
    }
}

/// Holds other windows' changes back until it is dropped; none where the system knows no such locks, which costs at worst
/// the other window's change.
fn lock_beside(path: &Path) -> Option<fs::File> {
    fs::create_dir_all(path.parent()?).ok()?;
    let mut options = fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    let file = options.open(path.with_extension("lock")).ok()?;
    file.lock().ok()?;
    Some(file)
}

/// Writes a file so that a crash leaves the old or the new text, never half of one.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // Two windows may save at the same moment; each has its own half-written file.
    let part = path.with_extension(format!("{}.part", std::process::id()));
    let mut file = fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)
}

#[cfg(test)]
mod tests {
    use model::{desk::Theme, text::Locale};

    use super::PreferenceFile;

    #[test]
    fn preferences_survive_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = PreferenceFile::read(folder.path());
        file.change(|all| {
            all.preferences.theme = Theme::Dark;
            all.preferences.locale = Locale::En;
            all.last_username = Some("siti".to_owned());
        })
        .unwrap();
        let again = PreferenceFile::read(folder.path());
        assert_eq!(again.remembered(), file.remembered());
        let names = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names, 2, "no half-written file stays behind, only the lock");
    }

    #[test]
    fn two_windows_keep_each_others_choices() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = PreferenceFile::read(folder.path());
        let mut second = PreferenceFile::read(folder.path());
        second
            .change(|all| all.preferences.locale = Locale::En)
            .unwrap();
        first
            .change(|all| all.last_username = Some("siti".to_owned()))
            .unwrap();
        let now = PreferenceFile::read(folder.path());
        assert_eq!(now.remembered().preferences.locale, Locale::En);
        assert_eq!(now.remembered().last_username.as_deref(), Some("siti"));
    }

    #[test]
    fn a_damaged_file_is_put_aside_and_the_defaults_are_used() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("preferences.json"),
            "{\"preferences\": 7",
        )
        .unwrap();
        let file = PreferenceFile::read(folder.path());
        assert_eq!(file.remembered().preferences.auto_lock_minutes, 10);
        assert!(folder.path().join("preferences.damaged.json").exists());
    }

    #[test]
    fn an_older_file_without_newer_fields_is_understood() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{"preferences": {"theme": "dark"}}"#;
        std::fs::write(folder.path().join("preferences.json"), text).unwrap();
        let file = PreferenceFile::read(folder.path());
        assert_eq!(file.remembered().preferences.theme, Theme::Dark);
        assert_eq!(file.remembered().preferences.locale, Locale::Id);
    }
}
