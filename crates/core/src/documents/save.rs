//! Keeps a document as a file in a folder, whole or not at all.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::{NamedTempFile, TempDir};

use super::DocumentError;

/// As many files of one name are kept beside each other.
const NAMES_MAX: u32 = 10_000;
const NAME_LENGTH: usize = 80;

/// The file name of an invoice: its number and `.pdf`.
///
/// Numbers are letters, digits and hyphens; anything else becomes a hyphen, so a name never leaves its folder.
#[must_use]
pub fn file_name(number: &str) -> String {
    let safe: String = number
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || letter == '-' {
                letter
            } else {
                '-'
            }
        })
        .collect();
    if safe.is_empty() {
        "INV.pdf".to_owned()
    } else {
        format!("{safe}.pdf")
    }
}

/// Writes a document into a folder, which is made when it is missing, and returns where it is.
///
/// The bytes go to a temporary file beside it first and take its name when they are all on the disk: a reader sees the
/// former file or the new one, and a full disk leaves no half file.
///
/// # Errors
/// [`DocumentError::Save`] with the path and what the operating system said.
pub fn save(folder: &Path, number: &str, bytes: &[u8]) -> Result<PathBuf, DocumentError> {
    let path = folder.join(file_name(number));
    match keep(folder, &path, |file| file.write_all(bytes)) {
        Ok(()) => Ok(path),
        Err(source) => Err(DocumentError::Save { path, source }),
    }
}

/// Writes a file beside whatever is there already, as `name.csv`, `name-2.csv`, `name-3.csv` …, and returns where it is.
///
/// Signs that a file system or a folder could take amiss become hyphens; otherwise the same care as in [`save`].
///
/// # Errors
/// [`DocumentError::Save`] with the path and what the operating system said.
pub fn save_beside(
    folder: &Path,
    name: &str,
    ending: &str,
    bytes: &[u8],
) -> Result<PathBuf, DocumentError> {
    let name = plain_name(name);
    write(folder, |file| file.write_all(bytes))
        .and_then(|written| settle(written, folder, &name, ending))
        .map_err(|source| DocumentError::Save {
            path: folder.join(format!("{name}.{ending}")),
            source,
        })
}

/// A temporary folder beside the one it is to become; it is gone with all that is in it when it is dropped without a name.
pub(crate) fn begin_folder(folder: &Path) -> io::Result<TempDir> {
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aglis-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(folder)
}

/// Gives a filled folder its name, with a number when there is one of that name already.
pub(crate) fn settle_folder(full: TempDir, folder: &Path, name: &str) -> io::Result<PathBuf> {
    let mut path = folder.join(name);
    let mut number = 1;
    while path.exists() && number < NAMES_MAX {
        number += 1;
        path = folder.join(format!("{name}-{number}"));
    }
    fs::rename(full.path(), &path)?;
    // It is not there any more under the name that would be removed.
    let _ = full.keep();
    Ok(path)
}

/// Gives a written file its name, with a number when the folder holds one of that name already.
pub(crate) fn settle(
    mut written: NamedTempFile,
    folder: &Path,
    name: &str,
    ending: &str,
) -> io::Result<PathBuf> {
    let mut path = folder.join(format!("{name}.{ending}"));
    let mut number = 1;
    loop {
        match written.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(taken)
                if taken.error.kind() == io::ErrorKind::AlreadyExists && number < NAMES_MAX =>
            {
                written = taken.file;
                number += 1;
                path = folder.join(format!("{name}-{number}.{ending}"));
            }
            Err(failed) => return Err(failed.error),
        }
    }
}

/// A name that stays in its folder and is a name on every system.
fn plain_name(name: &str) -> String {
    let safe: String = name
        .chars()
        .take(NAME_LENGTH)
        .map(|sign| {
            if sign.is_alphanumeric() || matches!(sign, '-' | '_' | ' ') {
                sign
            } else {
                '-'
            }
        })
        .collect();
    match safe.trim_matches([' ', '-']) {
        "" => "AGLIS".to_owned(),
        kept => kept.to_owned(),
    }
}

fn keep(
    folder: &Path,
    path: &Path,
    fill: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> io::Result<()> {
    let written = write(folder, fill)?;
    written.persist(path).map_err(|failed| failed.error)?;
    Ok(())
}

/// The temporary file with all its bytes on the disk; it is gone when it is dropped.
fn write(
    folder: &Path,
    fill: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let mut file = begin(folder)?;
    fill(file.as_file_mut())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// A temporary file beside the one it is to become; it is gone when it is dropped without a name.
pub(crate) fn begin(folder: &Path) -> io::Result<NamedTempFile> {
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aglis-").suffix(".part");
    // A temporary file is for its owner only; the document is a file like any other.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        io::{ErrorKind, Write},
    };

    use super::{file_name, keep, save, save_beside};

    #[test]
    fn a_name_never_leaves_its_folder() {
        assert_eq!(file_name("INV-202511-00042"), "INV-202511-00042.pdf");
        assert_eq!(file_name("../etc/passwd"), "---etc-passwd.pdf");
        assert_eq!(file_name(""), "INV.pdf");
    }

    #[test]
    fn saving_again_replaces_the_file_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("AGLIS/2025");
        save(&inner, "INV-202511-00042", b"first").unwrap();
        let path = save(&inner, "INV-202511-00042", b"second").unwrap();
        assert_eq!(path, inner.join("INV-202511-00042.pdf"));
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_must_not_replace_another_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let save = |bytes: &[u8]| save_beside(folder.path(), "data-ditolak", "csv", bytes);
        for (bytes, name) in [
            (b"first", "data-ditolak.csv"),
            (b"other", "data-ditolak-2.csv"),
            (b"third", "data-ditolak-3.csv"),
        ] {
            let path = save(bytes).unwrap();
            assert_eq!(path, folder.path().join(name));
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_name_from_elsewhere_stays_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        for (name, kept) in [
            ("../../etc/passwd", "etc-passwd.csv"),
            ("pelanggan: é 2025?", "pelanggan- é 2025.csv"),
            ("...", "AGLIS.csv"),
        ] {
            let path = save_beside(folder.path(), name, "csv", b"").unwrap();
            assert_eq!(path, folder.path().join(kept));
        }
    }

    #[test]
    fn a_failure_names_the_file_that_was_to_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let not_a_folder = folder.path().join("file");
        fs::write(&not_a_folder, b"").unwrap();
        let error = save(&not_a_folder, "INV-1", b"bytes")
            .unwrap_err()
            .to_string();
        assert!(error.contains("file/INV-1.pdf"), "{error}");
    }

    #[test]
    fn a_disk_that_fills_up_half_way_leaves_the_former_file_and_no_half_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = save(folder.path(), "INV-1", b"former").unwrap();
        let full = keep(folder.path(), &path, |file| {
            file.write_all(b"half of")?;
            Err(ErrorKind::StorageFull.into())
        });
        assert_eq!(full.unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(fs::read(&path).unwrap(), b"former");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
