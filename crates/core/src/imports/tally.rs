//! What becomes of each row of a file, and the refused rows as a file of their own.

use std::time::Instant;

use model::{
    ids::ImportRunId,
    imports::{ImportResult, RefusedRow, Repair},
    money::Rupiah,
    problem::Problem,
    text::{Locale, Words},
};

use super::read::{Row, Table};
use crate::error::{Error, Result};

const REFUSALS_SHOWN: usize = 200;
const REPAIRS_SHOWN: usize = 50;
const EXAMPLES_SHOWN: usize = 10;
/// A cell is shown, and handed back, up to this many characters.
const CELL_SHOWN: usize = 2_000;

/// Counts while a file is worked through. Every row ends as exactly one of created, updated, unchanged or refused.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub refused: Vec<RefusedRow>,
    /// What new payments amount to.
    pub total: Option<i64>,
    /// What of it no open invoice takes.
    pub credit: Option<i64>,
    repaired: u64,
    repairs: Vec<Repair>,
    examples: Vec<String>,
}

impl Tally {
    /// Leaves a row out.
    pub(crate) fn refuse(&mut self, row: &Row, field: Option<&str>, problem: Problem) {
        let mut cells: Vec<String> = row.cells.iter().map(shorten).collect();
        for (column, shown) in &row.errors {
            cells[*column] = (*shown).to_owned();
        }
        self.refused.push(RefusedRow {
            line: row.line,
            field: field.map(str::to_owned),
            problem,
            cells,
        });
    }

    /// Notes a repaired value.
    pub(crate) fn repair(&mut self, row: &Row, field: &str, from: &str, to: &str) {
        self.repaired += 1;
        if self.repairs.len() < REPAIRS_SHOWN {
            self.repairs.push(Repair {
                line: row.line,
                field: field.to_owned(),
                from: shorten(from),
                to: to.to_owned(),
            });
        }
    }

    /// Counts a new record.
    pub(crate) fn create(&mut self, name: &str, external_id: &str) {
        self.created += 1;
        if self.examples.len() < EXAMPLES_SHOWN {
            self.examples.push(format!("{name} · {external_id}"));
        }
    }

    /// The counts for people.
    pub(crate) fn result(mut self, run: Option<ImportRunId>, started: Instant) -> ImportResult {
        self.refused.sort_by_key(|refusal| refusal.line);
        let refused = self.refused.len() as u64;
        self.refused.truncate(REFUSALS_SHOWN);
        ImportResult {
            run,
            rows: self.created + self.updated + self.unchanged + refused,
            created: self.created,
            updated: self.updated,
            unchanged: self.unchanged,
            refused,
            repaired: self.repaired,
            total: self.total.map(Rupiah),
            credit: self.credit.map(Rupiah),
            refusals: self.refused,
            repairs: self.repairs,
            examples: self.examples,
            milliseconds: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// The refused rows as they stood, with the reason in a last column; a spreadsheet that opens the file runs none of it.
    pub(crate) fn refused_file(mut self, table: &Table) -> Result<String> {
        self.refused.sort_by_key(|refusal| refusal.line);
        let words = Words::new(Locale::Id, &[]);
        let mut writer = csv::WriterBuilder::new()
            .delimiter(table.delimiter as u8)
            .from_writer(Vec::new());
        let broken =
            |error: csv::Error| Error::Internal(format!("cannot write refused rows: {error}"));
        writer
            .write_record(
                table
                    .heads
                    .iter()
                    .map(|head| harmless(head))
                    .chain(["alasan".to_owned()]),
            )
            .map_err(broken)?;
        for refusal in &self.refused {
            let field = refusal
                .field
                .as_deref()
                .map(|field| format!(" ({field})"))
                .unwrap_or_default();
            let sentence = if words.knows(&refusal.problem.text_key()) {
                format!(": {}", words.problem(&refusal.problem))
            } else {
                String::new()
            };
            let reason = format!("{}{field}{sentence}", refusal.problem.code);
            writer
                .write_record(
                    refusal
                        .cells
                        .iter()
                        .map(|cell| harmless(cell))
                        .chain([reason]),
                )
                .map_err(broken)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|error| Error::Internal(format!("cannot write refused rows: {error}")))?;
        String::from_utf8(bytes)
            .map_err(|error| Error::Internal(format!("cannot write refused rows: {error}")))
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(CELL_SHOWN).collect()
}

/// A cell that a spreadsheet takes as text: one that starts like a formula gets an apostrophe.
fn harmless(cell: &str) -> String {
    let starts_like_formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if starts_like_formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use model::problem::Problem;

    use super::{Tally, harmless};
    use crate::imports::read::read;

    #[test]
    fn formulas_are_disarmed() {
        for cell in [
            "=HYPERLINK(\"http://x\")",
            "-2+3",
            "+1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝1",
        ] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("Budi = 1"), "Budi = 1");
    }

    #[test]
    fn refused_rows_come_back_as_they_stood_with_their_reason() {
        let table = read(b"id;nama\n1;=cmd()\n2;\"a;b\"\n").unwrap();
        let mut tally = Tally::default();
        tally.refuse(&table.rows[1], None, Problem::new("ONE"));
        tally.refuse(&table.rows[0], Some("name"), Problem::new("OTHER"));
        assert_eq!(
            tally.refused_file(&table).unwrap(),
            "id;nama;alasan\n1;'=cmd();OTHER (name)\n2;\"a;b\";ONE\n"
        );
    }
}
