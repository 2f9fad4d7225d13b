//! From the bytes of a text file to rows of text, or the reason why the whole file is refused.
//!
//! Nothing is guessed about a broken file: a row that is too short, a quote that never ends or a sign that does not belong
//! into text would shift values into the wrong fields without anybody noticing.

use std::collections::BTreeSet;

use csv::StringRecord;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use model::problem::Problem;

/// Most data rows in one file.
pub(crate) const ROWS_MAX: usize = 200_000;
/// Largest file in bytes.
pub(crate) const SIZE_MAX: usize = 50 * 1024 * 1024;
/// Most columns in one file.
pub(crate) const COLUMNS_MAX: usize = 500;
const DELIMITERS: [char; 3] = [',', ';', '\t'];
/// First bytes of files that people take for tables: workbooks that came here all the same, PDF.
const FOREIGN: [&[u8]; 3] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"];

/// A file that can be read.
#[derive(Debug)]
pub(crate) struct Table {
    /// Heads in their order, trimmed and all different; an empty one is called by its place, `#3`.
    pub heads: Vec<String>,
    /// Data rows, each with a cell per head; rows without any text are left out.
    pub rows: Vec<Row>,
    /// `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`, or `xlsx` for a workbook.
    pub encoding: &'static str,
    /// What stands between cells; for a workbook, what will in the file of refused rows.
    pub delimiter: char,
    /// The sheet the rows come from; none in a text file.
    pub sheet: Option<String>,
    /// All sheets of a workbook.
    pub sheets: Vec<String>,
}

/// A data row.
#[derive(Debug)]
pub(crate) struct Row {
    /// Line in the file, or row of the sheet, where it begins, the first being 1.
    pub line: u64,
    /// Its cells.
    pub cells: StringRecord,
    /// Columns where a spreadsheet shows an error, and which one; their cells are empty.
    pub errors: Vec<(usize, &'static str)>,
}

/// Reads a file.
///
/// # Errors
/// `FILE_EMPTY`, `CSV_BINARY`, `CSV_FORMAT` (with the line), `CSV_DUPLICATE_HEAD`, `CSV_NO_ROWS`, `CSV_TOO_LARGE`.
pub(crate) fn read(bytes: &[u8]) -> Result<Table, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new("FILE_EMPTY"));
    }
    if bytes.len() > SIZE_MAX {
        return Err(too_large());
    }
    let (text, encoding) = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(Problem::new("FILE_EMPTY"));
    }
    let (body, told, first_line) = told_delimiter(&text);
    let delimiter = told.unwrap_or_else(|| guess_delimiter(body));
    check_quotes(body, delimiter, first_line)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(false)
        .delimiter(delimiter as u8)
        .from_reader(body.as_bytes());
    let mut heads = None;
    let mut rows = Vec::new();
    let mut cells = StringRecord::new();
    let mut lines = Lines {
        text: body.as_bytes(),
        at: 0,
        line: first_line,
    };
    loop {
        match reader.read_record(&mut cells) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(broken(lines.of(error.position()))),
        }
        if heads.is_none() {
            heads = Some(read_heads(&cells)?);
            continue;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() == ROWS_MAX {
            return Err(too_large());
        }
        let line = lines.of(cells.position());
        rows.push(Row {
            line,
            cells: cells.clone(),
            errors: Vec::new(),
        });
    }
    let heads = heads.ok_or_else(|| Problem::new("CSV_NO_ROWS"))?;
    if rows.is_empty() {
        return Err(Problem::new("CSV_NO_ROWS"));
    }
    Ok(Table {
        heads,
        rows,
        encoding,
        delimiter,
        sheet: None,
        sheets: Vec::new(),
    })
}

/// Counts lines ourselves: the reader is one line behind after `\r\n`, and before empty lines.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the record that the reader found at a position.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position
            .and_then(|position| usize::try_from(position.byte()).ok())
            .unwrap_or(self.at);
        while let Some(sign) = self
            .text
            .get(self.at)
            .filter(|sign| self.at < start || matches!(sign, b'\r' | b'\n'))
        {
            let ends =
                *sign == b'\n' || (*sign == b'\r' && self.text.get(self.at + 1) != Some(&b'\n'));
            self.line += u64::from(ends);
            self.at += 1;
        }
        self.line
    }
}

/// There are more rows than one file may have.
pub(crate) fn too_large() -> Problem {
    Problem::new("CSV_TOO_LARGE").with("max", ROWS_MAX)
}

fn broken(line: u64) -> Problem {
    Problem::new("CSV_FORMAT").with("line", line)
}

fn decode(bytes: &[u8]) -> Result<(String, &'static str), Problem> {
    let foreign = || Problem::new("CSV_BINARY");
    if FOREIGN.iter().any(|start| bytes.starts_with(start)) {
        return Err(foreign());
    }
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (guess_encoding(bytes)?, bytes),
    };
    if encoding == UTF_8
        && let Err(error) = std::str::from_utf8(body)
    {
        return Err(broken_at(body, error.valid_up_to()));
    }
    let (text, bad) = encoding.decode_without_bom_handling(body);
    if bad || text.contains('\0') {
        return Err(foreign());
    }
    let name = if encoding == UTF_8 {
        "utf-8"
    } else if encoding == UTF_16LE {
        "utf-16le"
    } else if encoding == UTF_16BE {
        "utf-16be"
    } else {
        "windows-1252"
    };
    Ok((text.into_owned(), name))
}

/// Without a mark at the start: ASCII in UTF-16 has a zero in every second byte, and what is not UTF-8 comes from Windows.
///
/// A file that begins as UTF-8 and does not go on as it is damaged or cut off: read as Windows text, every name would change.
fn guess_encoding(bytes: &[u8]) -> Result<&'static Encoding, Problem> {
    let start = &bytes[..bytes.len().min(512)];
    let zeros = |odd: usize| {
        start
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let many = start.len() / 4;
    if start.len() >= 8 && zeros(1) > many && zeros(0) == 0 {
        return Ok(UTF_16LE);
    }
    if start.len() >= 8 && zeros(0) > many && zeros(1) == 0 {
        return Ok(UTF_16BE);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => Ok(UTF_8),
        Err(error) if bytes[..error.valid_up_to()].is_ascii() => Ok(WINDOWS_1252),
        Err(_) if bytes.contains(&0) => Err(Problem::new("CSV_BINARY")),
        Err(error) => Err(broken_at(bytes, error.valid_up_to())),
    }
}

fn broken_at(bytes: &[u8], place: usize) -> Problem {
    let before = bytes[..place].iter().filter(|byte| **byte == b'\n').count();
    broken(before as u64 + 1)
}

/// Excel writes `sep=;` into a line of its own before the heads. Answers the text after it and the line that text begins on.
fn told_delimiter(text: &str) -> (&str, Option<char>, u64) {
    let told = || {
        let (line, rest) = text.split_once(['\r', '\n'])?;
        // A line ends with one sign or with both.
        let both = text[line.len()..].starts_with("\r\n");
        let rest = if both { &rest[1..] } else { rest };
        let sign = line.strip_prefix("sep=")?;
        let delimiter = DELIMITERS
            .into_iter()
            .find(|d| sign.len() == 1 && sign.starts_with(*d))?;
        Some((rest, Some(delimiter), 2))
    };
    told().unwrap_or((text, None, 1))
}

/// The delimiter that stands most often in the head, outside quotes.
fn guess_delimiter(text: &str) -> char {
    let mut counts = [0usize; DELIMITERS.len()];
    let mut quoted = false;
    for sign in text.trim_start().chars() {
        match sign {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            _ if !quoted => {
                if let Some(at) = DELIMITERS.iter().position(|d| *d == sign) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    // The first of equals wins: a head without any delimiter is one column.
    let most = counts.iter().copied().max().unwrap_or(0);
    counts
        .iter()
        .position(|count| *count == most)
        .map_or(',', |at| DELIMITERS[at])
}

/// The reader forgives a quote that never ends and text after a closing quote; we do not. Counts columns of the head as well.
fn check_quotes(text: &str, delimiter: char, first_line: u64) -> Result<(), Problem> {
    enum Place {
        Start,
        Plain,
        Quoted,
        AfterQuote,
    }
    let mut place = Place::Start;
    let (mut line, mut opened, mut columns) = (first_line, first_line, 1);
    let mut in_head = true;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let ends_cell = sign == delimiter || sign == '\n' || sign == '\r';
        let ends_line = sign == '\n' || (sign == '\r' && signs.peek() != Some(&'\n'));
        place = match place {
            Place::Quoted if sign == '"' => Place::AfterQuote,
            Place::Quoted => Place::Quoted,
            Place::AfterQuote if sign == '"' => Place::Quoted,
            Place::AfterQuote if !ends_cell => return Err(broken(line)),
            Place::Start if sign == '"' => {
                opened = line;
                Place::Quoted
            }
            _ if ends_cell => Place::Start,
            _ => Place::Plain,
        };
        if ends_line {
            line += 1;
            in_head &= matches!(place, Place::Quoted);
        }
        if in_head && sign == delimiter {
            columns += 1;
            if columns > COLUMNS_MAX {
                return Err(too_large());
            }
        }
    }
    if matches!(place, Place::Quoted) {
        Err(broken(opened))
    } else {
        Ok(())
    }
}

/// The names of the columns; an empty one is called by its place.
pub(crate) fn read_heads(cells: &StringRecord) -> Result<Vec<String>, Problem> {
    let mut seen = BTreeSet::new();
    let mut heads = Vec::with_capacity(cells.len());
    for (at, cell) in cells.iter().enumerate() {
        let head = match cell.trim() {
            "" => format!("#{}", at + 1),
            named => named.chars().take(200).collect(),
        };
        if !seen.insert(head.to_lowercase()) {
            return Err(Problem::new("CSV_DUPLICATE_HEAD").with("column", head));
        }
        heads.push(head);
    }
    Ok(heads)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
