//! What a message about a record says, in the words of its language.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use model::{
    format::{Zone, show_day_long, show_month},
    ids::RegistrationId,
    money::Rupiah,
    phone::Phone,
    settings::Company,
    states::{Priority, RegistrationStatus, ServiceStatus, TicketStatus, TicketType},
    templates::{PlaceHolder as P, Subject, Values},
    text::{Locale, Words},
};
use sqlx::PgConnection;

use super::record_store::{self, AboutCustomer, AboutInvoice, AboutRegistration, AboutTicket};
use crate::{
    clock,
    error::{Error, Result},
    settings,
};

/// The values that are known of a record, the company's among them; what is empty is left out.
///
/// # Errors
/// [`Error::NotFound`] for a record that the caller may not see.
pub async fn of(
    db: &mut PgConnection,
    subject: Subject,
    language: Locale,
    now: DateTime<Utc>,
) -> Result<Values> {
    let known = Known::read(db, &[subject.into()], now).await?;
    let mut values = known
        .values(subject.into(), &Words::new(language, &[]))
        .ok_or(Error::NotFound)?;
    if let Subject::Customer(id) = subject
        && let Some((late, oldest)) = record_store::late(db, id, known.today).await?
    {
        values.insert(P::Outstanding, Rupiah(late).to_string());
        let days = (known.today - oldest).num_days();
        values.insert(P::DaysLate, days.to_string());
    }
    Ok(values)
}

/// A record that a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// Something that a person chooses to try a text on.
    Subject(Subject),
    /// An application.
    Registration(RegistrationId),
    /// None: only the company is known.
    Nothing,
}

impl From<Subject> for Record {
    fn from(subject: Subject) -> Self {
        Record::Subject(subject)
    }
}

/// What messages say of many records, read with a statement for each kind of them.
pub struct Known {
    company: Company,
    zone: Zone,
    today: NaiveDate,
    customers: HashMap<i64, AboutCustomer>,
    registrations: HashMap<i64, AboutRegistration>,
    tickets: HashMap<i64, AboutTicket>,
    invoices: HashMap<i64, AboutInvoice>,
}

impl Known {
    /// Reads what is known of these records, of those that the caller may see.
    pub async fn read(
        db: &mut PgConnection,
        records: &[Record],
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let company = settings::company(db).await?;
        let mut ids: [Vec<i64>; 4] = Default::default();
        for record in records {
            match record {
                Record::Subject(Subject::Customer(id)) => ids[0].push(id.0),
                Record::Registration(id) => ids[1].push(id.0),
                Record::Subject(Subject::Ticket(id)) => ids[2].push(id.0),
                Record::Subject(Subject::Invoice(id)) => ids[3].push(id.0),
                Record::Nothing => {}
            }
        }
        let mut known = Self {
            zone: Zone::from_name(&company.time_zone).unwrap_or_default(),
            company,
            today: clock::business_day(db, now).await?,
            customers: HashMap::new(),
            registrations: HashMap::new(),
            tickets: HashMap::new(),
            invoices: HashMap::new(),
        };
        let [customers, registrations, tickets, invoices] = ids;
        if !customers.is_empty() {
            known.customers = record_store::customers(db, &customers).await?;
        }
        if !registrations.is_empty() {
            known.registrations = record_store::registrations(db, &registrations).await?;
        }
        if !tickets.is_empty() {
            known.tickets = record_store::tickets(db, &tickets).await?;
        }
        if !invoices.is_empty() {
            known.invoices = record_store::invoices(db, &invoices).await?;
        }
        Ok(known)
    }

    /// What a message says of one of them; none for a record that the caller may not see.
    pub fn values(&self, record: Record, words: &Words) -> Option<Values> {
        let mut values = of_company(&self.company, words.locale());
        match record {
            Record::Subject(Subject::Customer(id)) => {
                of_customer(&mut values, self.customers.get(&id.0)?, words);
            }
            Record::Subject(Subject::Ticket(id)) => {
                of_ticket(&mut values, self.tickets.get(&id.0)?, self.zone, words);
            }
            Record::Subject(Subject::Invoice(id)) => {
                self.of_invoice(&mut values, self.invoices.get(&id.0)?, words.locale());
            }
            Record::Registration(id) => {
                of_registration(&mut values, self.registrations.get(&id.0)?, words);
            }
            Record::Nothing => {}
        }
        Some(values)
    }

    fn of_invoice(&self, values: &mut Values, about: &AboutInvoice, language: Locale) {
        person(
            values,
            &about.name,
            Some(&about.code),
            about.phone.as_deref(),
        );
        values.insert(P::InvoiceNumber, about.number.clone());
        values.insert(P::Period, show_month(about.period, language));
        values.insert(P::Amount, Rupiah(about.total).to_string());
        let open = Rupiah(about.total - about.paid);
        values.insert(P::Outstanding, open.to_string());
        if let Some(due) = about.due_on {
            values.insert(P::DueDate, show_day_long(due, language));
            let late = (self.today - due).num_days().max(0);
            values.insert(P::DaysLate, late.to_string());
        }
        if let Some((amount, at)) = about.last_paid {
            values.insert(P::PaidAmount, Rupiah(amount).to_string());
            values.insert(P::PaidOn, show_day_long(self.zone.day(at), language));
        }
    }
}

fn of_customer(values: &mut Values, about: &AboutCustomer, words: &Words) {
    person(
        values,
        &about.name,
        Some(&about.code),
        about.phone.as_deref(),
    );
    put(values, P::PackageName, about.package.clone());
    put(
        values,
        P::Address,
        about.address.as_ref().map(|a| a.one_line()),
    );
    let status = about.status.as_deref().and_then(ServiceStatus::from_name);
    put(
        values,
        P::ServiceStatus,
        status.map(|status| words.say(&status.text_key())),
    );
}

fn of_registration(values: &mut Values, about: &AboutRegistration, words: &Words) {
    person(
        values,
        &about.name,
        about.code.as_deref(),
        Some(&about.phone),
    );
    put(values, P::PackageName, Some(about.package.clone()));
    put(values, P::Address, Some(about.address.one_line()));
    let status = RegistrationStatus::from_name(&about.status);
    put(
        values,
        P::ServiceStatus,
        status.map(|status| words.say(&status.text_key())),
    );
}

fn of_ticket(values: &mut Values, about: &AboutTicket, zone: Zone, words: &Words) {
    if let Some(name) = &about.name {
        person(values, name, about.code.as_deref(), about.phone.as_deref());
    }
    values.insert(P::TicketNumber, about.number.clone());
    values.insert(P::Zone, about.zone.clone());
    let said = |key: Option<String>| key.map(|key| words.say(&key));
    let kind = TicketType::from_name(&about.kind).map(|kind| kind.text_key());
    put(values, P::TicketKind, said(kind));
    let status = TicketStatus::from_name(&about.status).map(|status| status.text_key());
    put(values, P::TicketStatus, said(status));
    let priority = Priority::from_name(&about.priority).map(|priority| priority.text_key());
    put(values, P::Priority, said(priority));
    let due = about.due_at.map(|due| {
        let at = zone.show(due, words.locale());
        format!("{at} {}", zone.abbreviation())
    });
    put(values, P::DueAt, due);
    put(values, P::TechnicianName, about.lead.clone());
    put(
        values,
        P::Address,
        about.address.as_ref().map(|a| a.one_line()),
    );
    put(values, P::Description, Some(about.description.clone()));
    put(values, P::Note, about.note.clone());
}

fn of_company(company: &Company, language: Locale) -> Values {
    let mut values = Values::new();
    put(&mut values, P::CompanyName, Some(company.name.clone()));
    put(&mut values, P::CompanyPhone, Some(company.phone.clone()));
    let holder = match language {
        Locale::Id => " a.n. ",
        Locale::En => ", ",
    };
    let accounts: Vec<String> = company
        .bank_accounts
        .iter()
        .map(|account| {
            format!(
                "{} {}{holder}{}",
                account.bank, account.number, account.holder
            )
        })
        .collect();
    put(&mut values, P::BankAccounts, Some(accounts.join("\n")));
    values
}

fn person(values: &mut Values, name: &str, code: Option<&str>, phone: Option<&str>) {
    values.insert(P::CustomerName, name.to_owned());
    put(values, P::CustomerCode, code.map(str::to_owned));
    let phone = phone.map(|phone| Phone::stored(phone).to_string());
    put(values, P::CustomerPhone, phone);
}

fn put(values: &mut Values, place: P, value: Option<String>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        values.insert(place, value);
    }
}
