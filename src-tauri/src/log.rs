//! The log: one file a day, kept for two weeks, and a file of its own for each crash.
//!
//! What is logged names calls, durations and references, never a person, a phone number or a password; the callers see to
//! that. A crash file holds the place in the program and not the panic's message, which may quote data.

use std::{
    backtrace::Backtrace,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    panic,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{NaiveDate, Utc};
use tracing_subscriber::{
    EnvFilter, fmt::MakeWriter, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

/// Days after which a log is removed.
const KEEP_DAYS: i64 = 14;

/// Starts logging into `folder` and writes a crash file there for every panic. `AGLIS_LOG` sets what is logged
/// (`aglis_core=debug`).
///
/// # Errors
/// When the folder cannot be made.
pub fn start(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    remove_old(folder, Utc::now().date_naive());
    let filter = EnvFilter::try_from_env("AGLIS_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,aglis_core=info,aglis_desktop=info"));
    let to_file = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(Daily::new(folder));
    // A second start in one process (tests) keeps the first log.
    tracing_subscriber::registry()
        .with(filter)
        .with(to_file)
        .try_init()
        .ok();
    write_crashes(folder.to_path_buf());
    Ok(())
}

fn write_crashes(folder: PathBuf) {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |crash| {
        let place = crash
            .location()
            .map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "panicked");
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed");
        let place = format!("{place}\n\n{}", Backtrace::force_capture());
        write_crash(&folder, &format!("thread {name}"), &place);
        usual(crash);
    }));
}

/// Writes a crash file: which part of the program stopped, and where.
pub fn write_crash(folder: &Path, part: &str, place: &str) {
    let report = format!(
        "AGLIS {} ({})\n{}\n{part}\nat {place}\n",
        env!("CARGO_PKG_VERSION"),
        env!("AGLIS_COMMIT"),
        Utc::now().to_rfc3339(),
    );
    let name = format!("crash-{}.txt", Utc::now().format("%Y%m%d-%H%M%S-%3f"));
    if let Err(error) = fs::write(folder.join(name), report) {
        tracing::error!(%error, "cannot write the crash file");
    }
}

/// Writes into `aglis-YYYY-MM-DD.log`, changing the file at midnight UTC.
#[derive(Clone)]
struct Daily(Arc<Mutex<Today>>);

struct Today {
    folder: PathBuf,
    day: NaiveDate,
    file: Option<File>,
}

impl Daily {
    fn new(folder: &Path) -> Self {
        Self(Arc::new(Mutex::new(Today {
            folder: folder.to_path_buf(),
            day: NaiveDate::default(),
            file: None,
        })))
    }
}

impl Write for Daily {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut today = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let day = Utc::now().date_naive();
        if today.file.is_none() || today.day != day {
            let path = today.folder.join(log_name(day));
            today.file = Some(OpenOptions::new().create(true).append(true).open(path)?);
            today.day = day;
        }
        match &mut today.file {
            // Whole lines at once: two windows share the file.
            Some(file) => file.write_all(bytes).map(|()| bytes.len()),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Daily {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn log_name(day: NaiveDate) -> String {
    format!("aglis-{day}.log")
}

fn day_of(name: &str) -> Option<NaiveDate> {
    name.strip_prefix("aglis-")?
        .strip_suffix(".log")?
        .parse()
        .ok()
}

/// The day in the name of a crash file or a bundle: `crash-20251120-….txt`, `aglis-diagnostics-20251120-….zip`.
fn day_of_report(name: &str) -> Option<NaiveDate> {
    let rest = name
        .strip_prefix("crash-")
        .or_else(|| name.strip_prefix("aglis-diagnostics-"))?;
    NaiveDate::parse_from_str(rest.get(..8)?, "%Y%m%d").ok()
}

fn remove_old(folder: &Path, today: NaiveDate) {
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = file.file_name();
        let name = name.to_string_lossy();
        let day = day_of(&name).or_else(|| day_of_report(&name));
        if day.is_some_and(|day| (today - day).num_days() > KEEP_DAYS) {
            // A log that cannot be removed today is tried again tomorrow.
            fs::remove_file(file.path()).ok();
        }
    }
}

/// The newest files in the log folder whose names begin with `prefix`, newest first, `most` at most.
#[must_use]
pub fn newest(folder: &Path, prefix: &str, most: usize) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(prefix))
        })
        .collect();
    // The names carry the date, so that their order is that of time.
    files.sort();
    files.reverse();
    files.truncate(most);
    files
}

#[cfg(test)]
mod tests {
    use super::{log_name, newest, remove_old};

    #[test]
    fn logs_and_reports_older_than_two_weeks_are_removed_and_other_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let today = "2025-11-20".parse().unwrap();
        for day in ["2025-11-20", "2025-11-06", "2025-11-05"] {
            std::fs::write(folder.path().join(log_name(day.parse().unwrap())), "x").unwrap();
        }
        for name in ["crash-20251107.txt", "crash-20251105.txt", "notes-2020.txt"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        remove_old(folder.path(), today);
        let left = newest(folder.path(), "aglis-", 9);
        assert_eq!(left.len(), 2);
        assert!(left[0].ends_with("aglis-2025-11-20.log"));
        assert_eq!(newest(folder.path(), "crash-", 9).len(), 1);
        assert_eq!(newest(folder.path(), "notes-", 9).len(), 1);
    }
}
