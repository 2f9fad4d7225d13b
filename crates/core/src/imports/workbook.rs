//! From the bytes of a workbook (XLSX) to rows of text, or the reason why the whole file is refused.
//!
//! The first row with anything in it is the head. A row keeps its number in the sheet, so that people find it again.

use std::{io::Cursor, panic};

use calamine::{Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use csv::StringRecord;
use model::problem::Problem;

use super::{
    cell,
    package::{self, UNPACKED_MAX, broken, encrypted},
    read::{self, COLUMNS_MAX, ROWS_MAX, Row, SIZE_MAX, Table, read_heads},
};

/// Most bytes of text and cells that are kept; one text may stand in many cells.
const KEPT_MAX: usize = 256 * 1024 * 1024;
/// What a cell takes besides its text.
const CELL_SIZE: usize = size_of::<usize>();

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads a sheet: the named one, else the first that is shown and not empty.
///
/// # Errors
/// `FILE_SIZE`, `FILE_KIND`, `FILE_EMPTY`, `XLSX_ENCRYPTED`, `XLSX_BROKEN`, `XLSX_TOO_LARGE`, `XLSX_COLUMNS`, `SHEET_UNKNOWN`,
/// `CELL_ERROR`, and what a text file is refused for: `CSV_TOO_LARGE`, `CSV_DUPLICATE_HEAD`, `CSV_NO_ROWS`.
pub(crate) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Table, Problem> {
    if bytes.len() > SIZE_MAX {
        return Err(Problem::new("FILE_SIZE").with("max", SIZE_MAX / 1024 / 1024));
    }
    package::check(bytes, UNPACKED_MAX)?;
    // The reader reckons with whatever numbers a sheet claims; where that overflows, the sheet is not one.
    panic::catch_unwind(|| choose(bytes, sheet)).unwrap_or_else(|_| Err(broken()))
}

fn choose(bytes: &[u8], wanted: Option<&str>) -> Result<Table, Problem> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(refused)?;
    let (mut sheets, mut shown) = (Vec::new(), Vec::new());
    for sheet in book.sheets_metadata() {
        if sheet.typ == SheetType::WorkSheet {
            sheets.push(sheet.name.clone());
            if sheet.visible == SheetVisible::Visible {
                shown.push(sheet.name.clone());
            }
        }
    }
    if let Some(name) = wanted {
        if !sheets.iter().any(|sheet| sheet == name) {
            return Err(Problem::new("SHEET_UNKNOWN").with("sheet", name));
        }
        shown = vec![name.to_owned()];
    }
    for name in shown {
        let rows = read_rows(&mut book, &name)?;
        if !rows.is_empty() {
            return table(rows, name, sheets);
        }
    }
    Err(Problem::new("FILE_EMPTY"))
}

/// The rows that hold anything, each as far as its last text.
fn read_rows(book: &mut Book<'_>, sheet: &str) -> Result<Vec<Row>, Problem> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(refused)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut kept = 0;
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(refused)? {
        let format = cells
            .styles()
            .get(style)
            .and_then(|style| style.number_format.as_ref())
            .map_or("", |format| format.format_code.as_str());
        let (text, error) = match cell::shown(cell.get_value(), format) {
            Ok(text) => (text, None),
            Err(error) => ("".into(), Some(error)),
        };
        if text.trim().is_empty() && error.is_none() {
            continue;
        }
        let (line, column) = cell.get_position();
        let (line, column) = (u64::from(line) + 1, column as usize);
        if column >= COLUMNS_MAX {
            return Err(Problem::new("XLSX_COLUMNS").with("max", COLUMNS_MAX));
        }
        match rows.last().map_or(0, |row| row.line) {
            last if last == line => {}
            last if last > line => return Err(broken()),
            // The head is not counted.
            _ if rows.len() > ROWS_MAX => return Err(read::too_large()),
            _ => rows.push(Row {
                line,
                cells: StringRecord::new(),
                errors: Vec::new(),
            }),
        }
        let Some(row) = rows.last_mut() else { continue };
        if row.cells.len() > column {
            return Err(broken());
        }
        kept += text.len() + (column + 1 - row.cells.len()) * CELL_SIZE;
        if kept > KEPT_MAX {
            return Err(package::too_large(KEPT_MAX as u64));
        }
        fill(&mut row.cells, column);
        row.cells.push_field(&text);
        row.errors.extend(error.map(|error| (column, error)));
    }
    Ok(rows)
}

fn table(mut rows: Vec<Row>, sheet: String, sheets: Vec<String>) -> Result<Table, Problem> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if rows.len().saturating_mul(width * CELL_SIZE) > KEPT_MAX {
        return Err(package::too_large(KEPT_MAX as u64));
    }
    for row in &mut rows {
        fill(&mut row.cells, width);
    }
    let head = rows.remove(0);
    if let Some((_, error)) = head.errors.first() {
        return Err(Problem::new("CELL_ERROR").with("value", error));
    }
    if rows.is_empty() {
        return Err(Problem::new("CSV_NO_ROWS"));
    }
    Ok(Table {
        heads: read_heads(&head.cells)?,
        rows,
        encoding: "xlsx",
        // Where a spreadsheet speaks Indonesian, its text files have this between cells.
        delimiter: ';',
        sheet: Some(sheet),
        sheets,
    })
}

fn fill(cells: &mut StringRecord, width: usize) {
    while cells.len() < width {
        cells.push_field("");
    }
}

fn refused(error: XlsxError) -> Problem {
    match error {
        XlsxError::Password => encrypted(),
        XlsxError::CellError(value) => {
            let value: String = value.chars().take(40).collect();
            Problem::new("CELL_ERROR").with("value", value)
        }
        other => {
            tracing::debug!(error = %other, "unreadable workbook");
            broken()
        }
    }
}

#[cfg(test)]
#[path = "workbook_tests.rs"]
mod tests;
