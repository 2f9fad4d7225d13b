//! Invoices, receipts and statements as PDFs, refused rows as tables, and documents of tickets, in the person's folder.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use aglis_core::{
    billing,
    documents::{self, DocumentError},
    error::Error,
    imports, payments, tickets,
};
use model::{
    desk::{Preferences, SavedFiles},
    exports::PAPERS_MAX,
    fault::{Code, Fault},
    ids::{FileId, InvoiceId, PaymentId},
    imports::ImportPlan,
    payments::statement::ShowStatement,
    problem::{Problem, Problems},
    text::Locale,
};

use super::{Desk, answers::internal};
use crate::{folders::Folders, words};

/// Where PDFs go now.
pub(super) fn folder(preferences: &Preferences, folders: &Folders) -> PathBuf {
    match &preferences.pdf_folder {
        Some(chosen) => PathBuf::from(chosen),
        None => folders.documents.clone(),
    }
}

/// Refuses to save none, or more than one may wait for.
fn not_too_many(field: &str, count: usize) -> Result<(), Fault> {
    if count == 0 || count > PAPERS_MAX {
        let problem = Problem::new("BULK_SIZE").with("max", PAPERS_MAX);
        return Err(Fault::invalid(Problems::one(field, problem)));
    }
    Ok(())
}

impl Desk {
    fn pdf_folder(&self) -> PathBuf {
        folder(&self.file().remembered().preferences, &self.folders)
    }

    pub(super) fn locale(&self) -> Locale {
        self.file().remembered().preferences.locale
    }

    /// Saves invoices in the order asked; the first that fails ends the run, what is saved stays.
    pub(super) async fn save_invoices(
        &self,
        invoices: Vec<InvoiceId>,
    ) -> Result<SavedFiles, Fault> {
        let cx = self.context()?;
        not_too_many("invoices", invoices.len())?;
        let mut files = Vec::with_capacity(invoices.len());
        for id in invoices {
            // Customers read the invoice, and they read Indonesian, whatever the office's screen speaks.
            let drawn = billing::document::invoice_pdf(&cx.pool, id, Locale::Id).await;
            files.push(self.save_paper(drawn).await?);
        }
        Ok(self.saved(files))
    }

    /// Saves receipts likewise.
    pub(super) async fn save_receipts(
        &self,
        payments: Vec<PaymentId>,
    ) -> Result<SavedFiles, Fault> {
        let cx = self.context()?;
        not_too_many("payments", payments.len())?;
        let mut files = Vec::with_capacity(payments.len());
        for id in payments {
            let drawn = payments::receipt_pdf(&cx.pool, id, Locale::Id).await;
            files.push(self.save_paper(drawn).await?);
        }
        Ok(self.saved(files))
    }

    /// Saves the statement of an account.
    pub(super) async fn save_statement(&self, asked: ShowStatement) -> Result<SavedFiles, Fault> {
        let cx = self.context()?;
        let drawn = payments::statement_pdf(&cx.pool, &asked, Locale::Id).await;
        let file = self.save_paper(drawn).await?;
        Ok(self.saved(vec![file]))
    }

    /// Saves a drawn paper under its number and answers the name of the file.
    async fn save_paper(
        &self,
        drawn: aglis_core::error::Result<(String, Vec<u8>)>,
    ) -> Result<String, Fault> {
        let (number, bytes) = drawn.map_err(Error::into_fault)?;
        let folder = self.pdf_folder();
        let (into, name) = (folder.clone(), number.clone());
        let saved = tokio::task::spawn_blocking(move || documents::save(&into, &name, &bytes))
            .await
            .map_err(|error| internal(&error.to_string()))?;
        let path = saved.map_err(|error| {
            tracing::warn!(number, %error, "cannot save a paper");
            not_saved(&error, &folder)
        })?;
        Ok(name_of(&path))
    }

    /// Says that papers were saved.
    fn saved(&self, files: Vec<String>) -> SavedFiles {
        let folder = self.pdf_folder().display().to_string();
        let said = words::pdf_saved(self.locale(), files.len());
        self.around.notify(&said, &folder);
        SavedFiles { folder, files }
    }

    /// Saves the refused rows of an import beside whatever the folder holds already.
    pub(super) async fn save_refused_rows(&self, plan: ImportPlan) -> Result<SavedFiles, Fault> {
        let cx = self.context()?;
        let file = imports::refused_file(&cx, &plan)
            .await
            .map_err(Error::into_fault)?;
        let folder = self.pdf_folder();
        let into = folder.clone();
        let saved = tokio::task::spawn_blocking(move || {
            documents::save_beside(&into, &file.name, "csv", &file.bytes)
        })
        .await
        .map_err(|error| internal(&error.to_string()))?;
        let path = saved.map_err(|error| {
            tracing::warn!(%error, "cannot save refused rows");
            not_saved(&error, &folder)
        })?;
        Ok(SavedFiles {
            folder: folder.display().to_string(),
            files: vec![name_of(&path)],
        })
    }

    /// Saves a document of a ticket beside whatever the folder holds already. Nothing here opens it.
    pub(super) async fn save_attachment(&self, id: FileId) -> Result<SavedFiles, Fault> {
        let cx = self.context()?;
        let (name, mime, bytes) = tickets::attachment(&cx.pool, id)
            .await
            .map_err(Error::into_fault)?;
        // The ending says what the content is, whatever the name that came with it said.
        let ending = match mime.as_str() {
            "application/pdf" => "pdf",
            "image/png" => "png",
            _ => "jpg",
        };
        let stem = Path::new(&name).file_stem().map_or_else(
            || "file".to_owned(),
            |stem| stem.to_string_lossy().into_owned(),
        );
        let folder = self.pdf_folder();
        let into = folder.clone();
        let saved = tokio::task::spawn_blocking(move || {
            documents::save_beside(&into, &stem, ending, &bytes)
        })
        .await
        .map_err(|error| internal(&error.to_string()))?;
        let path = saved.map_err(|error| {
            tracing::warn!(%error, "cannot save a document of a ticket");
            not_saved(&error, &folder)
        })?;
        Ok(SavedFiles {
            folder: folder.display().to_string(),
            files: vec![name_of(&path)],
        })
    }

    /// Asks for a folder in the system's own dialog and remembers it.
    pub(super) async fn choose_pdf_folder(self: &Arc<Self>) -> Result<Option<String>, Fault> {
        let (around, start) = (self.around.clone(), self.pdf_folder());
        let title = words::choose_folder(self.locale());
        let chosen = tokio::task::spawn_blocking(move || around.pick_folder(title, &start))
            .await
            .map_err(|error| internal(&error.to_string()))?;
        let Some(chosen) = chosen else {
            return Ok(None);
        };
        let chosen = chosen.display().to_string();
        self.remember(|all| all.preferences.pdf_folder = Some(chosen.clone()));
        self.around.tell("desk", "");
        Ok(Some(chosen))
    }

    /// Opens the folder for PDFs, making it first if nothing was saved yet.
    pub(super) async fn open_pdf_folder(&self) -> Result<(), Fault> {
        let folder = self.pdf_folder();
        let around = self.around.clone();
        let opened = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
            around.open_folder(&folder)
        })
        .await
        .map_err(|error| internal(&error.to_string()))?;
        opened.map_err(|error| {
            tracing::warn!(error, "cannot open the folder for PDFs");
            Fault::because(Code::Outside, Problem::new("FOLDER_OPEN"))
        })
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// A full disk names the file that is not there; anything else is mended by another folder.
fn not_saved(error: &DocumentError, folder: &Path) -> Fault {
    let problem = match error {
        DocumentError::Save { path, source }
            if matches!(
                source.kind(),
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded
            ) =>
        {
            Problem::new("DISK_FULL").with("path", path.display())
        }
        _ => Problem::new("FOLDER_WRITE").with("folder", folder.display()),
    };
    Fault::because(Code::Outside, problem)
}

#[cfg(test)]
mod tests {
    use std::{io::ErrorKind, path::Path};

    use aglis_core::documents::DocumentError;

    use super::not_saved;

    #[test]
    fn a_full_disk_names_the_file_and_anything_else_the_folder() {
        let folder = Path::new("/srv/papers");
        let told = |kind: ErrorKind| {
            let path = folder.join("INV-1.pdf");
            let source = kind.into();
            let fault = not_saved(&DocumentError::Save { path, source }, folder);
            let problem = fault.problem.unwrap();
            let said = problem.args.into_values().next().unwrap();
            (problem.code, said)
        };
        assert_eq!(
            told(ErrorKind::StorageFull),
            ("DISK_FULL".to_owned(), "/srv/papers/INV-1.pdf".to_owned())
        );
        assert_eq!(
            told(ErrorKind::PermissionDenied),
            ("FOLDER_WRITE".to_owned(), "/srv/papers".to_owned())
        );
    }
}
