//! Writing to people: messages go into the queue in the transaction of what caused them, in the company's own words.
//!
//! Handlers name the text, the person and the records; the words are filled in here, and to which number it goes and whether it
//! goes at all is the database's to decide. A message that happens by itself never stands in the way of what caused it: where
//! no gateway is set up, nobody has a number or a record cannot be seen, there is none.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use model::{
    format::show_day_long,
    ids::{CustomerId, InvoiceId, MessageId, RegistrationId, StaffId, TicketId},
    money::Rupiah,
    phone::Phone,
    states::{MessageCause, MessageClass},
    templates::{
        About as AboutWhat, Gaps, PlaceHolder, Subject, TemplateName, Values, fill, known_lines,
    },
    text::{Locale, Words},
};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::send_store::{self, Text};
use crate::{
    context::Cx,
    error::Result,
    templates::{Known, Record},
};

/// The longest description or note that a message quotes, in characters.
const QUOTE_MAX: usize = 1500;

/// What a one-time password looks like to everybody but its recipient.
const DOTS: &str = "••••••";

/// Words of both languages, read once.
static WORDS: LazyLock<[Words; 2]> =
    LazyLock::new(|| Locale::ALL.map(|locale| Words::new(locale, &[])));

/// The shared words of a language.
pub(crate) fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Id => &WORDS[0],
        Locale::En => &WORDS[1],
    }
}

/// A message to be written.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// How urgent.
    pub class: MessageClass,
    /// What it says.
    pub says: Says,
    /// To whom.
    pub to: To,
    /// The records it is about.
    pub about: About,
    /// What happened.
    pub cause: MessageCause,
    /// The event, such as `invoice:123:issued`: it causes one message, however often it is told. None for one that may be repeated.
    pub dedupe: Option<String>,
    /// Not before this instant.
    pub at: Option<DateTime<Utc>>,
    /// Goes out in quiet hours as well.
    pub exempt: bool,
}

/// What a message says.
#[derive(Clone, Debug)]
pub enum Says {
    /// The company's present text, filled in with what its record and the event know.
    Template(TemplateName, Vec<Told>),
    /// The company's present text in this language, to try it: with these values, and examples for all others.
    Example(TemplateName, Locale, Values),
    /// Words written for it alone, 1 to 4,096 characters.
    Words(String),
    /// A sentence of the program with its arguments, in the language of whoever gets it.
    Sentence(&'static str, BTreeMap<String, String>),
}

/// What only the event knows.
#[derive(Clone, Debug)]
pub enum Told {
    /// What the customer is told about a ticket; nothing when it is empty.
    Note(String),
    /// Words for many people.
    Message(String),
    /// How much was paid, and on which business day.
    Paid(Rupiah, NaiveDate),
    /// For which invoices that was, and what they still ask for together.
    Invoices(String, Rupiah),
    /// A code stands there, as dots; it is valid for so many minutes.
    Code(u32),
}

/// To whom a message goes. The number is looked up when it is queued.
#[derive(Clone, Debug)]
pub enum To {
    /// A customer.
    Customer(CustomerId),
    /// An applicant.
    Registration(RegistrationId),
    /// A colleague, in the language of his interface.
    Staff(StaffId),
    /// The team's WhatsApp group, where there is one.
    Group,
    /// A number, for an admin who tries a text.
    Phone(Phone),
}

/// The records a message is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    /// An application.
    pub registration: Option<RegistrationId>,
    /// A ticket.
    pub ticket: Option<TicketId>,
    /// An invoice.
    pub invoice: Option<InvoiceId>,
}

/// What became of a message that was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It waits for its turn.
    Queued(MessageId),
    /// It is kept, but not sent: the recipient wants no such messages.
    OptedOut(MessageId),
    /// There is no number to write to.
    NoPhone,
    /// The event has its message already.
    Twice,
    /// No gateway is set up.
    NoGateway,
    /// The company does not send this text by itself.
    Silent,
    /// The caller may not see what it is about, or it would be too long.
    Unwritten,
}

impl NewMessage {
    /// A notification with one of the company's texts.
    #[must_use]
    pub fn notification(text: TemplateName, to: To, cause: MessageCause) -> Self {
        Self {
            class: MessageClass::Notification,
            says: Says::Template(text, Vec::new()),
            to,
            about: About::default(),
            cause,
            dedupe: None,
            at: None,
            exempt: false,
        }
    }

    /// The record whose place-holders its text has.
    fn record(&self) -> Record {
        let Says::Template(name, _) = self.says else {
            return Record::Nothing;
        };
        let about = match name.about() {
            AboutWhat::Ticket => self.about.ticket.map(|id| Subject::Ticket(id).into()),
            AboutWhat::Invoice => self.about.invoice.map(|id| Subject::Invoice(id).into()),
            AboutWhat::Customer => match self.to {
                To::Customer(id) => Some(Subject::Customer(id).into()),
                To::Registration(id) => Some(Record::Registration(id)),
                To::Staff(_) | To::Group | To::Phone(_) => None,
            },
        };
        about.unwrap_or(Record::Nothing)
    }
}

/// A message in words.
pub(crate) struct Written {
    /// Its language.
    pub locale: Locale,
    /// Version of the company's text; none for words of its own.
    pub version: Option<i32>,
    /// What it says.
    pub body: String,
}

/// Queues messages in the caller's transaction; answers what became of each, in their order. The number of statements does not
/// depend on how many they are.
///
/// # Errors
/// [`crate::error::Error::Forbidden`] when the caller may not write one of them; `NO_GATEWAY` when a person asked for one and there is no way out.
pub async fn send(cx: &Cx, db: &mut PgConnection, messages: &[NewMessage]) -> Result<Vec<Fate>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let asked_for = |message: &NewMessage| {
        matches!(
            message.cause,
            MessageCause::ByHand | MessageCause::Test | MessageCause::PhoneCheck
        )
    };
    if !messages.iter().any(asked_for) && !send_store::has_gateway(db).await? {
        return Ok(vec![Fate::NoGateway; messages.len()]);
    }
    let written = write_out(cx, db, messages).await?;
    let mut fates = vec![Fate::Unwritten; messages.len()];
    let mut places = Vec::new();
    let mut queued = Vec::new();
    for (place, (message, written)) in messages.iter().zip(written).enumerate() {
        if let Some(written) = written {
            places.push(place);
            queued.push(travelling(message, &written));
        }
    }
    if queued.is_empty() {
        return Ok(fates);
    }
    for (place, fate) in places
        .into_iter()
        .zip(send_store::queue(db, Value::Array(queued)).await?)
    {
        if matches!(fate, Fate::Queued(_)) {
            cx.note_queued();
        }
        fates[place] = fate;
    }
    Ok(fates)
}

/// Puts a message with a code into words, the code as dots; none when the caller may not see to whom it goes. Sending it is the
/// business of the function that makes the code.
pub(crate) async fn code_in_words(
    cx: &Cx,
    db: &mut PgConnection,
    to: To,
    minutes: u32,
) -> Result<Option<Written>> {
    let message = NewMessage {
        class: MessageClass::Otp,
        says: Says::Template(TemplateName::Otp, vec![Told::Code(minutes)]),
        ..NewMessage::notification(TemplateName::Otp, to, MessageCause::PhoneCheck)
    };
    Ok(write_out(cx, db, &[message]).await?.pop().flatten())
}

/// Puts messages into words; none for one whose record the caller may not see, or that would be too long.
pub(super) async fn write_out(
    cx: &Cx,
    db: &mut PgConnection,
    messages: &[NewMessage],
) -> Result<Vec<Option<Written>>> {
    let now = cx.now(db).await?;
    let records: Vec<Record> = messages.iter().map(NewMessage::record).collect();
    let known = Known::read(db, &records, now).await?;
    let mut names: Vec<&str> = messages.iter().filter_map(text_of).collect();
    names.sort_unstable();
    names.dedup();
    let texts = send_store::texts(db, &names).await?;
    let staff: Vec<i64> = messages
        .iter()
        .filter_map(|message| match message.to {
            To::Staff(id) => Some(id.0),
            _ => None,
        })
        .collect();
    let languages = send_store::languages(db, &staff).await?;
    let mut written = Vec::with_capacity(messages.len());
    for (message, record) in messages.iter().zip(records) {
        let locale = match (&message.says, &message.to) {
            (Says::Example(_, locale, _), _) => *locale,
            (_, To::Staff(id)) => languages.get(&id.0).copied().unwrap_or_default(),
            _ => Locale::default(),
        };
        written.push(in_words(message, record, &known, &texts, words(locale)));
    }
    Ok(written)
}

fn text_of(message: &NewMessage) -> Option<&'static str> {
    match &message.says {
        Says::Template(name, _) | Says::Example(name, ..) => Some(name.name()),
        Says::Words(_) | Says::Sentence(..) => None,
    }
}

fn in_words(
    message: &NewMessage,
    record: Record,
    known: &Known,
    texts: &[Text],
    words: &Words,
) -> Option<Written> {
    let locale = words.locale();
    let (name, told, gaps) = match &message.says {
        Says::Words(body) => {
            return Some(Written {
                locale,
                version: None,
                body: body.clone(),
            });
        }
        Says::Sentence(key, args) => {
            return Some(Written {
                locale,
                version: None,
                body: words.say_with(key, args),
            });
        }
        Says::Template(name, told) => (*name, told.as_slice(), Gaps::Empty),
        Says::Example(name, ..) => (*name, &[] as &[Told], Gaps::Examples(locale)),
    };
    let text = texts
        .iter()
        .find(|text| text.name == name.name() && text.locale == locale)?;
    let mut values = known.values(record, words)?;
    for one in told {
        tell(&mut values, one, locale);
    }
    if let Says::Example(_, _, given) = &message.says {
        values.extend(given.clone());
    }
    for place in [PlaceHolder::Description, PlaceHolder::Note] {
        if let Some(quoted) = values.get_mut(&place) {
            shorten(quoted);
        }
    }
    let body = match gaps {
        Gaps::Empty => known_lines(&text.body, &values),
        Gaps::Examples(_) | Gaps::Shown(_) => text.body.clone(),
    };
    let body = fill(&body, &values, gaps).ok()?;
    Some(Written {
        locale,
        version: Some(text.version),
        body,
    })
}

fn tell(values: &mut Values, told: &Told, language: Locale) {
    match told {
        Told::Note(note) => {
            values.insert(PlaceHolder::Note, note.clone());
        }
        Told::Message(message) => {
            values.insert(PlaceHolder::Message, message.clone());
        }
        Told::Paid(amount, day) => {
            values.insert(PlaceHolder::PaidAmount, amount.to_string());
            values.insert(PlaceHolder::PaidOn, show_day_long(*day, language));
        }
        Told::Invoices(numbers, open) => {
            values.insert(PlaceHolder::InvoiceNumber, numbers.clone());
            values.insert(PlaceHolder::Outstanding, open.to_string());
        }
        Told::Code(minutes) => {
            values.insert(PlaceHolder::Code, DOTS.to_owned());
            values.insert(PlaceHolder::Minutes, minutes.to_string());
        }
    }
}

/// Cuts what is quoted, so that a long description does not keep its message from being sent.
fn shorten(quoted: &mut String) {
    if let Some((at, _)) = quoted.char_indices().nth(QUOTE_MAX) {
        quoted.truncate(at);
        quoted.push('…');
    }
}

/// A message as `app.send_messages` takes it.
fn travelling(message: &NewMessage, written: &Written) -> Value {
    let to = match &message.to {
        To::Customer(id) => json!({ "customer": id }),
        To::Registration(id) => json!({ "registration": id }),
        To::Staff(id) => json!({ "staff": id }),
        To::Group => json!({ "group": true }),
        To::Phone(phone) => json!({ "phone": phone }),
    };
    json!({
        "class": message.class.name(),
        "template": text_of(message),
        "version": written.version,
        "locale": written.locale.code(),
        "body": written.body,
        "cause": message.cause.name(),
        "to": to,
        "registration_id": message.about.registration,
        "ticket_id": message.about.ticket,
        "invoice_id": message.about.invoice,
        "dedupe": message.dedupe,
        "at": message.at,
        "exempt": message.exempt,
    })
}

#[cfg(test)]
mod tests {
    use super::{QUOTE_MAX, shorten};

    #[test]
    fn a_long_quotation_is_cut_at_a_letter() {
        let mut long = "é".repeat(QUOTE_MAX + 1);
        shorten(&mut long);
        assert_eq!(long.chars().count(), QUOTE_MAX + 1);
        assert!(long.ends_with('…'));
        let mut short = "é".repeat(QUOTE_MAX);
        shorten(&mut short);
        assert_eq!(short, "é".repeat(QUOTE_MAX));
    }
}
