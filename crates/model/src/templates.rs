//! Texts of WhatsApp messages with place-holders: what each may hold, how it is checked and filled in, and how it is shown.
//!
//! The rules stand here, so that the form checks and shows while somebody types, the core checks again, and the queue will fill
//! in by the same ones.

mod fill;
mod look;
mod name;
mod place_holder;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{CustomerId, InvoiceId, TicketId},
    problem::Problems,
    text::Locale,
};

pub use fill::{Gaps, LENGTH_MAX, Values, check, fill, known_lines, plain_value};
pub use look::{Piece, pieces};
pub use name::{About, TemplateName};
pub use place_holder::PlaceHolder;

/// The record a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A customer.
    Customer(CustomerId),
    /// A ticket.
    Ticket(TicketId),
    /// An invoice.
    Invoice(InvoiceId),
}

/// A version of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
    /// Counts from 1.
    pub version: i32,
    /// The text with its place-holders.
    pub body: String,
    /// Who wrote it; none for the texts that the program brought.
    pub changed_by: Option<String>,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// Lists the texts that count, by name and language. Admins, office and supervisors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTemplates {}
call!(ListTemplates => Vec<Template>; reads [Settings]; changes []; Staff);

/// Lists the versions of a text, the newest first, at most 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTemplateVersions {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
}
call!(ListTemplateVersions => Vec<Template>; reads [Settings]; changes []; Staff);

/// What a message about a record says in its place-holders. What only the moment of sending knows, such as a code, is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowTemplateValues {
    /// In which language.
    pub language: Locale,
    /// About what.
    pub subject: Subject,
}
call!(ShowTemplateValues => Values; reads [Settings, Customers, Services, Packages, Tickets, Invoices, Payments]; changes []; Staff);

/// Writes a new version of a text; answers its number. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveTemplate {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
    /// The version the person saw.
    pub seen: i32,
    /// The new text.
    pub body: String,
}
call!(SaveTemplate => i32; reads []; changes [Settings]; Staff);

impl SaveTemplate {
    /// The check that the form makes before sending and the handler makes again; answers the cleaned text.
    ///
    /// # Errors
    /// Problems at `body`, see [`check`].
    pub fn check(&self) -> Result<String, Problems> {
        check(self.name, &self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::{TemplateName, check};

    /// The texts that migrations bring, as `(name, text)`.
    fn brought() -> Vec<(TemplateName, String)> {
        let sql = [
            include_str!("../../../migrations/0023_templates_odps.sql"),
            include_str!("../../../migrations/0047_isolir.sql"),
        ];
        let mut found = Vec::new();
        for line in sql.into_iter().flat_map(str::lines) {
            let Some((head, text)) = line.trim().split_once(", 1, E'") else {
                continue;
            };
            let name = head.trim_start_matches("('").split('\'').next().unwrap();
            let text = text.trim_end_matches(['\'', ')', ',', ';']);
            let text = text.replace("\\n", "\n").replace("''", "'");
            found.push((TemplateName::from_name(name).unwrap(), text));
        }
        found
    }

    #[test]
    fn the_texts_that_come_along_pass_their_own_check() {
        let brought = brought();
        assert_eq!(brought.len(), 2 * TemplateName::ALL.len());
        for (name, text) in brought {
            assert_eq!(check(name, &text).as_ref(), Ok(&text), "{}", name.name());
        }
    }
}
