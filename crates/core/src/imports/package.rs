//! What a file is that is packed as a ZIP or in Microsoft's older container, and whether it may be unpacked.
//!
//! Such a file says itself how large it becomes. Nothing of that is believed: every part is unpacked once, counted and
//! thrown away before a reader keeps any of it.

use std::io::{Cursor, Read};

use model::problem::Problem;
use zip::{ZipArchive, result::ZipError};

/// Most bytes that the parts of a workbook may have together; 200,000 rows of 25 columns have half of it.
pub(crate) const UNPACKED_MAX: u64 = 400 * 1024 * 1024;
/// Most parts; a workbook of a hundred sheets has a few hundred.
const PARTS_MAX: usize = 10_000;
/// As much of a part is looked at to tell what it is.
const LOOKED_AT: usize = 64 * 1024;
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// Holds the files of Office before 2007, and every encrypted one since.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Whether these are the first bytes of a workbook, or of something that people take for one.
pub(crate) fn is_packed(bytes: &[u8]) -> bool {
    ZIP.iter().any(|start| bytes.starts_with(start)) || bytes.starts_with(COMPOUND)
}

/// The file is damaged, or only part of one.
pub(crate) fn broken() -> Problem {
    Problem::new("XLSX_BROKEN")
}

/// A password stands before the file.
pub(crate) fn encrypted() -> Problem {
    Problem::new("XLSX_ENCRYPTED")
}

/// Unpacked, there is more than `max` bytes of it.
pub(crate) fn too_large(max: u64) -> Problem {
    Problem::new("XLSX_TOO_LARGE").with("max", max / 1024 / 1024)
}

/// Makes sure that a packed file is an XLSX workbook that unpacks to a bearable size.
///
/// # Errors
/// `FILE_KIND` with what it is instead, `XLSX_ENCRYPTED`, `XLSX_BROKEN`, `XLSX_TOO_LARGE`.
pub(crate) fn check(bytes: &[u8], unpacked_max: u64) -> Result<(), Problem> {
    if bytes.starts_with(COMPOUND) {
        return Err(inside_compound(bytes));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(refused)?;
    if archive.len() > PARTS_MAX {
        return Err(too_large(unpacked_max));
    }
    let mut kind = "ZIP";
    let mut unpacked = 0;
    for place in 0..archive.len() {
        if archive.by_index_raw(place).map_err(refused)?.encrypted() {
            return Err(encrypted());
        }
        let mut part = archive.by_index(place).map_err(refused)?;
        let name = part.name().map_err(refused)?.replace('\\', "/");
        let left = unpacked_max - unpacked;
        let (start, size) = unpack(&mut part, left)?.ok_or_else(|| too_large(unpacked_max))?;
        unpacked += size;
        match name.to_ascii_lowercase().as_str() {
            "[content_types].xml" => kind = office_kind(&start),
            "mimetype" if starts_with_text(&start, "application/vnd.oasis.opendocument.") => {
                kind = "ODS";
            }
            name if name.ends_with("sharedstrings.xml")
                && claimed_strings(&start).is_none_or(|count| count > size / 5) =>
            {
                return Err(broken());
            }
            _ => {}
        }
    }
    if kind == "XLSX" {
        Ok(())
    } else {
        Err(Problem::new("FILE_KIND").with("kind", kind))
    }
}

/// Unpacks a part into nothing: its first bytes and its size, or none when it has more than `most` bytes.
fn unpack(part: &mut impl Read, most: u64) -> Result<Option<(Vec<u8>, u64)>, Problem> {
    let (mut start, mut size) = (Vec::new(), 0);
    let mut buffer = vec![0; LOOKED_AT];
    loop {
        let read = part.read(&mut buffer).map_err(|_| broken())?;
        if read == 0 {
            return Ok(Some((start, size)));
        }
        let room = LOOKED_AT - start.len();
        start.extend_from_slice(&buffer[..read.min(room)]);
        size += read as u64;
        if size > most {
            return Ok(None);
        }
    }
}

fn refused(error: ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => encrypted(),
        _ => broken(),
    }
}

fn starts_with_text(bytes: &[u8], text: &str) -> bool {
    bytes.starts_with(text.as_bytes())
}

/// What the list of contents calls the main part.
fn office_kind(contents: &[u8]) -> &'static str {
    let contents = String::from_utf8_lossy(contents);
    let says = |word: &str| contents.contains(word);
    if says("spreadsheetml.sheet.main+xml") {
        "XLSX"
    } else if says("ms-excel.sheet.macroEnabled.main+xml") {
        "XLSM"
    } else if says("ms-excel.sheet.binary.macroEnabled.main") {
        "XLSB"
    } else if says("spreadsheetml.template.main+xml") {
        "XLTX"
    } else if says("wordprocessingml") {
        "DOCX"
    } else if says("presentationml") {
        "PPTX"
    } else {
        "ZIP"
    }
}

/// How many texts the list of shared texts promises; none when it does not begin as spreadsheets write it.
///
/// A reader makes room for as many as are promised, so the promise must not be larger than the part itself could hold.
fn claimed_strings(start: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(start);
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    if rest.starts_with("<?xml") {
        rest = rest.split_once("?>")?.1.trim_start();
    }
    let (tag, _) = rest.strip_prefix('<')?.split_once('>')?;
    let name = tag.split([' ', '\t', '\r', '\n', '/']).next()?;
    // A quote left open would mean that the tag goes on after this sign.
    if !name.ends_with("sst") || ['"', '\''].iter().any(|q| tag.matches(*q).count() % 2 == 1) {
        return None;
    }
    let Some((_, claim)) = tag.split_once("uniqueCount") else {
        return Some(0);
    };
    let claim = claim.trim_start().strip_prefix('=')?.trim_start();
    let claim = claim.strip_prefix(['"', '\''])?;
    claim.split(['"', '\'']).next()?.trim().parse().ok()
}

fn inside_compound(bytes: &[u8]) -> Problem {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|part| part == name)
    };
    if holds("EncryptedPackage") {
        encrypted()
    } else if holds("Workbook") || holds("Book") {
        Problem::new("FILE_KIND").with("kind", "XLS")
    } else {
        Problem::new("CSV_BINARY")
    }
}

#[cfg(test)]
mod tests {
    use super::claimed_strings;

    #[test]
    fn the_promise_of_the_shared_texts_is_read_where_spreadsheets_write_it() {
        for (start, claim) in [
            (
                r#"<?xml version="1.0"?><sst count="3" uniqueCount="2"><si>"#,
                Some(2),
            ),
            ("<x:sst xmlns:x='m' uniqueCount='7' />", Some(7)),
            ("<sst><si>", Some(0)),
            (r#"<sst a=">" uniqueCount="99999999999999">"#, None),
            (r#"<!-- <sst> --><sst uniqueCount="99999999999999">"#, None),
            (r#"<sst uniqueCount="99999999999999999999999">"#, None),
            ("<\0s\0s\0t\0", None),
            ("", None),
        ] {
            assert_eq!(claimed_strings(start.as_bytes()), claim, "{start}");
        }
    }
}
