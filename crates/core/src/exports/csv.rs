//! Rows as text with commas: RFC 4180, UTF-8, every line ended by CR LF.

use std::io::{self, Write};

use super::cell::Cell;

/// By this Excel knows that a file is UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes one file.
pub(super) struct Csv<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    /// Begins the file with its head.
    pub fn begin(mut into: W, head: &[String], mark: bool) -> io::Result<Self> {
        if mark {
            into.write_all(MARK)?;
        }
        let mut out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(into);
        out.write_record(head.iter().map(|title| harmless(title)))
            .map_err(io::Error::other)?;
        Ok(Self { out })
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.out
            .write_record(cells.iter().map(plain))
            .map_err(io::Error::other)
    }

    /// Ends the file.
    pub fn end(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Number(number) | Cell::Money(number) => number.to_string(),
        Cell::Day(text) | Cell::Instant(text) => text.clone(),
    }
}

/// A spreadsheet runs a cell that begins like a formula; with an apostrophe before it, it is text. Spaces before the
/// sign do not help, because some programs drop them.
fn harmless(text: &str) -> String {
    let runs = text.trim_start_matches(' ').starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠',
    ]);
    if runs {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Csv, harmless};
    use crate::exports::cell::Cell;

    fn written(mark: bool, rows: &[Vec<Cell>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let head = ["Nama".to_owned(), "Total".to_owned()];
        let mut csv = Csv::begin(&mut bytes, &head, mark).unwrap();
        for row in rows {
            csv.row(row).unwrap();
        }
        csv.end().unwrap();
        bytes
    }

    #[test]
    fn row_55_a_formula_gets_an_apostrophe() {
        assert_eq!(
            harmless("=HYPERLINK(\"http://x\")"),
            "'=HYPERLINK(\"http://x\")"
        );
    }

    #[test]
    fn row_56_every_sign_that_starts_a_formula_gets_an_apostrophe() {
        for text in [
            "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "＝1", "＋1", "－1", "＠1", "  =1",
        ] {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
        for text in ["Siti", "0812-3456", "a=1", ""] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn signs_of_the_format_are_quoted_and_lines_end_with_cr_lf() {
        let rows = [vec![
            Cell::Text("Siti \"Ani\", Jl. A\nB".to_owned()),
            Cell::Money(-1500),
        ]];
        assert_eq!(
            String::from_utf8(written(false, &rows)).unwrap(),
            "Nama,Total\r\n\"Siti \"\"Ani\"\", Jl. A\nB\",-1500\r\n"
        );
    }

    #[test]
    fn the_mark_stands_first_when_wanted() {
        assert!(written(true, &[]).starts_with(b"\xEF\xBB\xBFNama"));
        assert!(written(false, &[]).starts_with(b"Nama"));
    }
}
