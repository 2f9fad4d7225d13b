//! Taking over data from another system: look at a file, try it, do it, and get the refused rows back.
//!
//! Each row is told apart by the number it had in the other system, so that a file may be run again: what is already as the
//! file says is left alone. A trial decides exactly what a run decides, and only the run writes.

mod allocate;
mod cell;
mod customers;
mod fields;
mod invoice_store;
mod invoices;
mod lookup;
mod lookup_store;
mod map;
mod mapping_store;
mod mappings;
mod moment;
mod package;
mod payment_store;
mod payments;
mod read;
mod repair;
mod rows;
mod store;
mod tally;
mod ticket_rows;
mod ticket_store;
mod tickets;
mod words;
mod work;
mod workbook;

pub(crate) use self::store::numbers;

use std::time::Instant;

use model::{
    ids::FileId,
    imports::{
        ImportPlan, ImportResult, InspectImport, Inspection, RefusedRowsFile, RunImport, TryImport,
        mappings::ReadingOptions,
    },
    problem::{Problem, Problems},
};
use sqlx::{Connection as _, PgConnection};

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

use self::{
    customers::{Options, Purpose},
    map::Columns,
    read::Table,
    repair::DateOrder,
    tally::Tally,
    work::Work,
};

const SAMPLE_ROWS: usize = 5;
const SAMPLE_CELL: usize = 200;
const PER_UNIT_MAX: i64 = 1_000_000_000;

impl Answer for InspectImport {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<Inspection> {
        check_role(db).await?;
        let (table, _) = open(cx, self.file, self.sheet).await?;
        let kind = match self.kind {
            Some(kind) => kind,
            None => mappings::usual_kind(db, &table.heads)
                .await?
                .unwrap_or_else(|| map::guess_kind(&table.heads)),
        };
        let shown = |cell: &str| cell.chars().take(SAMPLE_CELL).collect::<String>();
        Ok(Inspection {
            kind,
            sample: table
                .rows
                .iter()
                .take(SAMPLE_ROWS)
                .map(|row| row.cells.iter().map(shown).collect())
                .collect(),
            rows: table.rows.len() as u64,
            encoding: table.encoding.to_owned(),
            delimiter: table.delimiter,
            sheet: table.sheet,
            sheets: table.sheets,
            fields: map::fields(kind),
            mapping: map::guess(kind, &table.heads),
            remembered: mappings::last(db, kind, &table.heads).await?,
            columns: table.heads,
        })
    }
}

impl Answer for TryImport {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<ImportResult> {
        let started = Instant::now();
        let prepared = rehearse(cx, db, &self.plan).await?;
        Ok(prepared.tally.result(None, started))
    }
}

impl Answer for RefusedRowsFile {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<String> {
        let prepared = rehearse(cx, db, &self.plan).await?;
        prepared.tally.refused_file(&prepared.table)
    }
}

impl Answer for RunImport {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<ImportResult> {
        let started = Instant::now();
        let Prepared {
            table,
            mut tally,
            work,
            file,
        } = prepare(cx, db, &self.plan, Purpose::Write).await?;
        work.write(cx, db, &mut tally).await?;
        let mut result = tally.result(None, started);
        let plan = &self.plan;
        let options = ReadingOptions {
            rupiah_per_unit: plan.rupiah_per_unit,
            date_order: plan.date_order.clone(),
        };
        let heads = mappings::fingerprint(&table.heads);
        let run = store::keep_run(
            db,
            plan.kind,
            &file,
            &heads,
            &plan.mapping,
            &options,
            &result,
        );
        result.run = Some(run.await?);
        result.milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(result)
    }
}

/// The refused rows of a plan as a file for a spreadsheet.
#[derive(Debug)]
pub struct RefusedFile {
    /// Its name without the ending, after the file the rows come from.
    pub name: String,
    /// CSV in UTF-8 with a mark at its start: without it Excel takes the file for one in the encoding of the computer.
    pub bytes: Vec<u8>,
}

/// Writes the refused rows of a plan for a spreadsheet.
///
/// # Errors
/// `REFUSED_NONE` at field `plan` when there are none, and whatever a trial of the plan fails with.
pub async fn refused_file(cx: &Cx, plan: &ImportPlan) -> Result<RefusedFile> {
    let mut db = cx.pool.acquire().await?;
    let prepared = rehearse(cx, &mut db, plan).await?;
    if prepared.tally.refused.is_empty() {
        return Err(Error::field("plan", Problem::new("REFUSED_NONE")));
    }
    let stem = prepared
        .file
        .rsplit_once('.')
        .map_or(prepared.file.as_str(), |(stem, _)| stem);
    let name = format!("{stem}-ditolak");
    let text = prepared.tally.refused_file(&prepared.table)?;
    Ok(RefusedFile {
        name,
        bytes: ["\u{feff}", &text].concat().into_bytes(),
    })
}

/// Office and admin take data over; the policies refuse others too, but late and row by row.
async fn check_role(db: &mut PgConnection) -> Result<()> {
    match store::role(db).await?.as_deref() {
        Some("admin" | "office") => Ok(()),
        _ => Err(Error::Forbidden(None)),
    }
}

/// Reads the uploaded file away from the threads that answer others.
async fn open(cx: &Cx, file: FileId, sheet: Option<String>) -> Result<(Table, String)> {
    let handed = cx.uploads.read(file)?;
    let read = tokio::task::spawn_blocking(move || {
        // Told by its content: a workbook is often called .csv, and the other way round.
        let table = if package::is_packed(&handed.bytes) {
            workbook::read(&handed.bytes, sheet.as_deref())
        } else {
            read::read(&handed.bytes)
        };
        table.map(|table| (table, handed.name))
    });
    let outcome = read
        .await
        .map_err(|error| Error::Internal(format!("cannot read an import file: {error}")))?;
    outcome.map_err(|problem| Error::field("file", problem))
}

struct Prepared {
    table: Table,
    tally: Tally,
    work: Work,
    file: String,
}

/// Prepares what is not going to be written, in a transaction of its own.
async fn rehearse(cx: &Cx, db: &mut PgConnection, plan: &ImportPlan) -> Result<Prepared> {
    let mut tx = db.begin().await?;
    let mut prepared = prepare(cx, &mut tx, plan, Purpose::Try).await?;
    prepared.work.foresee(&mut tx, &mut prepared.tally).await?;
    tx.rollback().await?;
    Ok(prepared)
}

/// Reads the file and decides what becomes of its rows; asks for a transaction, whose look-ups it makes exact.
async fn prepare(
    cx: &Cx,
    db: &mut PgConnection,
    plan: &ImportPlan,
    purpose: Purpose,
) -> Result<Prepared> {
    check_role(db).await?;
    let (table, file) = open(cx, plan.file, plan.sheet.clone()).await?;
    let mut problems = Problems::none();
    let dates = DateOrder::from_name(&plan.date_order);
    if dates.is_none() {
        problems.add("date_order", Problem::new("DATE_INVALID"));
    }
    if !(1..=PER_UNIT_MAX).contains(&plan.rupiah_per_unit) {
        problems.add(
            "rupiah_per_unit",
            Problem::new(if plan.rupiah_per_unit < 1 {
                "AMOUNT_NEGATIVE"
            } else {
                "AMOUNT_TOO_LARGE"
            }),
        );
    }
    if !store::zone_exists(db, plan.zone.0).await? {
        problems.add(
            "zone",
            Problem::new("VALUE_UNKNOWN").with("value", plan.zone),
        );
    }
    problems.into_result()?;
    let columns = Columns::new(plan.kind, &plan.mapping, &table.heads)?;
    let now = cx.now(db).await?;
    let options = Options {
        zone: plan.zone.0,
        per_unit: plan.rupiah_per_unit,
        dates: dates.unwrap_or(DateOrder::Ymd),
        today: crate::clock::business_day(db, now).await?,
        now,
        clock: crate::settings::zone(db).await.unwrap_or_default(),
        purpose,
    };
    lookup_store::look_up_exactly(db).await?;
    let (tally, work) = Work::decide(db, plan.kind, &table, &columns, options).await?;
    Ok(Prepared {
        table,
        tally,
        work,
        file,
    })
}
