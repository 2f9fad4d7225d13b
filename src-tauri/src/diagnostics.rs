//! The bundle that a person sends when something is wrong: versions, settings, the last logs and crash files.
//!
//! Nothing in it names a customer or holds a secret: settings are reduced to what explains a fault, logs hold neither by
//! their own rule, and whatever still looks like a phone number or an e-mail address is struck out on the way in.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use chrono::Utc;
use model::desk::{Link, Workspace};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{desk, folders::Folders, log, preferences::Remembered};

/// Days of log and number of crash files in a bundle.
const FILES: usize = 5;
/// The end of each log that is taken, in bytes.
const LOG_MAX: usize = 1024 * 1024;

/// Writes the bundle beside the logs and answers its path.
///
/// # Errors
/// When the bundle cannot be written; nothing half-written stays.
pub fn write(
    folders: &Folders,
    remembered: &Remembered,
    link: Link,
    tray: bool,
) -> io::Result<PathBuf> {
    fs::create_dir_all(&folders.logs)?;
    let name = format!(
        "aglis-diagnostics-{}.zip",
        Utc::now().format("%Y%m%d-%H%M%S")
    );
    let path = folders.logs.join(name);
    let part = path.with_extension("part");
    let outcome = fill(&part, folders, remembered, link, tray);
    if outcome.is_err() {
        // The first failure is the one to tell.
        fs::remove_file(&part).ok();
    }
    outcome?;
    fs::rename(&part, &path)?;
    Ok(path)
}

fn fill(
    part: &Path,
    folders: &Folders,
    remembered: &Remembered,
    link: Link,
    tray: bool,
) -> io::Result<()> {
    let mut bundle = ZipWriter::new(File::create(part)?);
    let options = SimpleFileOptions::default();
    bundle.start_file("about.json", options)?;
    let about = about(folders, remembered, link, tray);
    bundle.write_all(&serde_json::to_vec_pretty(&about)?)?;
    let logs = log::newest(&folders.logs, "aglis-2", FILES);
    for file in logs
        .iter()
        .chain(&log::newest(&folders.logs, "crash-", FILES))
    {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let bytes = fs::read(file)?;
        let end = &bytes[bytes.len().saturating_sub(LOG_MAX)..];
        bundle.start_file(name.as_ref(), options)?;
        bundle.write_all(struck_out(&String::from_utf8_lossy(end)).as_bytes())?;
    }
    bundle.finish()?.sync_all()
}

fn about(folders: &Folders, remembered: &Remembered, link: Link, tray: bool) -> serde_json::Value {
    let workspace = match &remembered.workspace {
        None => "none",
        Some(Workspace::Local { .. }) => "local",
        Some(Workspace::Shared(_)) => "shared",
    };
    let preferences = &remembered.preferences;
    serde_json::json!({
        "build": desk::build(),
        "written": Utc::now(),
        "workspace": workspace,
        "link": link,
        "tray": tray,
        "desktop": std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default(),
        "session": std::env::var("XDG_SESSION_TYPE").unwrap_or_default(),
        "own_data_folder": folders.own.is_some(),
        "preferences": {
            "theme": preferences.theme,
            "locale": preferences.locale,
            "close_to_tray": preferences.close_to_tray,
            "auto_lock_minutes": preferences.auto_lock_minutes,
            "own_pdf_folder": preferences.pdf_folder.is_some(),
        },
    })
}

/// Replaces what looks like a phone number (nine digits or more in a row) or an e-mail address.
fn struck_out(text: &str) -> String {
    let word = |word: &str| {
        let digits = |run: &str| run.len() >= 9;
        let phone = word
            .split(|letter: char| !letter.is_ascii_digit())
            .any(digits);
        let mail = word
            .split_once('@')
            .is_some_and(|(who, host)| !who.is_empty() && host.contains('.'));
        if phone || mail { "[…]" } else { word }.to_owned()
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use model::desk::{Link, SharedDatabase, Workspace};

    use super::{struck_out, write};
    use crate::{folders::Folders, preferences::Remembered};

    #[test]
    fn a_bundle_holds_no_login_no_server_and_no_phone() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::find(Some(folder.path().to_path_buf())).unwrap();
        std::fs::create_dir_all(&folders.logs).unwrap();
        let line = "INFO sent to=+6281234567890 mail budi@contoh.id duration_ms=12";
        std::fs::write(folders.logs.join("aglis-2025-11-20.log"), line).unwrap();
        std::fs::write(folders.logs.join("crash-20251120.txt"), "at desk.rs:7").unwrap();
        let remembered = Remembered {
            workspace: Some(Workspace::Shared(SharedDatabase {
                host: "db.geheim.example".to_owned(),
                ..SharedDatabase::default()
            })),
            last_username: Some("siti.rahma".to_owned()),
            company: Some("PT Rahasia".to_owned()),
            ..Remembered::default()
        };
        let path = write(&folders, &remembered, Link::Online, false).unwrap();

        let mut bundle = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        let mut all = String::new();
        for at in 0..bundle.len() {
            bundle
                .by_index(at)
                .unwrap()
                .read_to_string(&mut all)
                .unwrap();
        }
        for wanted in ["0.1.0", "duration_ms=12", "desk.rs:7", "shared"] {
            assert!(all.contains(wanted), "{wanted} is missing: {all}");
        }
        for secret in ["8123", "budi", "geheim", "siti", "Rahasia"] {
            assert!(!all.contains(secret), "{secret} is in the bundle: {all}");
        }
    }

    #[test]
    fn only_what_could_name_a_person_is_struck_out() {
        let text = "call=ListTickets duration_ms=123456 to 081234567890\nat x.rs:12";
        let expected = "call=ListTickets duration_ms=123456 to […]\nat x.rs:12";
        assert_eq!(struck_out(text), expected);
    }
}
