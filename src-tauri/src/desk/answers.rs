//! The desk calls, each with its answer; the list itself is `model::desk`.

use std::sync::Arc;

use aglis_core::{answer::refusal, connection};
use model::{
    access::Me,
    bell::{NoteShown, TryAlert},
    bulk::GoOnBulk,
    call::{Call, Envelope},
    desk::{
        ChangePassword, ChoosePdfFolder, ConnectionReport, CreateFirstAdmin, DeskState,
        EnrolComputer, KeepGatewayToken, LeaveWorkspace, Lock, OpenPdfFolder, Preferences,
        Reconnect, ReportCrash, SaveAttachment, SaveInvoicePdfs, SavePreferences, SaveReceipts,
        SaveRefusedRows, SaveStatement, SavedFiles, ShowDesk, SignIn, SignOut, SwitchSending,
        TestConnection, Touch, Unlock, UseLocalWorkspace, UseSharedDatabase, WriteDiagnostics,
    },
    exports::{CancelExport, ExportList, ExportPapers, Exported},
    fault::{Code, Fault},
    problem::{Problem, Problems},
};

use super::Desk;
use crate::{diagnostics, log};

/// A call that the desk itself answers.
trait DeskAnswer: Call {
    async fn answer(self, desk: &Arc<Desk>) -> Result<Self::Reply, Fault>;
}

macro_rules! route {
    ($($call:ident),* $(,)?) => {
        /// Answers a desk call; none when `name` is not one, so that the core is asked.
        pub async fn answer(desk: &Arc<Desk>, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
            match name {
                $($call::NAME => Some(Box::pin(read::<$call>(desk, bytes)).await),)*
                _ => None,
            }
        }
    };
}
model::every_desk_call!(route);

async fn read<C: DeskAnswer>(desk: &Arc<Desk>, bytes: &[u8]) -> Vec<u8> {
    let outcome = match serde_json::from_slice::<Envelope<C>>(bytes) {
        Ok(envelope) => envelope.request.answer(desk).await,
        Err(error) => {
            tracing::debug!(call = C::NAME, line = error.line(), "unreadable request");
            let problem = Problem::new("BODY_FORMAT");
            Err(Fault::invalid(Problems::one("body", problem)))
        }
    };
    match outcome {
        Ok(reply) => serde_json::to_vec(&Ok::<_, Fault>(reply)).unwrap_or_else(|error| {
            tracing::error!(call = C::NAME, %error, "cannot write a reply");
            refusal(&Fault::new(Code::Internal))
        }),
        Err(fault) => {
            tracing::info!(call = C::NAME, code = ?fault.code, problem = fault.problem.as_ref().map(|problem| problem.code.as_str()), "refused");
            refusal(&fault)
        }
    }
}

impl DeskAnswer for ShowDesk {
    async fn answer(self, desk: &Arc<Desk>) -> Result<DeskState, Fault> {
        Ok(desk.state())
    }
}

impl DeskAnswer for LeaveWorkspace {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.leave_workspace().await
    }
}

impl DeskAnswer for UseLocalWorkspace {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.use_local(self.demo);
        Ok(())
    }
}

impl DeskAnswer for UseSharedDatabase {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.use_shared(self.database).await
    }
}

impl DeskAnswer for TestConnection {
    async fn answer(self, desk: &Arc<Desk>) -> Result<ConnectionReport, Fault> {
        let options = connection::options(&self.database, &self.username, &self.password);
        connection::test(options, &desk.device).await
    }
}

impl DeskAnswer for CreateFirstAdmin {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.create_first_admin(self).await
    }
}

impl DeskAnswer for SignIn {
    async fn answer(self, desk: &Arc<Desk>) -> Result<Me, Fault> {
        desk.sign_in(self).await
    }
}

impl DeskAnswer for SignOut {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.sign_out().await
    }
}

impl DeskAnswer for Lock {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.lock()
    }
}

impl DeskAnswer for Unlock {
    async fn answer(self, desk: &Arc<Desk>) -> Result<Me, Fault> {
        desk.unlock(self.password).await
    }
}

impl DeskAnswer for Touch {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.touch();
        Ok(())
    }
}

impl DeskAnswer for Reconnect {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.reconnect().await
    }
}

impl DeskAnswer for ChangePassword {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.change_password(self).await
    }
}

impl DeskAnswer for SavePreferences {
    async fn answer(self, desk: &Arc<Desk>) -> Result<Preferences, Fault> {
        desk.remember(|all| all.preferences = self.preferences);
        desk.around.preferences_changed();
        desk.around.tell("desk", "");
        Ok(desk.file().remembered().preferences.clone())
    }
}

impl DeskAnswer for ChoosePdfFolder {
    async fn answer(self, desk: &Arc<Desk>) -> Result<Option<String>, Fault> {
        desk.choose_pdf_folder().await
    }
}

impl DeskAnswer for OpenPdfFolder {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.open_pdf_folder().await
    }
}

impl DeskAnswer for SaveInvoicePdfs {
    async fn answer(self, desk: &Arc<Desk>) -> Result<SavedFiles, Fault> {
        desk.save_invoices(self.invoices).await
    }
}

impl DeskAnswer for SaveReceipts {
    async fn answer(self, desk: &Arc<Desk>) -> Result<SavedFiles, Fault> {
        desk.save_receipts(self.payments).await
    }
}

impl DeskAnswer for SaveStatement {
    async fn answer(self, desk: &Arc<Desk>) -> Result<SavedFiles, Fault> {
        desk.save_statement(self.statement).await
    }
}

impl DeskAnswer for SaveRefusedRows {
    async fn answer(self, desk: &Arc<Desk>) -> Result<SavedFiles, Fault> {
        desk.save_refused_rows(self.plan).await
    }
}

impl DeskAnswer for SaveAttachment {
    async fn answer(self, desk: &Arc<Desk>) -> Result<SavedFiles, Fault> {
        desk.save_attachment(self.file).await
    }
}

impl DeskAnswer for ExportList {
    async fn answer(self, desk: &Arc<Desk>) -> Result<Exported, Fault> {
        desk.export_list(self).await
    }
}

impl DeskAnswer for ExportPapers {
    async fn answer(self, desk: &Arc<Desk>) -> Result<Exported, Fault> {
        desk.export_papers(self).await
    }
}

impl DeskAnswer for CancelExport {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.cancel_export(self.run);
        Ok(())
    }
}

impl DeskAnswer for EnrolComputer {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.enrol_computer().await
    }
}

impl DeskAnswer for SwitchSending {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.switch_sending(self.on).await
    }
}

impl DeskAnswer for KeepGatewayToken {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.keep_gateway_token(self.gateway, self.token).await
    }
}

impl DeskAnswer for NoteShown {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.note_shown(self.record);
        Ok(())
    }
}

impl DeskAnswer for TryAlert {
    async fn answer(self, desk: &Arc<Desk>) -> Result<Option<bool>, Fault> {
        Ok(desk.try_alert().await)
    }
}

impl DeskAnswer for WriteDiagnostics {
    async fn answer(self, desk: &Arc<Desk>) -> Result<String, Fault> {
        let remembered = desk.file().remembered().clone();
        let folders = desk.folders.clone();
        let (link, tray) = (desk.stage().link, desk.around.has_tray());
        let written = tokio::task::spawn_blocking(move || {
            diagnostics::write(&folders, &remembered, link, tray)
        })
        .await;
        match written {
            Ok(Ok(path)) => Ok(path.display().to_string()),
            Ok(Err(error)) => Err(internal(&error.to_string())),
            Err(error) => Err(internal(&error.to_string())),
        }
    }
}

impl DeskAnswer for GoOnBulk {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        desk.go_on_bulk(self.run)
    }
}

impl DeskAnswer for ReportCrash {
    async fn answer(self, desk: &Arc<Desk>) -> Result<(), Fault> {
        let place: String = self
            .place
            .chars()
            .filter(|sign| !sign.is_control())
            .take(200)
            .collect();
        tracing::error!(place, "the interface panicked");
        log::write_crash(&desk.folders.logs, "interface", &place);
        Ok(())
    }
}

/// Our mistake, or the computer's: logged here under the reference that the person sees.
pub(super) fn internal(what: &str) -> Fault {
    aglis_core::error::Error::Internal(what.to_owned()).into_fault()
}
