//! What is said about a ticket, with its files.

use model::{
    ids::{CustomerId, FileId, TicketId},
    problem::{Problem, Problems},
    tickets::conversation::{AttachFile, Conversation, FILES_MAX, PostNote, ShowConversation},
    valid,
};
use sqlx::PgConnection;

use super::{document, picture::Picture, store, tell, work_store};
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
};

impl Answer for ShowConversation {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Conversation> {
        let names = work_store::names(db, self.id).await?;
        let (notes, files) = work_store::conversation(db, self.id).await?;
        Ok(Conversation {
            notes,
            files,
            names,
        })
    }
}

impl Answer for PostNote {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let body = problems.check("body", valid::required(&self.body, valid::TEXT_MAX));
        if self.files.len() > FILES_MAX {
            problems.add("files", Problem::new("FILE_COUNT").with("max", FILES_MAX));
        }
        let (Some(body), true) = (body, problems.is_empty()) else {
            return Err(problems.into());
        };
        let note = work_store::post_note(db, self.id, self.is_public, &body).await?;
        for file in self.files {
            keep(cx, db, self.id, file, Some(note), false).await?;
        }
        if self.is_public {
            tell::replied(cx, db, self.id, note, &body).await?;
        }
        Ok(())
    }
}

impl Answer for AttachFile {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        // A ticket that the caller cannot see takes no file.
        work_store::names(db, self.id).await?;
        keep(cx, db, self.id, self.file, None, self.evidence).await
    }
}

/// Checks an uploaded file by its content and stores it with the ticket.
async fn keep(
    cx: &Cx,
    db: &mut PgConnection,
    ticket: TicketId,
    id: FileId,
    note: Option<i64>,
    evidence: bool,
) -> Result<()> {
    let (name, document) = checked(cx, id, evidence).await?;
    let owner = store::Owner::Ticket { ticket, note };
    store::add_file(db, owner, id, &name, &document, evidence).await
}

/// Checks an uploaded file by its content and stores it with the customer himself.
///
/// # Errors
/// [`Error::Invalid`] (`files`) for what is neither picture nor document.
pub async fn keep_for_customer(
    cx: &Cx,
    db: &mut PgConnection,
    customer: CustomerId,
    id: FileId,
) -> Result<()> {
    let (name, document) = checked(cx, id, false).await?;
    let owner = store::Owner::Customer(customer);
    store::add_file(db, owner, id, &name, &document, false).await
}

/// An uploaded file as it is kept, and what it is called.
pub(crate) async fn checked(cx: &Cx, id: FileId, evidence: bool) -> Result<(String, Picture)> {
    let handed = cx.uploads.read(id)?;
    let document = tokio::task::spawn_blocking(move || {
        document::check(&handed.bytes, evidence).map(|document| (handed.name, document))
    })
    .await
    .map_err(|e| Error::Internal(format!("decoding a file failed: {e}")))?;
    let (name, document) = document.map_err(|problem| Error::field("files", problem))?;
    let name = match (name.trim(), document.mime) {
        ("", "application/pdf") => "dokumen.pdf".to_owned(),
        ("", _) => "foto.jpg".to_owned(),
        (name, _) => name.to_owned(),
    };
    Ok((name, document))
}
