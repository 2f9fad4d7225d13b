//! What is said about a ticket: notes for colleagues, replies to the customer, files, and texts that are written often.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Attachment;
use crate::{
    call,
    ids::{CannedTextId, FileId, NoteId, TicketId},
};

/// Most files of one note.
pub const FILES_MAX: usize = 5;

/// A note or a reply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Record.
    pub id: NoteId,
    /// Number of the ticket it was written on, which may be a duplicate of the one asked for.
    pub ticket: String,
    /// Who wrote it.
    pub author: String,
    /// Meant for the customer.
    pub is_public: bool,
    /// A small part of Markdown, as it was typed.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Its files.
    pub files: Vec<Attachment>,
}

/// What is said about a ticket and its duplicates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Oldest first.
    pub notes: Vec<Note>,
    /// Files of the ticket and its duplicates that belong to no note, without evidence.
    pub files: Vec<Attachment>,
    /// What placeholders stand for.
    pub names: Names,
}

/// Asks for what is said about a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowConversation {
    /// Which.
    pub id: TicketId,
}
call!(ShowConversation => Conversation; reads [Tickets, Staff]; changes []; Staff);

/// Writes a note for colleagues, or a reply to the customer (not for technicians).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostNote {
    /// Which ticket.
    pub id: TicketId,
    /// Meant for the customer.
    pub is_public: bool,
    /// 1–10,000 characters.
    pub body: String,
    /// Uploaded pictures and PDF documents, at most [`FILES_MAX`].
    pub files: Vec<FileId>,
}
call!(PostNote => (); reads []; changes [Tickets]; Staff);

/// Adds a picture or a PDF document to a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachFile {
    /// Which ticket.
    pub id: TicketId,
    /// The uploaded file.
    pub file: FileId,
    /// Whether it shows the work; pictures only.
    pub evidence: bool,
}
call!(AttachFile => (); reads []; changes [Tickets]; Staff);

/// A text that is written often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedText {
    /// Record.
    pub id: CannedTextId,
    /// What it is for.
    pub title: String,
    /// With `{customer}`, `{number}` and `{technician}`.
    pub body: String,
}

/// Lists the texts in use, or those that were removed, by title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListCannedTexts {
    /// Those that are offered no more.
    #[serde(default)]
    pub removed: bool,
}
call!(ListCannedTexts => Vec<CannedText>; reads [Settings]; changes []; Staff);

/// Keeps a text. Admins and the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveCannedText {
    /// Which; none for a new one.
    pub id: Option<CannedTextId>,
    /// What it is for.
    pub title: String,
    /// The text.
    pub body: String,
    /// Whether it is offered.
    pub active: bool,
}
call!(SaveCannedText => CannedTextId; reads []; changes [Settings]; Staff);

/// What placeholders stand for on one ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Customer's name.
    pub customer: String,
    /// Number of the ticket.
    pub number: String,
    /// Lead technician.
    pub technician: String,
}

/// A canned text with its placeholders filled in, once: what a name itself contains is never filled in again.
#[must_use]
pub fn expand(text: &str, names: &Names) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        made.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = [
            ("{customer}", &names.customer),
            ("{number}", &names.number),
            ("{technician}", &names.technician),
        ]
        .into_iter()
        .find(|(placeholder, _)| rest.starts_with(placeholder));
        let (taken, value) = found.map_or((1, "{"), |(placeholder, value)| {
            (placeholder.len(), value.as_str())
        });
        made.push_str(value);
        rest = &rest[taken..];
    }
    made.push_str(rest);
    made
}

#[cfg(test)]
mod tests {
    use super::{Names, expand};

    #[test]
    fn a_name_that_looks_like_a_placeholder_stays_a_name() {
        let names = Names {
            customer: "Budi {number}".to_owned(),
            number: "TKT-202511-00001".to_owned(),
            technician: String::new(),
        };
        assert_eq!(
            expand("Halo {customer}, tiket {number} {lain} {", &names),
            "Halo Budi {number}, tiket TKT-202511-00001 {lain} {"
        );
    }
}
