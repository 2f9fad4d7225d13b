//! Files that a person handed in and that no record uses yet.
//!
//! They live in unnamed temporary files of this process, so that a crash leaves nothing behind, and are forgotten after a
//! day or when the session ends.

use std::{
    collections::HashMap,
    io::{Read, Seek, SeekFrom, Write},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use model::{
    ids::FileId,
    problem::{Problem, Problems},
};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Largest file that may be handed in, in bytes.
pub const SIZE_MAX: usize = 50 * 1024 * 1024;
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// The files of one session; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Uploads(Arc<Mutex<HashMap<Uuid, Upload>>>);

#[derive(Debug)]
struct Upload {
    name: String,
    file: std::fs::File,
    since: Instant,
}

/// A file as it was handed in.
#[derive(Debug)]
pub struct Handed {
    /// Its name, for people only.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Uploads {
    /// Keeps a file and answers its id.
    ///
    /// # Errors
    /// `FILE_EMPTY` or `FILE_SIZE` at field `file`; [`Error::Internal`] when the disk refuses.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<FileId> {
        let mut problems = Problems::none();
        if bytes.is_empty() {
            problems.add("file", Problem::new("FILE_EMPTY"));
        }
        if bytes.len() > SIZE_MAX {
            problems.add(
                "file",
                Problem::new("FILE_SIZE").with("max", SIZE_MAX / 1024 / 1024),
            );
        }
        problems.into_result()?;
        let mut file = tempfile::tempfile()
            .map_err(|e| Error::Internal(format!("cannot keep an uploaded file: {e}")))?;
        file.write_all(bytes)
            .map_err(|e| Error::Internal(format!("cannot keep an uploaded file: {e}")))?;
        let id = Uuid::now_v7();
        let name = shown_name(name);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, upload| upload.since.elapsed() < KEPT);
        held.insert(
            id,
            Upload {
                name,
                file,
                since: Instant::now(),
            },
        );
        Ok(FileId(id))
    }

    /// Reads a file that was handed in.
    ///
    /// # Errors
    /// `FILE_GONE` at field `file` when it is not (or no longer) here.
    pub fn read(&self, id: FileId) -> Result<Handed> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let upload = held
            .get_mut(&id.0)
            .ok_or_else(|| Error::field("file", Problem::new("FILE_GONE")))?;
        let mut bytes = Vec::new();
        upload
            .file
            .seek(SeekFrom::Start(0))
            .and_then(|_| upload.file.read_to_end(&mut bytes))
            .map_err(|e| Error::Internal(format!("cannot read an uploaded file: {e}")))?;
        Ok(Handed {
            name: upload.name.clone(),
            bytes,
        })
    }

    /// Forgets everything, when a session ends.
    pub fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

/// What people see of a file's name: no folder, no sign that hides or turns what follows it, at most 200 characters.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|sign| !sign.is_control())
        .filter(|sign| !matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{SIZE_MAX, Uploads, shown_name};

    #[test]
    fn a_name_shows_no_folder_and_hides_no_ending() {
        assert_eq!(shown_name("../../etc/foto.jpg"), "foto.jpg");
        assert_eq!(shown_name("C:\\Foto\\rumah.jpg"), "rumah.jpg");
        assert_eq!(shown_name("rumah\u{202e}gpj.exe"), "rumahgpj.exe");
        assert_eq!(shown_name(&"x".repeat(300)).len(), 200);
    }

    #[test]
    fn a_file_is_read_as_often_as_needed_until_the_session_ends() {
        let uploads = Uploads::default();
        let id = uploads.keep("foto.jpg", b"abc").unwrap();
        assert_eq!(uploads.read(id).unwrap().bytes, b"abc");
        assert_eq!(uploads.read(id).unwrap().name, "foto.jpg");
        uploads.clear();
        assert!(uploads.read(id).is_err());
    }

    #[test]
    fn empty_and_huge_files_are_refused() {
        let uploads = Uploads::default();
        assert!(uploads.keep("x", b"").is_err());
        assert!(uploads.keep("x", &vec![0; SIZE_MAX + 1]).is_err());
    }
}
