//! Many invoices as PDFs: one file for the printer, or a folder with one each. Whole or not at all.

use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use model::{
    exports::{ExportPapers, Exported, PAPERS_MAX, Papers},
    ids::InvoiceId,
    problem::Problem,
    text::Locale,
};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::task::spawn_blocking;

use super::{
    run::{ExportError, Place, ended, leave_line, may_export},
    store::{self, Taken},
    write::name,
};
use crate::{
    billing::document::{Letterhead, draw, invoice_under},
    context::Cx,
    documents::{self, DocumentError, InvoiceDocument, save::settle_folder},
    error::{Error, Result},
    lists,
};

/// The list that the selection means.
const LIST: &str = "invoices";
/// Papers that are read and drawn side by side.
const AT_ONCE: usize = 2;
/// Customers read the papers, and they read Indonesian, whatever the office's screen speaks.
const LANGUAGE: Locale = Locale::Id;

/// Writes the papers of the chosen invoices; `progress` hears papers so far and in all, `stop` ends it.
///
/// The line in the trail is committed before the file or folder gets its name.
///
/// # Errors
/// [`ExportError::Core`] with [`Error::Forbidden`] for technicians, [`Error::Invalid`] for a selection that makes no sense, is
/// empty or has more than [`PAPERS_MAX`] (`BULK_SIZE`); [`ExportError::Save`] when the folder cannot be written.
pub async fn export_papers(
    cx: &Cx,
    request: &ExportPapers,
    place: &Place,
    stop: &AtomicBool,
    progress: impl Fn(i64, i64),
) -> Result<Exported, ExportError> {
    let mut db = cx.pool.acquire().await?;
    if !may_export(store::role(&mut db).await?) {
        return Err(Error::Forbidden(None).into());
    }
    let ids = lists::ids(&mut db, lists::named(LIST)?, &request.selection).await?;
    if ids.is_empty() || ids.len() > PAPERS_MAX {
        let problem = Problem::new("BULK_SIZE").with("max", PAPERS_MAX);
        return Err(Error::field("selection", problem).into());
    }
    let now = cx.now(&mut db).await?;
    let moment = store::moment(&mut db, now).await?;
    let head = Letterhead::read(&mut db).await?;
    drop(db);

    let work = Work {
        pool: &cx.pool,
        head: &head,
        ids: &ids,
        folder: &place.folder,
        name: name(&request.title, &moment),
        stop,
    };
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let progress = |done: usize| progress(i64::try_from(done).unwrap_or(i64::MAX), count);
    progress(0);
    let taken = Taken {
        list: LIST,
        format: "pdf",
        selection: &request.selection,
        columns: &[],
        rows: count,
    };
    let path = match request.papers {
        Papers::OneFile => {
            let Some(bytes) = work.one_file(progress).await? else {
                return Ok(Exported::Cancelled);
            };
            leave_line(cx, &taken).await?;
            let (folder, name) = (place.folder.clone(), work.name.clone());
            spawn_blocking(move || documents::save_beside(&folder, &name, "pdf", &bytes))
                .await
                .map_err(ended)?
                .map_err(|error| unwritten(error, &place.folder))?
        }
        Papers::Folder => {
            let Some(full) = work.each(progress).await? else {
                return Ok(Exported::Cancelled);
            };
            leave_line(cx, &taken).await?;
            let (folder, name) = (place.folder.clone(), work.name.clone());
            spawn_blocking(move || settle_folder(full, &folder, &name))
                .await
                .map_err(ended)?
                .map_err(|source| saving(source, &place.folder))?
        }
    };
    let file = path.file_name().unwrap_or_default();
    Ok(Exported::Written {
        folder: place.folder.display().to_string(),
        file: file.to_string_lossy().into_owned(),
        rows: count,
    })
}

/// What is to be drawn, and where it goes.
struct Work<'a> {
    pool: &'a PgPool,
    head: &'a Letterhead,
    ids: &'a [i64],
    folder: &'a Path,
    name: String,
    stop: &'a AtomicBool,
}

impl Work<'_> {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    async fn read(&self, id: InvoiceId) -> Result<InvoiceDocument> {
        let mut db = self.pool.acquire().await?;
        invoice_under(&mut db, self.head, id, LANGUAGE).await
    }

    /// All in one; nothing when somebody stopped it.
    async fn one_file(&self, progress: impl Fn(usize)) -> Result<Option<Vec<u8>>, ExportError> {
        let read = |id: &i64| self.read(InvoiceId(*id));
        let mut reading = stream::iter(self.ids.iter().map(read)).buffered(AT_ONCE);
        let mut papers: Vec<InvoiceDocument> = Vec::with_capacity(self.ids.len());
        while let Some(paper) = reading.try_next().await? {
            papers.push(paper);
            // The last step, which draws them, is the longest.
            progress(papers.len() - 1);
            if self.is_stopped() {
                return Ok(None);
            }
        }
        let drawn = spawn_blocking(move || documents::render_invoices(&papers))
            .await
            .map_err(ended)?
            .map_err(|error| Error::Internal(format!("cannot draw invoices: {error}")))?;
        Ok((!self.is_stopped()).then_some(drawn))
    }

    /// A folder, not yet under its name, with a file each; gone when somebody stopped it.
    async fn each(&self, progress: impl Fn(usize)) -> Result<Option<TempDir>, ExportError> {
        let begun = {
            let folder = self.folder.to_path_buf();
            spawn_blocking(move || documents::save::begin_folder(&folder))
                .await
                .map_err(ended)?
                .map_err(|source| saving(source, self.folder))?
        };
        let drawn = |id: &i64| {
            let id = InvoiceId(*id);
            async move { draw(self.read(id).await?).await }
        };
        let mut drawing = stream::iter(self.ids.iter().map(drawn)).buffered(AT_ONCE);
        let mut done = 0;
        while let Some((number, bytes)) = drawing.try_next().await? {
            let into: PathBuf = begun.path().to_path_buf();
            spawn_blocking(move || documents::save(&into, &number, &bytes))
                .await
                .map_err(ended)?
                .map_err(|error| unwritten(error, self.folder))?;
            done += 1;
            progress(done);
            if self.is_stopped() {
                return Ok(None);
            }
        }
        Ok(Some(begun))
    }
}

fn saving(source: io::Error, folder: &Path) -> ExportError {
    ExportError::Save {
        folder: folder.to_path_buf(),
        source,
    }
}

fn unwritten(error: DocumentError, folder: &Path) -> ExportError {
    match error {
        DocumentError::Save { source, .. } => saving(source, folder),
        other => Error::Internal(other.to_string()).into(),
    }
}
