//! One export from the question to the file.

use std::{
    io,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use model::{
    access::Role,
    exports::{ExportList, Exported, Format, SHEET_MAX},
    problem::Problem,
    text::{Locale, Words},
    topic::Topic,
};
use sqlx::PgConnection;
use tokio::{
    sync::mpsc::{Sender, channel},
    task::JoinError,
};

use super::{
    cell::{Cell, cell},
    store::{self, Taken},
    write::{Part, name, write},
};
use crate::{
    context::Cx,
    documents::save::settle,
    error::{Error, Result},
    lists::{self, Column, List},
};

/// Rows of one question to the database.
const PAGE: usize = 5_000;

/// Where the file goes and how it is written.
#[derive(Clone, Debug)]
pub struct Place {
    /// Folder, made when it is missing.
    pub folder: PathBuf,
    /// Whether CSV begins with a byte order mark.
    pub mark: bool,
    /// Language of states and kinds.
    pub locale: Locale,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The question, the rights or the database.
    #[error(transparent)]
    Core(#[from] Error),
    /// The file could not be written; nothing half-written is left behind.
    #[error("cannot write an export into {folder}: {source}")]
    Save {
        /// Where it was to be.
        folder: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl From<sqlx::Error> for ExportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Core(error.into())
    }
}

/// Writes the chosen rows into a file; `progress` hears rows so far and in all, `stop` ends it.
///
/// All rows come from one snapshot. The line in the trail is committed before the file gets its name.
///
/// # Errors
/// [`ExportError::Core`] with [`Error::Forbidden`] for technicians, [`Error::Invalid`] for a question that makes no sense or
/// more rows than a sheet holds (`EXPORT_ROWS`); [`ExportError::Save`] when the folder cannot be written.
pub async fn export(
    cx: &Cx,
    request: &ExportList,
    place: &Place,
    stop: &AtomicBool,
    progress: impl Fn(i64, i64),
) -> Result<Exported, ExportError> {
    request.check().map_err(Error::from)?;
    let list = lists::named(&request.list)?;
    let names = request.columns.iter().map(|column| column.name.as_str());
    let columns = lists::columns(list, names)?;

    let mut snapshot = cx.pool.begin().await?;
    store::freeze(&mut snapshot).await?;
    if !may_export(store::role(&mut snapshot).await?) {
        return Err(Error::Forbidden(None).into());
    }
    let total = lists::count(&mut snapshot, list, &request.selection).await?;
    if request.format == Format::Xlsx && total > SHEET_MAX {
        let problem = Problem::new("EXPORT_ROWS").with("max", SHEET_MAX);
        return Err(Error::field("format", problem).into());
    }
    let now = cx.now(&mut snapshot).await?;
    let moment = store::moment(&mut snapshot, now).await?;

    let (send, receive) = channel(2);
    let writer = {
        let (folder, format, mark) = (place.folder.clone(), request.format, place.mark);
        let head: Vec<String> = request
            .columns
            .iter()
            .map(|column| column.title.clone())
            .collect();
        tokio::task::spawn_blocking(move || write(&folder, format, &head, mark, receive))
    };
    let rows = Reading {
        list,
        columns: &columns,
        request,
        words: Words::new(place.locale, &[]),
        stop,
    }
    .hand_over(&mut snapshot, send, |rows| progress(rows, total))
    .await;
    let written = writer.await.map_err(ended)?;
    snapshot.rollback().await?;
    let saving = |source: io::Error| ExportError::Save {
        folder: place.folder.clone(),
        source,
    };
    let (Some(file), rows) = (written.map_err(saving)?, rows?) else {
        return Ok(Exported::Cancelled);
    };

    let columns: Vec<String> = (request.columns.iter())
        .map(|column| column.name.clone())
        .collect();
    let taken = Taken {
        list: &request.list,
        format: request.format.name(),
        selection: &request.selection,
        columns: &columns,
        rows,
    };
    leave_line(cx, &taken).await?;
    let (folder, format) = (place.folder.clone(), request.format);
    let name = name(&request.title, &moment);
    let path = tokio::task::spawn_blocking(move || settle(file, &folder, &name, format.name()))
        .await
        .map_err(ended)?
        .map_err(saving)?;
    let file = path.file_name().unwrap_or_default();
    Ok(Exported::Written {
        folder: place.folder.display().to_string(),
        file: file.to_string_lossy().into_owned(),
        rows,
    })
}

pub(super) fn ended(error: JoinError) -> Error {
    Error::Internal(format!("an export's writer ended: {error}"))
}

/// Writes the line of the trail, and tells that it grew.
pub(super) async fn leave_line(cx: &Cx, taken: &Taken<'_>) -> Result<()> {
    let mut trail = cx.pool.begin().await?;
    store::label(&mut trail, &cx.device, &cx.version).await?;
    store::insert(&mut trail, taken).await?;
    store::announce(&mut trail, &Topic::join(&[Topic::Audit])).await?;
    trail.commit().await?;
    Ok(())
}

/// Everybody who may read a list but technicians, who see customers only to find their way.
pub(super) fn may_export(role: Option<Role>) -> bool {
    match role {
        Some(Role::Admin | Role::Supervisor | Role::Office) => true,
        Some(Role::Technician) | None => false,
    }
}

/// What is read and how it becomes cells.
struct Reading<'a> {
    list: &'a List,
    columns: &'a [&'a Column],
    request: &'a ExportList,
    words: Words,
    stop: &'a AtomicBool,
}

impl Reading<'_> {
    /// Hands page after page to the writer, and the end only if nobody stopped it. Answers the rows handed over.
    async fn hand_over(
        &self,
        db: &mut PgConnection,
        send: Sender<Part>,
        progress: impl Fn(i64),
    ) -> Result<i64> {
        let (mut after, mut rows) = (None, 0);
        progress(0);
        loop {
            let page = lists::cells(
                db,
                self.list,
                self.columns,
                &self.request.selection,
                &self.request.sort,
                after.as_ref(),
                PAGE,
            )
            .await?;
            rows += i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
            let part = Part::Rows(page.rows.into_iter().map(|row| self.cells(row)).collect());
            // A writer that is gone says itself why.
            if self.stop.load(Ordering::Relaxed) || send.send(part).await.is_err() {
                return Ok(rows);
            }
            progress(rows);
            if page.next.is_none() {
                break;
            }
            after = page.next;
        }
        if !self.stop.load(Ordering::Relaxed) {
            send.send(Part::End).await.ok();
        }
        Ok(rows)
    }

    fn cells(&self, row: Vec<Option<String>>) -> Vec<Cell> {
        self.columns
            .iter()
            .zip(row)
            .map(|(column, value)| cell(column.kind, value, &self.words))
            .collect()
    }
}
