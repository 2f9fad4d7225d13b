//! Rows as a workbook: amounts as numbers, days as days, phones and numbers of documents as text.

use std::io::{self, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::cell::Cell;

/// The longest text a cell holds, in UTF-16 units.
const TEXT_MAX: usize = 32_767;
/// Whole numbers up to here survive as the floating numbers that workbooks know.
const EXACT: i64 = 1 << 53;

/// Writes one workbook. Rows go to a temporary file as they come; nothing but the row at hand is in memory.
pub(super) struct Xlsx {
    book: Workbook,
    looks: Looks,
    columns: u16,
    rows: u32,
}

struct Looks {
    head: Format,
    money: Format,
    number: Format,
    day: Format,
    instant: Format,
}

impl Xlsx {
    /// Begins the sheet with its head, which stays in sight.
    pub fn begin(head: &[String]) -> io::Result<Self> {
        let mut book = Workbook::new();
        let looks = Looks {
            head: Format::new().set_bold(),
            money: Format::new().set_num_format("#,##0"),
            number: Format::new().set_num_format("0"),
            day: Format::new().set_num_format("d mmm yyyy"),
            instant: Format::new().set_num_format("d mmm yyyy hh:mm"),
        };
        let columns = u16::try_from(head.len()).unwrap_or(u16::MAX);
        let sheet = book.add_worksheet_with_constant_memory().map_err(broken)?;
        for (column, title) in (0..columns).zip(head) {
            sheet.set_column_width(column, 18).map_err(broken)?;
            sheet
                .write_string_with_format(0, column, title, &looks.head)
                .map_err(broken)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(broken)?;
        Ok(Self {
            book,
            looks,
            columns,
            rows: 0,
        })
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.rows += 1;
        let sheet = self.book.worksheet_from_index(0).map_err(broken)?;
        for (column, cell) in (0..self.columns).zip(cells) {
            put(sheet, &self.looks, self.rows, column, cell).map_err(broken)?;
        }
        Ok(())
    }

    /// Puts the workbook together.
    pub fn end(mut self, into: impl Write + Send) -> io::Result<()> {
        if self.columns > 0 {
            let sheet = self.book.worksheet_from_index(0).map_err(broken)?;
            sheet
                .autofilter(0, 0, self.rows, self.columns - 1)
                .map_err(broken)?;
        }
        self.book.save_to_writer(into).map_err(broken)
    }
}

fn put(
    sheet: &mut Worksheet,
    looks: &Looks,
    row: u32,
    column: u16,
    cell: &Cell,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => drop(sheet.write_string(row, column, short(text))?),
        Cell::Number(number) | Cell::Money(number) if number.abs() > EXACT => {
            sheet.write_string(row, column, number.to_string())?;
        }
        Cell::Number(number) => {
            sheet.write_number_with_format(row, column, *number as f64, &looks.number)?;
        }
        Cell::Money(amount) => {
            sheet.write_number_with_format(row, column, *amount as f64, &looks.money)?;
        }
        Cell::Day(text) | Cell::Instant(text) => {
            let look = match cell {
                Cell::Day(_) => &looks.day,
                _ => &looks.instant,
            };
            match ExcelDateTime::parse_from_str(text) {
                Ok(at) => drop(sheet.write_datetime_with_format(row, column, at, look)?),
                // Workbooks know no day before 1900.
                Err(_) => drop(sheet.write_string(row, column, text)?),
            }
        }
    }
    Ok(())
}

fn short(text: &str) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units <= TEXT_MAX
        })
        .collect()
}

/// A full disk must stay recognisable as one.
fn broken(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{TEXT_MAX, short};

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_between_letters() {
        assert_eq!(short("Siti"), "Siti");
        let long = "😀".repeat(TEXT_MAX);
        assert_eq!(short(&long).encode_utf16().count(), TEXT_MAX - 1);
    }
}
