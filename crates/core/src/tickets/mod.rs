//! Tickets: given to technicians, worked on, finished with evidence.

mod canned;
mod category_store;
mod checklist;
mod choice_store;
mod choices;
mod document;
mod endings;
pub(crate) mod many;
mod many_store;
mod merge;
mod note;
pub mod picture;
mod relations;
mod store;
mod tell;
mod tell_store;
mod work_store;

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use model::{
    ids::FileId,
    list::{ListQuery, Page},
    problem::{Problem, Problems},
    states::TicketStatus,
    tickets::{
        AssignTicket, AttachmentContent, CompleteTicket, CreateTicket, CreatedTicket, ListTickets,
        MoveTicket, NoteTicket, ShowAttachment, ShowTicket, TicketDetail, TicketRow,
    },
    valid,
};
use sqlx::{PgConnection, PgPool};

pub(crate) use note::checked;
pub use note::keep_for_customer;
pub(crate) use picture::Picture;
pub use store::LIST;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result},
    lists,
    messages::Telling,
    numbers,
};

/// Most pictures of one finish.
const EVIDENCE_MAX: usize = 5;

/// A page of tickets, for other areas that show them.
pub async fn list(db: &mut PgConnection, query: &ListQuery) -> Result<Page<TicketRow>> {
    lists::page(db, &LIST, query, store::row).await
}

/// Name, type and bytes of a file of a ticket, for saving.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn attachment(pool: &PgPool, id: FileId) -> Result<(String, String, Vec<u8>)> {
    let mut db = pool.acquire().await?;
    store::named_content(&mut db, id).await
}

impl Answer for ListTickets {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Page<TicketRow>> {
        list(db, &self.query).await
    }
}

impl Answer for ShowTicket {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<TicketDetail> {
        let mut ticket = store::ticket(db, self.id).await?;
        ticket.attachments = store::attachments(db, self.id).await?;
        ticket.timeline = store::timeline(db, self.id).await?;
        Ok(ticket)
    }
}

impl Answer for ShowAttachment {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<AttachmentContent> {
        let (mime, bytes) = store::content(db, self.id).await?;
        Ok(AttachmentContent {
            mime,
            base64: BASE64.encode(bytes),
        })
    }
}

impl Answer for CreateTicket {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<CreatedTicket> {
        let description = self.check()?;
        let now = cx.now(db).await?;
        let number = numbers::next_ticket(db, now).await?;
        let (id, due_at) = store::insert(db, &self, &number, &description).await?;
        let created = CreatedTicket { id, number, due_at };
        tell::opened(cx, db, &created, self.priority).await?;
        Ok(created)
    }
}

impl Answer for AssignTicket {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let status = store::lock_at_version(db, self.id, self.version).await?;
        if !status.is_open() {
            return Err(Error::Conflict(
                Problem::new("WRONG_STATE")
                    .with("from", status.text_key())
                    .with("to", TicketStatus::Assigned.text_key()),
            ));
        }
        let helpers: Vec<i64> = self
            .helpers
            .iter()
            .filter(|helper| **helper != self.lead)
            .map(|helper| helper.0)
            .collect();
        let before = tell_store::teams(db, &[self.id.0]).await?;
        store::assign(db, &[self.id.0], self.lead, &helpers).await?;
        tell::assigned(cx, db, Telling::Singly, &before, self.lead, &helpers).await?;
        Ok(())
    }
}

impl Answer for MoveTicket {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        if self.to == TicketStatus::Completed {
            // Finishing takes a resolution and evidence, see CompleteTicket.
            return Err(Error::field("evidence", Problem::new("EVIDENCE_REQUIRED")));
        }
        if self.to == TicketStatus::Assigned {
            // Giving it to somebody takes a lead, see AssignTicket.
            return Err(Error::field("lead", Problem::new("CHOICE_REQUIRED")));
        }
        let checked =
            || valid::reason(&self.reason).map_err(|problem| Error::field("reason", problem));
        // Said before the row is locked: a missing reason is no reason to make others wait.
        let reason = match self.to {
            TicketStatus::OnHold | TicketStatus::Cancelled => Some(checked()?),
            _ => None,
        };
        let status = store::lock_at_version(db, self.id, self.version).await?;
        let reopened = status == TicketStatus::Completed && self.to == TicketStatus::InProgress;
        // The technician who gets the work back reads it beside the step.
        let reason = if reopened { Some(checked()?) } else { reason };
        store::move_to(db, &[self.id.0], self.to, reason.as_deref()).await?;
        tell::moved(cx, db, Telling::Singly, &[self.id.0]).await?;
        Ok(())
    }
}

impl Answer for CompleteTicket {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let resolution = problems.check(
            "resolution",
            valid::required(&self.resolution, valid::TEXT_MAX),
        );
        if resolution
            .as_deref()
            .is_some_and(|text| text.chars().count() < 3)
        {
            problems.add("resolution", Problem::new("TEXT_REQUIRED"));
        }
        // Whether the kind of work needs any is the database's to say: an earlier finish may have brought some.
        if self.evidence.len() > EVIDENCE_MAX {
            problems.add(
                "evidence",
                Problem::new("FILE_COUNT").with("max", EVIDENCE_MAX),
            );
        }
        let (Some(resolution), true) = (resolution, problems.is_empty()) else {
            return Err(problems.into());
        };
        store::lock_at_version(db, self.id, self.version).await?;
        for id in self.evidence {
            let handed = cx.uploads.read(id)?;
            let picture = tokio::task::spawn_blocking(move || {
                picture::rewrite(&handed.bytes).map(|picture| (handed.name, picture))
            })
            .await
            .map_err(|e| Error::Internal(format!("decoding a picture failed: {e}")))?;
            let (name, picture) = picture.map_err(|problem| Error::field("evidence", problem))?;
            let name = if name.trim().is_empty() {
                "foto.jpg".to_owned()
            } else {
                name
            };
            let owner = store::Owner::Ticket {
                ticket: self.id,
                note: None,
            };
            store::add_file(db, owner, id, &name, &picture, true).await?;
        }
        store::complete(db, self.id, &resolution).await?;
        tell::moved(cx, db, Telling::Singly, &[self.id.0]).await?;
        Ok(())
    }
}

impl Answer for NoteTicket {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let mut problems = Problems::none();
        let Some(body) = problems.check("body", valid::required(&self.body, valid::TEXT_MAX))
        else {
            return Err(problems.into());
        };
        work_store::post_note(db, self.id, false, &body).await?;
        Ok(())
    }
}
