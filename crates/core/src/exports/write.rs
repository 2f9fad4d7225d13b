//! The thread that writes the file, and the file's name.

use std::{
    io::{self, BufWriter},
    path::Path,
};

use model::exports::Format;
use tempfile::NamedTempFile;
use tokio::sync::mpsc::Receiver;

use super::{cell::Cell, csv::Csv, xlsx::Xlsx};
use crate::documents;

/// What the reader hands to the writer.
pub(super) enum Part {
    /// Rows in their order.
    Rows(Vec<Vec<Cell>>),
    /// That was all. Without it the file is thrown away.
    End,
}

/// Writes what comes into a temporary file in the folder; none when the reader stopped before its end.
pub(super) fn write(
    folder: &Path,
    format: Format,
    head: &[String],
    mark: bool,
    mut parts: Receiver<Part>,
) -> io::Result<Option<NamedTempFile>> {
    let mut file = documents::save::begin(folder)?;
    let mut is_whole = false;
    match format {
        Format::Csv => {
            let mut csv = Csv::begin(BufWriter::new(file.as_file_mut()), head, mark)?;
            while let Some(part) = parts.blocking_recv() {
                match part {
                    Part::Rows(rows) => rows.iter().try_for_each(|row| csv.row(row))?,
                    Part::End => is_whole = true,
                }
            }
            csv.end()?;
        }
        Format::Xlsx => {
            let mut book = Xlsx::begin(head)?;
            while let Some(part) = parts.blocking_recv() {
                match part {
                    Part::Rows(rows) => rows.iter().try_for_each(|row| book.row(row))?,
                    Part::End => is_whole = true,
                }
            }
            if is_whole {
                book.end(BufWriter::new(file.as_file_mut()))?;
            }
        }
    }
    if !is_whole {
        return Ok(None);
    }
    file.as_file().sync_all()?;
    Ok(Some(file))
}

/// A name that stays in its folder and is a name on every system: `Pelanggan 2025-11-16 1405`.
pub(super) fn name(title: &str, moment: &str) -> String {
    let safe: String = title
        .chars()
        .take(60)
        .map(|sign| {
            if sign.is_alphanumeric() || sign == ' ' {
                sign
            } else {
                '-'
            }
        })
        .collect();
    let safe = safe.trim_matches([' ', '-']);
    let safe = if safe.is_empty() { "AGLIS" } else { safe };
    format!("{safe} {moment}")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use model::exports::Format;

    use super::{Part, name, write};
    use crate::{documents::save::settle, exports::cell::Cell};

    #[test]
    fn a_name_never_leaves_its_folder() {
        assert_eq!(
            name("Pelanggan", "2025-11-16 1405"),
            "Pelanggan 2025-11-16 1405"
        );
        assert_eq!(name("../../etc", "2025"), "etc 2025");
        assert_eq!(name("//", "2025"), "AGLIS 2025");
    }

    #[test]
    fn a_second_file_stands_beside_the_first_and_a_stopped_one_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for format in [Format::Csv, Format::Xlsx] {
            for whole in [true, true, false] {
                let (send, receive) = tokio::sync::mpsc::channel(4);
                send.try_send(Part::Rows(vec![vec![Cell::Text("a".to_owned())]]))
                    .ok();
                if whole {
                    send.try_send(Part::End).ok();
                }
                drop(send);
                let head = ["Nama".to_owned()];
                let file = write(folder.path(), format, &head, true, receive).unwrap();
                assert_eq!(file.is_some(), whole);
                if let Some(file) = file {
                    settle(file, folder.path(), "Daftar", format.name()).unwrap();
                }
            }
        }
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(
            names,
            ["Daftar-2.csv", "Daftar-2.xlsx", "Daftar.csv", "Daftar.xlsx"]
        );
    }
}
