//! Messages that a person asks for: an invoice once more, words of his own, a text on trial.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{CustomerId, InvoiceId, MessageId, RegistrationId, TicketId},
    phone::Phone,
    problem::{Problem, Problems},
    templates::{LENGTH_MAX, TemplateName},
    text::Locale,
    valid,
};

/// Sends a customer an invoice that he has to pay, or the next of three reminders of it. Admins, office and supervisors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendInvoice {
    /// Which.
    pub id: InvoiceId,
    /// A reminder, not the invoice itself.
    pub reminder: bool,
}
call!(SendInvoice => MessageId; reads []; changes [Messages]; Staff);

/// Whom somebody writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// A customer.
    Customer(CustomerId),
    /// The applicant.
    Registration(RegistrationId),
    /// The customer of a ticket, about it.
    Ticket(TicketId),
}

/// Writes to somebody in one's own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteMessage {
    /// To whom.
    pub to: Addressee,
    /// What it says.
    pub body: String,
}
call!(WriteMessage => MessageId; reads []; changes [Messages]; Staff);

impl WriteMessage {
    /// The check that the form makes before sending and the handler makes again; answers the cleaned text.
    ///
    /// # Errors
    /// At `body`: `MSG_LENGTH` for anything but 1 to 4,096 characters, and those of [`valid::text`].
    pub fn check(&self) -> Result<String, Problems> {
        let body = self.body.trim().replace("\r\n", "\n");
        let length = body.chars().count();
        let problem = if (1..=LENGTH_MAX).contains(&length) {
            match valid::required(&body, LENGTH_MAX) {
                Ok(body) => return Ok(body),
                Err(problem) => problem,
            }
        } else {
            Problem::new("MSG_LENGTH")
                .with("min", 1)
                .with("max", LENGTH_MAX)
                .with("length", length)
        };
        Err(Problems::one("body", problem))
    }
}

/// Sends the present text of a message with examples to a number, to try it. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestTemplate {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
    /// To which number, as it was typed.
    pub phone: String,
}
call!(TestTemplate => MessageId; reads []; changes [Messages]; Staff);

impl TestTemplate {
    /// The check that the form makes before sending and the handler makes again; answers the number.
    ///
    /// # Errors
    /// At `phone`, see [`Phone::parse`].
    pub fn check(&self) -> Result<Phone, Problems> {
        Phone::parse(&self.phone).map_err(|problem| Problems::one("phone", problem.into()))
    }
}
