//! A list as a file: what is asked for, how far it is, what came of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    call,
    list::{Selection, Sort},
    problem::{Problem, Problems},
};

/// The most rows a sheet of a workbook holds, without its head.
pub const SHEET_MAX: i64 = 1_048_575;
/// The most columns of a file.
const COLUMNS_MAX: usize = 60;

/// What kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with commas, for other programs.
    Csv,
    /// A workbook, for people.
    #[default]
    Xlsx,
}

impl Format {
    /// Both, the one for people first.
    pub const ALL: [Format; 2] = [Format::Xlsx, Format::Csv];

    /// The end of the file's name, also its word in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportColumn {
    /// A column the list knows.
    pub name: String,
    /// Its title in the person's language.
    pub title: String,
}

/// Writes rows of a list into a file in the person's folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportList {
    /// Made by the page; progress and cancelling name it.
    pub run: Uuid,
    /// Name of the list.
    pub list: String,
    /// Its title in the person's language, for the name of the file.
    pub title: String,
    /// Which rows.
    pub selection: Selection,
    /// In this order.
    pub sort: Vec<Sort>,
    /// In this order.
    pub columns: Vec<ExportColumn>,
    /// What kind of file.
    pub format: Format,
}
call!(ExportList => Exported; reads []; changes [Audit]; Desk);

impl ExportList {
    /// Checks what needs no knowledge of the list.
    ///
    /// # Errors
    /// `EXPORT_COLUMNS` for no column or too many, and what the selection says.
    pub fn check(&self) -> Result<(), Problems> {
        if self.columns.is_empty() || self.columns.len() > COLUMNS_MAX {
            let problem = Problem::new("EXPORT_COLUMNS").with("max", COLUMNS_MAX);
            return Err(Problems::one("columns", problem));
        }
        self.selection.check()
    }
}

/// The most invoices of one run; a month of a big area.
pub const PAPERS_MAX: usize = 2_000;

/// How the papers of many invoices are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Papers {
    /// All in one PDF, for the printer.
    OneFile,
    /// One PDF each, in a folder of their own.
    Folder,
}

impl Papers {
    /// Both, the one for the printer first.
    pub const ALL: [Papers; 2] = [Papers::OneFile, Papers::Folder];

    /// The word in test ids and keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Papers::OneFile => "one",
            Papers::Folder => "each",
        }
    }
}

/// Writes invoices as PDFs into the person's folder, by number from the oldest on; all of them or none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportPapers {
    /// Made by the page; progress and cancelling name it.
    pub run: Uuid,
    /// Title of the list in the person's language, for the name of the file or folder.
    pub title: String,
    /// Which invoices, at most [`PAPERS_MAX`].
    pub selection: Selection,
    /// How they are kept.
    pub papers: Papers,
}
call!(ExportPapers => Exported; reads []; changes [Audit]; Desk);

/// What an export came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exported {
    /// The file is there.
    Written {
        /// Folder.
        folder: String,
        /// Name of the file in it, or of a folder of files.
        file: String,
        /// Rows without the head, or papers.
        rows: i64,
    },
    /// The person stopped it; there is no file.
    Cancelled,
}

/// Stops a running export. One that is over is left alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelExport {
    /// Which.
    pub run: Uuid,
}
call!(CancelExport => (); reads []; changes []; Desk);

/// How far an export is; told to the page as JSON under the event `export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportProgress {
    /// Which.
    pub run: Uuid,
    /// Rows written.
    pub rows: i64,
    /// Rows to write.
    pub total: i64,
}
