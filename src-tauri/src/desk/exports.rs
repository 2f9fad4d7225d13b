//! Lists as files in the person's folder, with their progress told to the page.

use std::sync::{
    Arc, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use aglis_core::exports::{self, ExportError, Place};
use model::{
    exports::{ExportList, ExportPapers, ExportProgress, Exported},
    fault::{Code, Fault},
    problem::Problem,
};
use uuid::Uuid;

use super::{Desk, papers};

/// Exports that run, each with the flag that stops it.
pub(super) type Running = Vec<(Uuid, Arc<AtomicBool>)>;

impl Desk {
    fn running(&self) -> MutexGuard<'_, Running> {
        self.exports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a list into a file; the page hears how far it is.
    pub(super) async fn export_list(&self, request: ExportList) -> Result<Exported, Fault> {
        let (cx, run) = (self.context()?, request.run);
        let (stop, place) = (self.begin_export(run), self.place());
        let told = |rows, total| self.tell_export(ExportProgress { run, rows, total });
        let outcome = exports::export(&cx, &request, &place, &stop, told).await;
        self.end_export(run, outcome)
    }

    /// Writes many invoices as PDFs; the page hears how far it is.
    pub(super) async fn export_papers(&self, request: ExportPapers) -> Result<Exported, Fault> {
        let (cx, run) = (self.context()?, request.run);
        let (stop, place) = (self.begin_export(run), self.place());
        let told = |rows, total| self.tell_export(ExportProgress { run, rows, total });
        let outcome = exports::export_papers(&cx, &request, &place, &stop, told).await;
        self.end_export(run, outcome)
    }

    fn place(&self) -> Place {
        let preferences = self.file().remembered().preferences.clone();
        Place {
            folder: papers::folder(&preferences, &self.folders),
            mark: preferences.csv_mark,
            locale: preferences.locale,
        }
    }

    fn begin_export(&self, run: Uuid) -> Arc<AtomicBool> {
        let stop = Arc::new(AtomicBool::new(false));
        self.running().push((run, Arc::clone(&stop)));
        stop
    }

    fn tell_export(&self, progress: ExportProgress) {
        if let Ok(payload) = serde_json::to_string(&progress) {
            self.around.tell("export", &payload);
        }
    }

    fn end_export(
        &self,
        run: Uuid,
        outcome: Result<Exported, ExportError>,
    ) -> Result<Exported, Fault> {
        self.running().retain(|(other, _)| *other != run);
        outcome.map_err(|error| match error {
            ExportError::Core(error) => error.into_fault(),
            ExportError::Save { folder, source } => {
                tracing::warn!(error = %source, "cannot save an export");
                let problem = Problem::new("FOLDER_WRITE").with("folder", folder.display());
                Fault::because(Code::Outside, problem)
            }
        })
    }

    /// Stops an export; one that is over is left alone.
    pub(super) fn cancel_export(&self, run: Uuid) {
        for (_, stop) in self.running().iter().filter(|(other, _)| *other == run) {
            stop.store(true, Ordering::Relaxed);
        }
    }
}
