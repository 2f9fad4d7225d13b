//! Messages that a person asks for: an invoice once more, words of his own, a text on trial.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{CustomerId, InvoiceId, MessageId, RegistrationId, TicketId},
    phone::Phone,
    problem::{Problem, Problems},
    templates::{LENGTH_MAX, PlaceHolder, TemplateName, Values},
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
        words(&self.body).map_err(|problem| Problems::one("body", problem))
    }
}

/// Words to somebody, cleaned.
///
/// # Errors
/// `MSG_LENGTH` for anything but 1 to 4,096 characters, and those of [`valid::text`].
pub fn words(entered: &str) -> Result<String, Problem> {
    let body = entered.trim().replace("\r\n", "\n");
    let length = body.chars().count();
    if (1..=LENGTH_MAX).contains(&length) {
        valid::required(&body, LENGTH_MAX)
    } else {
        Err(Problem::new("MSG_LENGTH")
            .with("min", 1)
            .with("max", LENGTH_MAX)
            .with("length", length))
    }
}

/// Sends the present text of a message to a number, to try it; examples stand where no value is given. Admins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestTemplate {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
    /// To which number, as it was typed.
    pub phone: String,
    /// What stands in its place-holders.
    #[serde(default)]
    pub values: Values,
}
call!(TestTemplate => MessageId; reads []; changes [Messages]; Staff);

impl TestTemplate {
    /// The check that the form makes before sending and the handler makes again; answers the number.
    ///
    /// # Errors
    /// At `phone`, see [`Phone::parse`]; at `values` as [`PreviewTemplate::check`].
    pub fn check(&self) -> Result<Phone, Problems> {
        check_values(self.name, &self.values)?;
        Phone::parse(&self.phone).map_err(|problem| Problems::one("phone", problem.into()))
    }
}

/// Answers what [`TestTemplate`] would send. Admins, office and supervisors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewTemplate {
    /// Which message.
    pub name: TemplateName,
    /// In which language.
    pub language: Locale,
    /// What stands in its place-holders.
    #[serde(default)]
    pub values: Values,
}
call!(PreviewTemplate => String; reads [Settings]; changes []; Staff);

impl PreviewTemplate {
    /// The check that is made before asking and by the handler again.
    ///
    /// # Errors
    /// At `values`: `TEMPLATE_UNKNOWN` for what the message cannot know, and for a code, which nobody gives; `TEXT_REQUIRED` for an
    /// empty value and the others of [`valid::required`].
    pub fn check(&self) -> Result<(), Problems> {
        check_values(self.name, &self.values)
    }
}

fn check_values(name: TemplateName, values: &Values) -> Result<(), Problems> {
    let mut problems = Problems::none();
    for (place, value) in values {
        let is_known = name.place_holders().contains(place) && *place != PlaceHolder::Code;
        if !is_known {
            let unknown = Problem::new("TEMPLATE_UNKNOWN");
            problems.add(
                "values",
                unknown.with("name", format!("{{{}}}", place.name())),
            );
        } else if let Err(problem) = valid::required(value, LENGTH_MAX) {
            problems.add("values", problem);
        }
    }
    problems.into_result()
}

#[cfg(test)]
mod tests {
    use super::PreviewTemplate;
    use crate::{
        templates::{PlaceHolder, TemplateName},
        text::Locale,
    };

    #[test]
    fn only_what_the_message_can_know_is_given_and_never_a_code() {
        let problem = |name, place, value: &str| {
            let asked = PreviewTemplate {
                name,
                language: Locale::Id,
                values: [(place, value.to_owned())].into(),
            };
            let problems = asked.check().err();
            problems.map(|problems| problems.field("values")[0].code.clone())
        };
        let broadcast = TemplateName::Broadcast;
        assert_eq!(problem(broadcast, PlaceHolder::Message, "Halo"), None);
        for (name, place, value, code) in [
            (broadcast, PlaceHolder::Message, " ", "TEXT_REQUIRED"),
            (broadcast, PlaceHolder::Amount, "1", "TEMPLATE_UNKNOWN"),
            (
                TemplateName::Otp,
                PlaceHolder::Code,
                "1",
                "TEMPLATE_UNKNOWN",
            ),
        ] {
            assert_eq!(problem(name, place, value).as_deref(), Some(code));
        }
    }
}
